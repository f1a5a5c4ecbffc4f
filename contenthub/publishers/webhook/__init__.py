"""The publisher `webhook`: articles sent to any address, believed of it what this proves."""
