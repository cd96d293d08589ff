"""Run the program as `python -m linkcheck`."""

from __future__ import annotations

import sys

from linkcheck.cli import main

if __name__ == "__main__":
    sys.exit(main())
