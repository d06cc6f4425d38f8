"""`python -m rustybt_ops`: the same program as the command `rustybt-ops`."""

from __future__ import annotations

from rustybt_ops.cli.main import main

if __name__ == "__main__":
    main()
