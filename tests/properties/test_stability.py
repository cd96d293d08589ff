"""What an extraction must not depend on, and what it must not change."""

from __future__ import annotations

import ast
import json
import sys
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, note
from hypothesis import strategies as st

from tests.end_to_end.command import ROOT, contents, run, variables
from tests.properties.programs import Program, programs
from tests.properties.worlds import LAYOUTS, modules_in, world_of
from vendorize.model.lock import LOCK_NAME
from vendorize.model.originmap import MAP_NAME

if TYPE_CHECKING:
    from collections.abc import Iterator


KEEP_ALL = '[[keep]]\nsymbol = "*"\nreason = "everything"\n'
SEEDS = 6


_SUPPORT = "_vendorize_support.py"


@pytest.mark.slow
@given(program=programs())
def test_keeping_everything_changes_nothing_below_the_first_line(program: Program) -> None:
    with world_of(program) as world:
        settings = world.folder / "keep.toml"
        settings.write_text(KEEP_ALL, encoding="utf-8")
        results = modules_in(world.extract("site", config=settings))
        for path, content in modules_in(world.site).items():
            assert results[path].partition(b"\n")[2] == content, path


@pytest.mark.slow
@given(program=programs())
def test_extracting_a_result_again_gives_the_same_bytes(program: Program) -> None:
    note(str(program))
    with world_of(program) as world:
        once = world.extract("site")
        again = world.extract("site", "again", search_path=(once,))
        first, second = contents(once), contents(again)
        assert _without_lock(second) == _without_lock(first)
        # Nothing goes the second time, so that nobody asks for what says so of modules.
        assert set(second[_SUPPORT].splitlines()) <= set(first[_SUPPORT].splitlines())


def _without_lock(files: dict[str, bytes]) -> dict[str, object]:
    """Leave out lock and map, and the support module, also in the manifest.

    They say what was installed, another thing here.
    """
    own = _SUPPORT
    record = next(path for path, text in files.items() if path.endswith("/RECORD") and own.encode() in text)
    listed = [line for line in files[record].splitlines() if not line.startswith(own.encode())]
    others = {LOCK_NAME, MAP_NAME, own, record}
    manifest = json.loads(files[".vendorize.json"])
    manifest["files"] = [one for one in manifest["files"] if one["path"] not in others]
    kept = {path: text for path, text in files.items() if path not in others}
    return {**kept, "record": listed, ".vendorize.json": manifest}


@pytest.mark.slow
@given(program=programs(), layout=st.sampled_from(LAYOUTS))
def test_neither_the_order_of_files_nor_that_of_requirements_matters(program: Program, layout: str) -> None:
    note(str(program))
    with world_of(program) as one, world_of(program, backwards=True) as other:
        assert modules_in(other.extract(layout)) == modules_in(one.extract(layout))


@pytest.mark.slow
@given(program=programs(), data=st.data())
def test_the_order_of_roots_does_not_matter(program: Program, data: st.DataObject) -> None:
    note(str(program))
    roots = data.draw(st.lists(st.sampled_from(roots_of(program)), max_size=4, unique=True))
    with world_of(program) as world:
        one = world.extract("site", roots=tuple(roots))
        assert contents(world.extract("site", "other", roots=tuple(roots[::-1]))) == contents(one)


@pytest.mark.slow
@given(program=programs(), data=st.data())
def test_what_is_kept_grows_with_the_roots(program: Program, data: st.DataObject) -> None:
    note(str(program))
    roots = data.draw(st.lists(st.sampled_from(roots_of(program)), min_size=1, max_size=4, unique=True))
    with world_of(program) as world:
        fewer = world.analyze(roots=tuple(roots[:-1])).liveness
        more = world.analyze(roots=tuple(roots)).liveness
        assert fewer.executed <= more.executed
        for module, parts in fewer.parts.items():
            assert parts <= more.parts[module], module
        for module, names in fewer.names.items():
            assert names <= more.names.get(module, frozenset()), module


@pytest.mark.slow
@given(program=programs(), layout=st.sampled_from(LAYOUTS))
def test_functions_that_are_kept_are_the_same_trees_in_the_same_order(program: Program, layout: str) -> None:
    note(str(program))
    with world_of(program) as world:
        before, after = modules_in(world.site), modules_in(world.extract(layout))
        for path, content in before.items():
            written = after.get(path if layout == "site" else f"app/_vendor/{path}", b"")
            left = iter(list(functions(content)))
            # Imports in functions are rewritten where their modules have moved.
            for found in functions(written) if layout == "site" or b"import" not in written else ():
                assert found in left, path


def functions(text: bytes) -> Iterator[str]:
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef):
            yield ast.dump(node)


def roots_of(program: Program) -> list[str]:
    """Return what may be named as a root: things whose definition can be read."""
    texts = "".join(text for _, files in program.distributions for _, text in files)
    defined = [thing for thing in program.things if f"def {thing.name}(" in texts or f"class {thing.name}" in texts]
    return [f"{thing.module}:{thing.name}" for thing in defined] or ["d1"]


@pytest.mark.slow
@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_hash_seed_does_not_matter(layout: str) -> None:
    command = [sys.executable, "-m", "tests.properties.digests", layout, str(SEEDS)]
    path = variables()["PYTHONPATH"]
    answers = [run(command, ROOT, variables(PYTHONPATH=path, PYTHONHASHSEED=seed)) for seed in ("1", "2")]
    assert answers[0].code == 0, answers[0].err
    assert answers[0].out == answers[1].out
    assert len(json.loads(answers[0].out)) == SEEDS
