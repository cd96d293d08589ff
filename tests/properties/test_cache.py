"""The cache never changes an answer: after any edits a warm run says what a cold one says."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING

from hypothesis import given, note
from hypothesis import strategies as st

from tests.properties.programs import Program, programs
from tests.properties.worlds import World, world_of

if TYPE_CHECKING:
    from pathlib import Path

    from vendorize_analysis.model.analysis import Analysis

MEASURES = {"seconds", "files_read", "lines_read", "files_cached"}
EDITS = ("append", "exchange", "break", "restore", "touch")


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
    """Edit a file: with more code, with another file's code, with what is no Python; or bring it back."""
    changed = {
        "append": path.read_bytes() + b"\ndef added():\n    import json\n    return json\n",
        "exchange": donor,
        "break": b"def (:\n",
        "restore": original[path],
        "touch": path.read_bytes(),
    }
    path.write_bytes(changed[kind])


def check(world: World, cache: Path) -> None:
    warm = world.analyze(use_cache=True, cache_dir=cache)
    cold = world.analyze()
    assert answers(warm) == answers(cold)


def answers(analysis: Analysis) -> dict[str, object]:
    return {field.name: getattr(analysis, field.name) for field in fields(analysis) if field.name not in MEASURES}
