"""Recognises a block that is one simple command, so that no shell is needed to read it."""
# ruff: noqa: SIM905  # long lists of names read better as text

from __future__ import annotations

import re
import shlex

# Everything that a shell would expand, redirect, combine or comment.
_SPECIAL = re.compile(r"[$`\\*?\[\]{}~|&;<>()!#\n\r\0^]")
_ASSIGNMENT = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\+?=")
_OF_THE_SHELL = frozenset(
    "if then else elif fi for while until do done case esac select function time coproc in "
    ". : [ [[ alias bg bind break builtin caller cd command compgen complete compopt continue "
    "declare dirs disown echo enable eval exec exit export false fc fg getopts hash help history "
    "jobs kill let local logout mapfile popd printf pushd pwd read readarray readonly return set "
    "shift shopt source suspend test times trap true type typeset ulimit umask unalias unset "
    "wait".split()
)


def simple_argv(script: str) -> tuple[str, ...]:
    """Return the words of a block that is one simple command of a program; else nothing."""
    text = script.strip()
    if _SPECIAL.search(text):
        return ()
    try:
        words = shlex.split(text)
    except ValueError:
        return ()
    if not words or words[0] in _OF_THE_SHELL or _ASSIGNMENT.match(words[0]):
        return ()
    return tuple(words)
