"""Runs documented commands where they can harm nothing; stdlib only."""
