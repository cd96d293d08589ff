"""The cache never changes an answer: after any edits a warm run says what a cold one says."""

from __future__ import annotations

import os
from dataclasses import fields
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, note
from hypothesis import strategies as st

from tests.properties.programs import Program, programs
from tests.properties.worlds import World, world_of

if TYPE_CHECKING:
    from pathlib import Path

    from vendorize_analysis.model.analysis import Analysis

MEASURES = {"seconds", "files_read", "lines_read", "files_cached"}
EDITS = ("append", "exchange", "break", "restore", "touch", "disguise", "rename")


@pytest.mark.slow
@given(first=programs(), second=programs(), edits=st.lists(st.tuples(st.sampled_from(EDITS), st.integers(0, 20))))
def test_a_warm_run_says_what_a_cold_run_says(first: Program, second: Program, edits: list[tuple[str, int]]) -> None:
    note(f"{first}\n=====\n{second}")
    with world_of(first) as world, world_of(second) as other:
        cache = world.folder / "cache"
        original = {path: path.read_bytes() for path in sources(world)}
        donors = [path.read_bytes() for path in sources(other)]
        check(world, cache)
        for kind, number in edits:
            paths = sorted(original)
            path = paths[number % len(paths)]
            apply(kind, path, original, donors[number % len(donors)])
            check(world, cache)
            check(world, cache)


def sources(world: World) -> list[Path]:
    return sorted([*world.site.rglob("*.py"), *world.project.rglob("*.py")])


def apply(kind: str, path: Path, original: dict[Path, bytes], donor: bytes) -> None:
    """Edit a file: with more code, with another file's code, with what is no Python; rename it, or bring it back."""
    elsewhere = path.with_name(f"renamed_{path.name}")
    if kind == "rename":
        if path.exists():
            path.replace(elsewhere)
        return
    elsewhere.unlink(missing_ok=True)
    before = path.read_bytes() if path.exists() else original[path]
    if kind == "disguise" and path.exists():
        disguise(path, donor)
        return
    changed = {
        "append": before + b"\ndef added():\n    import json\n    return json\n",
        "exchange": donor,
        "disguise": donor,
        "break": b"def (:\n",
        "restore": original[path],
        "touch": before,
    }
    path.write_bytes(changed[kind])


def disguise(path: Path, donor: bytes) -> None:
    """Give a file other code, and let it look as before: the size and the time of the last change are the same."""
    found = path.stat()
    padding = b"\n#" + b"x" * found.st_size
    path.write_bytes((donor + padding)[: found.st_size])
    os.utime(path, ns=(found.st_atime_ns, found.st_mtime_ns))


def check(world: World, cache: Path) -> None:
    warm = world.analyze(use_cache=True, cache_dir=cache)
    cold = world.analyze()
    assert answers(warm) == answers(cold)


def answers(analysis: Analysis) -> dict[str, object]:
    return {field.name: getattr(analysis, field.name) for field in fields(analysis) if field.name not in MEASURES}
