"""The command line."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from pagemaker.pages import PageError, render


def main(words: list[str] | None = None) -> int:
    """Print the page of a JSON file; end with 1 if it cannot be made."""
    parser = argparse.ArgumentParser(prog="pagemaker", description="Make a page of a list of events.")
    parser.add_argument("events", type=Path, help="JSON file: an object with title and events")
    parser.add_argument("--template", default="list.html", help="list.html, or mail.txt")
    options = parser.parse_args(words)
    try:
        print(render(options.template, json.loads(options.events.read_text(encoding="utf-8"))))
    except PageError as error:
        print(f"pagemaker: {error}")
        return 1
    return 0
