"""`contenthub content …`: articles, from the request for them to their review and export."""
