"""Local servers that speak the protocols of exchanges, data providers and alert targets.

The tests point the real clients (ccxt, yfinance, smtplib, urllib) at them. Their payloads are
written after the public API documentation. What is measured against them is labelled as simulated.
"""
