"""The calls there are, one file per resource."""
