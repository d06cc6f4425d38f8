"""Fixes: choose them, apply them to text, show them as a diff, write them."""
