"""Brokers: the paper broker, and the exchanges that ccxt knows."""
