"""The database itself: opened, written to in transactions, kept small, copied and brought back."""
