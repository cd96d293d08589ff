# /// script
# requires-python = ">=3.11"
# dependencies = ["markdown-it-py>=3.0"]
# ///
"""Show what is still to do in a page of notes: open tasks under their headings, and the links of the page."""

from __future__ import annotations

import sys
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from markdown_it.token import Token

OPEN, DONE = "[ ] ", "[x] "


def texts(tokens: Sequence[Token]) -> Iterator[tuple[str, str]]:
    """Yield the text of each heading and paragraph, with the tag around it."""
    for before, token in pairwise(tokens):
        if token.type == "inline":
            yield before.tag, token.content


def links(tokens: Sequence[Token]) -> Iterator[str]:
    """Yield where the links of a page lead, in its order."""
    for token in tokens:
        for child in token.children or ():
            if child.type == "link_open":
                yield str(child.attrGet("href"))


def report(page: str) -> str:
    """Give the open tasks of a page, how many are done, and its links."""
    tokens = MarkdownIt("commonmark").parse(page)
    lines: list[str] = []
    done = 0
    for tag, text in texts(tokens):
        if tag.startswith("h"):
            lines.append(f"{'  ' * (int(tag[1]) - 1)}{text}")
        elif text.startswith(OPEN):
            lines.append(f"  - {text.removeprefix(OPEN)}")
        done += text.startswith(DONE)
    return "\n".join([*lines, f"{done} done", *(f"-> {link}" for link in links(tokens))])


if __name__ == "__main__":
    for name in sys.argv[1:]:
        print(report(Path(name).read_text(encoding="utf-8")))
