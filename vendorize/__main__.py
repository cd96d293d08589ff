"""Run the command line as `python -m vendorize`."""

from __future__ import annotations

from vendorize.cli.again import main

if __name__ == "__main__":
    main()
