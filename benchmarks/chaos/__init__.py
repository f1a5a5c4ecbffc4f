"""The service under everything that goes wrong at once, and what has to be true afterwards."""
