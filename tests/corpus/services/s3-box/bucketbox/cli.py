"""The command ``bucketbox``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from bucketbox.store import Box, Missing


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="bucketbox", description="Files in a bucket.")
    parser.add_argument("bucket")
    parser.add_argument("action", choices=["put", "get", "list", "share", "remove", "total"])
    parser.add_argument("names", nargs="*")
    parser.add_argument("--prefix", default="")
    given = parser.parse_args(arguments)
    box = Box(given.bucket, given.prefix)
    try:
        for line in act(box, given.action, given.names):
            print(line)
    except Missing as error:
        print(f"bucketbox: no file {error}", file=sys.stderr)
        return 1
    return 0


def act(box: Box, action: str, names: list[str]) -> list[str]:
    """Do what was asked and return the lines to print."""
    if action == "list":
        return box.list()
    if action == "total":
        return [str(box.total())]
    if action == "remove":
        return [f"{box.remove(*names)} removed"]
    if action == "put":
        box.create()
        return [box.put(Path(name).name, Path(name).read_bytes()).digest for name in names]
    return [box.share(name) if action == "share" else box.get(name).decode() for name in names]


if __name__ == "__main__":
    raise SystemExit(main())
