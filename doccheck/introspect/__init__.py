"""From a click or Typer application to its command tree, its manifest and its verdicts."""
