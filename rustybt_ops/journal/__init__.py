"""What a trading session records, and how a line of its log reads."""
