"""`contenthub creator …`: who writes the articles."""
