"""What can be wrong with a configuration, found all at once."""
