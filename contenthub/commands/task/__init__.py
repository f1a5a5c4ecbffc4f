"""`contenthub task …`: the life of each request."""
