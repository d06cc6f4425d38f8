"""Start: load this folder under a private name, out of the way of the program's own modules."""

import importlib.util
import os
import sys

NAME = "_doccheck_probe"


def load():
    """Import the package beside this file as `_doccheck_probe`."""
    folder = os.path.dirname(os.path.abspath(__file__))
    sys.path[:] = [entry for entry in sys.path if os.path.abspath(entry or ".") != folder]
    spec = importlib.util.spec_from_file_location(
        NAME, os.path.join(folder, "__init__.py"), submodule_search_locations=[folder]
    )
    package = importlib.util.module_from_spec(spec)
    sys.modules[NAME] = package
    spec.loader.exec_module(package)


if __name__ == "__main__":
    load()
    from _doccheck_probe import session

    session.main(int(sys.argv[1]), int(sys.argv[2]))
