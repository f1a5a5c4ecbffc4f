"""What articles are asked for: where topics come from, and which of them repeat others."""
