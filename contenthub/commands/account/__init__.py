"""`contenthub account …`: whom articles are written for."""
