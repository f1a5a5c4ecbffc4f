"""The REST API, asked over the network as a program would."""
