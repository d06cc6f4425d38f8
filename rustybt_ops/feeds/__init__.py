"""Market data: where bars come from, and which sessions an exchange holds."""
