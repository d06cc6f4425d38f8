"""`python -m doccheck`."""

from doccheck.cli.main import main

if __name__ == "__main__":
    main()
