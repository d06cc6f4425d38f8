"""Configuration formats: what parses, where it does not, and what a JSON Schema says of it."""
