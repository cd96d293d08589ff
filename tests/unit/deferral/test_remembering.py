"""Facts about imports that wait are taken from the cache, and are those of the text, package and gone lines of then."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from vendorize_analysis.deferral import remembering
from vendorize_analysis.deferral.facts import facts_of
from vendorize_analysis.deferral.remembering import RememberedFacts, decode, encode
from vendorize_analysis.model.analysis import LoadedModule
from vendorize_analysis.model.summary import Unreadable
from vendorize_analysis.scanning import open_cache
from vendorize_analysis.scanning.source import digest_of

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

TEXT = """
import functools
import os as system
from . import tools

TABLE = {"a": 1}


def make(one):
    @functools.wraps(one)
    def made(*args):
        return one(*args)
    return made


class Held:
    def __enter__(self):
        return self

    def __exit__(self, *_):
        tools.close(system.sep)

    def __del__(self):
        tools.end()


def use(module):
    module.value = TABLE
    vars(module)["other"] = 2
    with Held() as held:
        return held
"""


def module_at(path: Path, text: str, digest: str = "") -> LoadedModule:
    path.write_text(text, encoding="utf-8")
    return LoadedModule(
        name="pack.one",
        path=path,
        relative="pack/one.py",
        is_package=False,
        distribution="pack",
        summary=Unreadable(0, "not asked"),
        digest=digest or digest_of(text.encode()),
    )


def test_facts_survive_the_way_there_and_back() -> None:
    found = facts_of(ast.parse(TEXT), "pack")
    again = decode(encode(found))
    assert again == found
    assert found.makers
    assert found.endings.found
    assert found.strangers.sets
    assert list(map(type, (again.strangers, again.endings, again.makers[0], again.endings.found[0]))) == list(
        map(type, (found.strangers, found.endings, found.makers[0], found.endings.found[0]))
    )


def test_a_second_run_reads_no_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    module = module_at(tmp_path / "one.py", TEXT)
    first = run(tmp_path, module, set())

    def refuse(*_: object) -> None:
        raise AssertionError("a text is read")

    monkeypatch.setattr(remembering, "facts_of", refuse)
    assert run(tmp_path, module, set()) == first


def test_other_lines_that_are_gone_are_another_question(tmp_path: Path) -> None:
    module = module_at(tmp_path / "one.py", TEXT)
    line = TEXT.splitlines().index("class Held:") + 1
    assert run(tmp_path, module, set()) != run(tmp_path, module, {line})
    assert run(tmp_path, module, {line}) == facts_of(ast.parse(TEXT), "pack", {line})


def test_a_file_that_has_changed_since_is_not_remembered(tmp_path: Path) -> None:
    module = module_at(tmp_path / "one.py", TEXT, digest_of(b"import json\n"))
    run(tmp_path, module, set())
    before = module_at(tmp_path / "one.py", "import json\n")
    assert run(tmp_path, before, set()) == facts_of(ast.parse("import json\n"), "pack")


def run(folder: Path, module: LoadedModule, gone: set[int]) -> object:
    cache = open_cache(folder / "cache")
    try:
        return RememberedFacts(cache, "").of(module, gone)
    finally:
        cache.close()
