"""Read cases out of Markdown: each `##` section holds files and what a stage is to print about them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

LABEL = re.compile(r"`(?P<label>[^`]+)`:\s*")
FENCE = re.compile(r"(?P<fence>`{3,}|~{3,})[^`]*")
WANT = "want "


class CaseError(ValueError):
    """A document that cannot be read, with the place."""


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block with the label above it."""

    label: str
    text: str
    start: int
    """Index of the first line inside the fence."""
    end: int
    """Index of the closing fence's line."""


@dataclass(frozen=True, slots=True)
class Case:
    """One section of a document."""

    document: Path
    title: str
    files: tuple[Block, ...]
    wants: tuple[Block, ...]

    def write(self, folder: Path) -> None:
        """Write the files of the case under a folder."""
        for block in self.files:
            target = folder / block.label
            if not target.resolve().is_relative_to(folder.resolve()):
                message = f"{self.document.name}: {block.label} is outside of the case's folder"
                raise CaseError(message)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(block.text, encoding="utf-8", newline="\n")


def read_cases(document: Path) -> tuple[Case, ...]:
    """Return the cases of a document in order; a section without a wanted block is prose."""
    lines = document.read_text(encoding="utf-8").splitlines()
    sections: list[tuple[str, list[Block]]] = [("", [])]
    index = 0
    while index < len(lines):
        line = lines[index]
        if line.startswith("## "):
            sections.append((line[3:].strip(), []))
        elif (fence := FENCE.fullmatch(line)) is not None:
            end = closing(lines, index, fence["fence"], document)
            if (label := label_above(lines, index)) is not None:
                text = "".join(f"{each}\n" for each in lines[index + 1 : end])
                sections[-1][1].append(Block(label, text, index + 1, end))
            index = end
        index += 1
    cases = [case_of(document, title, blocks) for title, blocks in sections]
    return tuple(check_titles([case for case in cases if case.wants], document))


def closing(lines: list[str], start: int, fence: str, document: Path) -> int:
    """Return the index of the line that closes a fence."""
    for index in range(start + 1, len(lines)):
        if lines[index].rstrip() == fence:
            return index
    message = f"{document.name}:{start + 1}: the fence is never closed"
    raise CaseError(message)


def label_above(lines: list[str], index: int) -> str | None:
    """Return the label on the line above a fence, if that is one."""
    match = LABEL.fullmatch(lines[index - 1]) if index else None
    return match["label"] if match else None


def case_of(document: Path, title: str, blocks: list[Block]) -> Case:
    """Return a section as a case."""
    files = tuple(block for block in blocks if not block.label.startswith(WANT))
    return Case(document, title, files, tuple(block for block in blocks if block.label.startswith(WANT)))


def check_titles(cases: list[Case], document: Path) -> list[Case]:
    """Refuse titles that are missing or used twice: a case is known by its title."""
    titles = [case.title for case in cases]
    if "" in titles or len(set(titles)) != len(titles):
        message = f"{document.name}: each case needs a `##` title of its own"
        raise CaseError(message)
    return cases


def rewrite(document: Path, title: str, label: str, text: str) -> None:
    """Put a text in place of a wanted block."""
    (block,) = (
        block for case in read_cases(document) if case.title == title for block in case.wants if block.label == label
    )
    lines = document.read_text(encoding="utf-8").splitlines()
    lines[block.start : block.end] = text.splitlines()
    document.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")
