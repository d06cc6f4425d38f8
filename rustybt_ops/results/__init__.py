"""What a command found out, as values and as one JSON document."""
