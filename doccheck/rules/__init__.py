"""The rules: one module each, an explicit registry, and what they share."""
