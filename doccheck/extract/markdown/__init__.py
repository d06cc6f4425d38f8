"""Markdown pages as MkDocs and GitHub show them."""
