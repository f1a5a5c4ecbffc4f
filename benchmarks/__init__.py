"""Measurements of ContentHub beside plain task queues that do the same job on the same machine."""
