"""Commands inside other formats: YAML, JSON, Dockerfiles, units, crontabs, Makefiles, Python."""
