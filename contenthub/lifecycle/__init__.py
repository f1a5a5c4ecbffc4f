"""The only writer of states, and the only place that knows how a state changes."""
