"""Run the program as `python -m expenses`."""

from __future__ import annotations

from expenses.cli import main

if __name__ == "__main__":
    main(prog_name="expenses")
