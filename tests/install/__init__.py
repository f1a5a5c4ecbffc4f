"""Tests that install the service on a bare machine: `make test-install`, as root, on Debian."""
