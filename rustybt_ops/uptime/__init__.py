"""How much of the time a trading session was alive and of use, from its log."""
