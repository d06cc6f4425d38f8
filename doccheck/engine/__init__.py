"""The composition: files in, report out. The only place that needs two layers at once."""
