"""Run the command line as `python -m vendorize`."""

from __future__ import annotations

from vendorize.cli.main import main

if __name__ == "__main__":
    main(prog_name="vendorize")
