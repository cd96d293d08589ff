"""Compile files as Python itself would: `child.py FILE` (Python 3.8+); nothing of what is compiled runs.

`FILE` has a JSON object: `optimize`, the level, and `files`, an array of `source` (what to read), `relative` (its
POSIX path in the result) and `target` (what to write). Printed is a JSON array with, for each, the POSIX path of the
compiled form in the result; empty for what does not compile.
"""

from __future__ import annotations

import json
import marshal
import sys
from importlib.util import MAGIC_NUMBER, cache_from_source, source_hash
from pathlib import Path

_UNCHECKED = (1).to_bytes(4, "little")
"""Flags of PEP 552: by hash, and the source is not looked at."""


def compile_file(source: Path, relative: str, target: Path, optimize: int) -> str:
    """Write the compiled form of one file, and return where the result has it; empty where there is none."""
    try:
        content = source.read_bytes()
        # Python replaces the name by that of the file it imports, so that any will do that is the same everywhere.
        code = compile(content, relative, "exec", dont_inherit=True, optimize=optimize)
        # Marked in it is what else refers to, here or in this process: nothing of one file must outlive it.
        body = marshal.dumps(code)
    except (SyntaxError, ValueError, RecursionError, MemoryError, OverflowError):
        return ""
    target.write_bytes(MAGIC_NUMBER + _UNCHECKED + source_hash(content) + body)
    return cache_from_source(relative, optimization=optimize or "").replace("\\", "/")


def main() -> None:
    """Answer for each file."""
    asked = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    made = [
        compile_file(Path(one["source"]), one["relative"], Path(one["target"]), asked["optimize"])
        for one in asked["files"]
    ]
    print(json.dumps(made))  # noqa: T201 - the answer


if __name__ == "__main__":
    main()
