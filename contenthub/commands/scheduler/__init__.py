"""`contenthub scheduler …`: what happens at which times."""
