"""`contenthub gate …`: what looks at every article before it goes out."""
