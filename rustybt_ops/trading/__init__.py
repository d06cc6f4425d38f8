"""The strategy engine: one loop behind a clock and a feed, exact amounts, zipline's interface."""
