"""What the commands show on a terminal and read from a command line, whatever they are about."""
