"""The service and its surroundings: daemons, database, settings, health, messages by hand."""
