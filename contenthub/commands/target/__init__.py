"""`contenthub target …`: where an account publishes."""
