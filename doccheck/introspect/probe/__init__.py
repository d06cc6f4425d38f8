"""The part of doccheck that runs inside the program's own interpreter.

Standard library only, Python 3.8 and up. The parent process starts this folder as a script; it
reads one request, and answers in frames on a descriptor of its own, so that nothing the program
prints can disturb the answer.
"""
