"""Findings that the writer knows of: directives on the page, and the baseline."""
