"""What runs: the engine of a working process, the daemons, the same within a command, the sweep."""
