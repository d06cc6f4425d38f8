"""The strategy engine: one loop behind a feed, exact amounts, zipline's interface."""
