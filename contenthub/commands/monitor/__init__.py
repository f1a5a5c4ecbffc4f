"""What watches the line."""
