"""From result documents to the pages of a validation report."""
