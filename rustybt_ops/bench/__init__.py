"""The benchmark: known work in fresh processes, compared by a rule that noise does not set off."""
