"""Differences between two folders of answers and results, for `compare_builds.py`."""

from __future__ import annotations

import json
import re
import tempfile
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

VOLATILE = frozenset({"seconds", "startup_ms", "peak_memory_bytes"})
"""Keys of JSON that are measured anew each time, with all that is below them."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is not the same."""

    path: str
    """A place in JSON (`analyze.distributions[0].why`), or a file of the result."""
    before: str
    after: str


@dataclass(slots=True)
class Comparison:
    """What came out for one project and one layout, or for what does not depend on a layout."""

    title: str
    files: int = 0
    differences: list[Difference] = field(default_factory=list)


def compare_folders(title: str, before: Path, after: Path) -> Comparison:
    """Compare every file of two folders; JSON beside the result is compared by its fields, all else by its bytes."""
    found = Comparison(title)
    names = sorted({*_files(before), *_files(after)})
    for name in names:
        one, other = before / name, after / name
        if not one.exists() or not other.exists():
            found.differences.append(
                Difference(name, *("there" if each.exists() else "missing" for each in (one, other)))
            )
        elif "/" not in name and name.endswith(".json"):
            place = name.removesuffix(".json")
            pair = (json.loads(each.read_text(encoding="utf-8")) for each in (one, other))
            found.differences.extend(differing_fields(place, *pair))
        else:
            found.differences.extend(differing_lines(name, one.read_bytes(), other.read_bytes()))
    found.files = len(names)
    found.differences.extend(failures(before, after))
    return found


def failures(before: Path, after: Path) -> Iterator[Difference]:
    """Find the calls that did not end with 0 or 1: two builds that cannot run are not the same build."""
    names = {path.name for folder in (before, after) for path in folder.glob("*.exit")}
    for name in sorted(names):
        codes = [
            (folder / name).read_text("utf-8").strip() if (folder / name).exists() else "" for folder in (before, after)
        ]
        if not set(codes) <= {"0", "1"}:
            yield Difference(f"{name.removesuffix('.exit')} could not run", *codes)


def differing_fields(path: str, before: Any, after: Any) -> Iterator[Difference]:  # noqa: ANN401 - any JSON
    """Find the fields of two JSON values that differ, measured ones aside.

    A key, its place among the others, and a length count as the values do.
    """
    if isinstance(before, dict) and isinstance(after, dict):
        if list(before) != list(after):
            yield Difference(f"{path} (keys)", " ".join(before), " ".join(after))
        for key in before:
            if key in after and key not in VOLATILE:
                yield from differing_fields(f"{path}.{key}", before[key], after[key])
    elif isinstance(before, list) and isinstance(after, list):
        if len(before) != len(after):
            yield Difference(f"{path} (length)", str(len(before)), str(len(after)))
        for number, (one, other) in enumerate(zip(before, after, strict=False)):
            yield from differing_fields(f"{path}[{number}]", one, other)
    elif isinstance(before, str) and isinstance(after, str):
        yield from differing_lines(path, *(steady(text).encode("utf-8", "surrogatepass") for text in (before, after)))
    elif (type(before), before) != (type(after), after):
        yield Difference(path, repr(before), repr(after))


def differing_lines(path: str, before: bytes, after: bytes) -> Iterator[Difference]:
    """Find the first line in which two texts differ; yields nothing where their bytes are the same."""
    if before == after:
        return
    one, other = before.split(b"\n"), after.split(b"\n")
    number = next(
        (at for at, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]), min(len(one), len(other))
    )
    yield Difference(f"{path}:{number + 1}", _line(one, number), _line(other, number))


def steady(text: str) -> str:
    """Replace what is another thing in each run: names below the temporary folder, and addresses of objects."""
    text = re.sub(re.escape(tempfile.gettempdir()) + r"/[\w.-]+", "TEMPORARY", text)
    return re.sub(r"\b0x[0-9a-f]{6,}\b", "0xADDRESS", text)


def _files(folder: Path) -> Iterator[str]:
    return (path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir())


def _line(lines: Sequence[bytes], number: int) -> str:
    return lines[number].decode("utf-8", "backslashreplace")[:300] if number < len(lines) else "(end)"
