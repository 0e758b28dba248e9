"""`touchline COMMAND` and `python -m core COMMAND`: everything the pages do, for scripts and clusters."""

import sys


def main() -> int:
    """Run the command line; the exit status. Ctrl-C is quiet, also while modules load."""
    try:
        from core.cli import main as run

        return run()
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
