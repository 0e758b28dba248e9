"""`python -m core COMMAND`: everything the pages do, for scripts and clusters."""

import sys

if __name__ == "__main__":
    try:
        from core.cli import main  # inside, so that Ctrl-C while modules load is quiet too

        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
