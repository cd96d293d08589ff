"""Pickles among data files are read for the names in them, and never run."""

from __future__ import annotations

import pickle
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from vendorize_analysis.model.options import AnalysisOptions
from vendorize_analysis.pipeline import analyze

if TYPE_CHECKING:
    from collections.abc import Callable

LIBRARY = {
    "lib/__init__.py": (
        "import os, pickle\n\n\ndef load():\n"
        "    with open(os.path.join(os.path.dirname(__file__), 'data.bin'), 'rb') as file:\n"
        "        return pickle.load(file)\n"
    ),
    "lib/shapes.py": "class Circle:\n    size = 1\n\n\nclass Square:\n    pass\n\n\ndef unused():\n    return 1\n",
    "lib/other.py": "class Other:\n    pass\n",
}


def pickled(protocol: int) -> bytes:
    """Return a pickle of two `lib.shapes.Circle`, made without a module of that name being left behind."""
    made = type("Circle", (), {"__module__": "lib.shapes", "__qualname__": "Circle"})
    before = {name: sys.modules.get(name) for name in ("lib", "lib.shapes")}
    try:
        for name in before:
            sys.modules[name] = type(sys)(name)
        sys.modules["lib.shapes"].Circle = made  # type: ignore[attr-defined]
        return pickle.dumps({"first": made(), "second": made()}, protocol)
    finally:
        for name, module in before.items():
            if module is None:
                del sys.modules[name]
            else:
                sys.modules[name] = module


@pytest.fixture
def kept(tmp_path: Path) -> Callable[[bytes, str], dict[str, list[str]]]:
    """Analyse a program that calls `lib.load` and give the names of what is kept, by module."""

    def analysed(data: bytes, call: str) -> dict[str, list[str]]:
        files = {"app/pyproject.toml": "[project]\nname = 'app'\n", "app/app.py": f"import lib\n{call}\n"}
        for relative, text in {**files, **{f"site/{name}": text for name, text in LIBRARY.items()}}.items():
            path = tmp_path / relative
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        (tmp_path / "site/lib/data.bin").write_bytes(data)
        options = AnalysisOptions(python=Path(sys.executable), search_path=(tmp_path / "site",), use_cache=False)
        analysis = analyze(tmp_path / "app", options)
        parts = {name: module.summary.parts for name, module in analysis.modules.items()}  # type: ignore[union-attr]
        return {
            name: [parts[name][index].name for index in sorted(live) if parts[name][index].name]
            for name, live in analysis.liveness.parts.items()
        }

    return analysed


def test_what_a_pickle_names_is_kept_and_no_more(kept: Callable[[bytes, str], dict[str, list[str]]]) -> None:
    found = kept(pickled(2), "lib.load()")
    assert found["lib.shapes"] == ["Circle"]
    assert "lib.other" not in found


def test_a_module_is_kept_whole_where_names_stand_apart(kept: Callable[[bytes, str], dict[str, list[str]]]) -> None:
    for protocol in (4, 5):
        assert kept(pickled(protocol), "lib.load()")["lib.shapes"] == ["Circle", "Square", "unused"]


def test_a_program_that_reads_no_pickle_needs_none_of_it(kept: Callable[[bytes, str], dict[str, list[str]]]) -> None:
    assert "lib.shapes" not in kept(pickled(2), "print(lib.os.sep)")


def test_other_data_is_left_alone(kept: Callable[[bytes, str], dict[str, list[str]]]) -> None:
    assert "lib.shapes" not in kept(b"clib.shapes\nCircle\n", "lib.load()")
