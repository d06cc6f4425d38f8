"""JSON Schemas that doccheck publishes, as package data."""

from pathlib import Path

FOLDER = Path(__file__).parent
