"""What may be asked of alerts: what is wrong, by which rules, who is told, and who is not."""
