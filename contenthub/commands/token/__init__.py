"""`contenthub token …`: by which other programs may ask over the REST API."""
