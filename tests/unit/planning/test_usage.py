from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from vendorize.planning.usage import usages
from vendorize_analysis.model.options import AnalysisOptions
from vendorize_analysis.pipeline import analyze

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from vendorize.model.advice import Usage

    Found = Callable[..., Mapping[str, Usage]]


@pytest.fixture
def found(tmp_path: Path) -> Found:
    def find(app: str, **modules: str) -> Mapping[str, Usage]:
        (tmp_path / "site").mkdir()
        for name, text in modules.items():
            (tmp_path / f"site/{name}.py").write_text(text, encoding="utf-8")
        (tmp_path / "app.py").write_text(app, encoding="utf-8")
        options = AnalysisOptions(search_path=(tmp_path / "site",), use_cache=False)
        return usages(analyze(tmp_path / "app.py", options))

    return find


def test_places_are_those_of_first_party_code(found: Found) -> None:
    all_of_them = found("import a\n\ndef f():\n    import a\n    return a.x\nf()\n", a="import b\nx = b", b="")
    assert all_of_them["a"].places == ("app.py:1", "app.py:4")
    assert all_of_them["a"].imports == ("b",)
    assert (all_of_them["b"].places, all_of_them["b"].guarded) == ((), False)


def test_an_import_that_may_fail_is_guarded(found: Found) -> None:
    text = "try:\n    import fast\nexcept ImportError:\n    fast = None\nif 1:\n    import plain\n"
    all_of_them = found("import a\nprint(a.fast, a.plain)\n", a=text, fast="", plain="")
    assert (all_of_them["fast"].guarded, all_of_them["plain"].guarded) == (True, False)


def test_one_import_that_must_work_is_enough(found: Found) -> None:
    text = "try:\n    import fast\nexcept ImportError:\n    fast = None\n"
    assert not found("import a, fast\nprint(a.fast)\n", a=text, fast="")["fast"].guarded


def test_the_standard_library_comes_first(found: Found) -> None:
    assert found("import glob, a\nprint(glob, a)\n", glob="", a="").keys() >= {"a"}


def test_sizes_are_those_of_all_files(found: Found) -> None:
    assert found("import a\nprint(a)\n", a="x = 1\n")["a"].installed == 6
