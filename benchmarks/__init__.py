"""Speed, measured side by side: each figure is a ratio to a named baseline in the same run."""
