"""What the program itself says: run by its interpreter, for the differential tests.

Reads `{"file": ..., "queries": [[...]]}`, runs each command line for real and prints a list of
`[status, class of the error, message]`.
"""

import contextlib
import importlib.util
import io
import json
import sys


def load(file):
    spec = importlib.util.spec_from_file_location("prog", file)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    command = module.cli
    if hasattr(command, "registered_commands"):
        import typer.main

        command = typer.main.get_command(command)
    return command


def run(command, argv):
    """Run one command line without touching the terminal."""
    quiet = io.StringIO()
    try:
        with contextlib.redirect_stdout(quiet), contextlib.redirect_stderr(quiet):
            command.main(list(argv), prog_name="prog", standalone_mode=False)
    except SystemExit:
        return ["accepted", "", ""]
    except Exception as error:
        name = type(error).__name__
        if name == "NoArgsIsHelpError":
            return ["accepted", "", ""]
        if hasattr(error, "format_message"):
            return ["rejected", name, " ".join(error.format_message().split())[:300]]
        return ["crashed", name, str(error)]
    return ["accepted", "", ""]


if __name__ == "__main__":
    request = json.load(sys.stdin)
    program = load(request["file"])
    json.dump([run(program, argv) for argv in request["queries"]], sys.stdout)
