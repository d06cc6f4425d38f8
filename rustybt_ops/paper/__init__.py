"""Paper trading that may last for weeks: nothing is lost whatever happens to the process."""
