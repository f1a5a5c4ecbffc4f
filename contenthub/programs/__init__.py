"""Programs that are run: whether one can be started, its request, its end, its children."""
