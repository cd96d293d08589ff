"""Run the program as `python -m pagemaker`."""

from __future__ import annotations

import sys

from pagemaker.cli import main

if __name__ == "__main__":
    sys.exit(main())
