"""Attacks on the sandbox, with canaries outside: what is contained, measured."""
