"""Run CrossHair from named folders: `vendorize_symbolic.py FOLDERS ARGUMENTS...`, for `python -I -S`, which has none.

`FOLDERS` is separated as PATH is. It prints and exits as `crosshair` does.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module

if __name__ == "__main__":
    folders, *arguments = sys.argv[1:]
    sys.path += folders.split(os.pathsep)
    sys.exit(import_module("crosshair.main").unwalled_main(arguments))
