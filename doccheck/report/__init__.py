"""Renderers: a Report becomes text for people or for other programs."""
