"""Run mypy from named folders: `vendorize_typed.py FOLDERS ARGUMENTS...`, for `python -I -S`, which has none.

`FOLDERS` is separated as PATH is. It prints and exits as mypy does.
"""

from __future__ import annotations

import os
import sys

if __name__ == "__main__":
    folders, *arguments = sys.argv[1:]
    sys.path += folders.split(os.pathsep)
    from mypy import api

    out, error, code = api.run(arguments)
    sys.stdout.write(out)
    sys.stderr.write(error)
    sys.exit(code)
