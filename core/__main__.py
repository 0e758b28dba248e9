"""`python -m core COMMAND`: everything the pages do, for scripts and clusters."""

import sys

from core.cli import main

if __name__ == "__main__":
    sys.exit(main())
