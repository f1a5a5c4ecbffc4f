"""What calls and answers look like, one file per resource: the contract, in types."""
