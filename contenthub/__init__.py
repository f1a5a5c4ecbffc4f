"""ContentHub runs a content production line unattended."""

__version__ = "0.1.0"
