"""The command ``reporter``."""

from __future__ import annotations

import argparse
from pathlib import Path

from reports.app import app
from reports.tasks import report


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="reporter")
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--number", type=int, default=3)
    given = parser.parse_args(arguments)
    app.conf.task_always_eager = True
    work = report([path.read_text() for path in given.files], given.number)
    print(", ".join(work.apply_async().get()))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
