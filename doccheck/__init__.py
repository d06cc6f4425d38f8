"""doccheck: finds documented commands that the program would refuse, and says what to write."""

__version__ = "0.1.0"
