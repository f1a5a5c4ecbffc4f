"""`contenthub publish-pool …`: what goes out, and when."""
