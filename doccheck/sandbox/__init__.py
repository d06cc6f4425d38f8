"""Runs documented commands where they can harm nothing; stdlib only.

::

    backend = select(Strength.FALLBACK)          # measured on this machine, or an error
    with backend.open(Policy(project=root)) as worker:
        result = worker.run(Task("echo hello"))  # ExecutionResult, with its isolation

`select` chooses a backend, `interface` says what it takes and gives, `refuse` names commands that
are not run at all. What stands in `inside` runs in the sandbox; `scripts` runs there under the
interpreters of other programs.
"""
