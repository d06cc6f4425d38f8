"""The command line: the group, the options all commands share, what the terminal gets."""
