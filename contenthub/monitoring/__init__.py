"""What is watched: the state of the line as plain values, and what follows from them. Pure."""
