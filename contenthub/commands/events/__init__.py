"""`contenthub events`."""
