#!/usr/bin/env python
"""Do what the pages of the examples say, each in a folder of its own, and compare what is printed and what is made.

    .ci/examples.py [--update] [--results] [NAME ...]

It needs `vendorize` on PATH, and a package index for the pinned requirements of the examples. `--update` writes what is
printed now into the pages, and what is made now into the folders `after`. Ends with 1 where something differs or fails.
`--results` leaves out what does not make a result: analysis, proof and what is printed.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from tests.end_to_end.command import contents  # noqa: E402 - found by the line above
from tests.end_to_end.sessions import EXAMPLES, SessionError, copied, follow, making, names, rewritten, steps  # noqa: E402


def main() -> int:
    """Follow the pages that are named, or all of them."""
    parser = argparse.ArgumentParser(description="Do what the pages of the examples say, and compare.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"examples (default: {', '.join(names())})")
    parser.add_argument("--update", action="store_true", help="write what is printed and made now")
    parser.add_argument("--results", action="store_true", help="only make the results and compare these")
    options = parser.parse_args()
    asked = {"update": options.update, "results": options.results}
    failed = [name for name in options.names or names() if not follows(name, **asked)]
    print(f"differ: {', '.join(failed)}" if failed else "all examples do what their pages say")
    return 1 if failed else 0


def follows(name: str, *, update: bool, results: bool) -> bool:
    """Tell whether an example does what its page says, or only makes its `results`; with `update`, make that so."""
    print(f"=== {name}", flush=True)
    page = EXAMPLES / name / "README.md"
    before = page.read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        copy = copied(name, Path(folder))
        try:
            wanted = making(before) if results else steps(before)
            ran = list(follow(copy, wanted, variables(), lambda command: print(f"  $ {command}", flush=True)))
        except SessionError as error:
            print(error)
            return False
        after = before if results else rewritten(before, ran)
        same = True
        if after != before:
            print(f"  {page.relative_to(ROOT)}: other output")
            same = False
        same = compared(copy / "after", EXAMPLES / name / "after", update=update) and same
        if update:
            page.write_text(after, encoding="utf-8")
    return same or update


def compared(made: Path, committed: Path, *, update: bool) -> bool:
    """Tell whether two folders hold the same bytes; name what differs, and with `update` copy it."""
    new, old = contents(made), contents(committed)
    for path in (other := [path for path in sorted(new.keys() | old.keys()) if new.get(path) != old.get(path)]):
        print(f"  after/{path}: {'changed' if path in new and path in old else 'new' if path in new else 'gone'}")
    if other and update:
        shutil.rmtree(committed, ignore_errors=True)
        shutil.copytree(made, committed, ignore=shutil.ignore_patterns("__pycache__", ".pytest_cache"))
    return not other


def variables() -> dict[str, str]:
    """Return the variables of the commands: ours, without those that change what Python or the tool shows."""
    dropped = ("PYTHON", "NO_COLOR", "FORCE_COLOR", "VIRTUAL_ENV", "PIP_TARGET")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(dropped)}
    return {**kept, "COLUMNS": "80", "PYTHONDONTWRITEBYTECODE": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}


if __name__ == "__main__":
    sys.exit(main())
