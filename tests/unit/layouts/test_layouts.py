from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from vendorize.layouts import DEFAULT, IN_PLACE, NAMES, layout_named
from vendorize_analysis.errors import UserError

ROOT = Path(__file__).parents[3]


def test_layouts_are_found_by_their_own_names() -> None:
    assert [layout_named(name).name for name in NAMES] == list(NAMES)
    assert {DEFAULT, IN_PLACE} <= set(NAMES)


def test_what_is_applied_in_place_has_the_paths_of_the_project() -> None:
    assert layout_named(IN_PLACE).is_project


def test_an_unknown_layout_is_an_error_that_names_the_known_ones() -> None:
    with pytest.raises(UserError, match="'cube' is not known") as caught:
        layout_named("cube")
    assert all(name in caught.value.hint for name in NAMES)


def test_asking_a_layout_does_not_load_the_writer() -> None:
    code = "import sys, vendorize.layouts; print(sorted({'libcst', 'tomlkit', 'vendorize.emit'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, encoding="utf-8")
    assert done.stdout == "[]\n"


def test_nobody_but_a_layout_compares_its_name() -> None:
    own = ROOT / "vendorize/layouts"
    sources = [path for path in (ROOT / "vendorize").rglob("*.py") if not path.is_relative_to(own)]
    compared = re.compile(r"layout\b[^\n]{0,20}(?:==|!=|\bin\b)\s*[\"'({]|[\"'](?:site|package)[\"']\s*(?:==|!=)")
    assert len(sources) > 100
    assert all(map(compared.search, ('plan.layout == "site"', 'layout not in {None, "package"}', '"site" != layout')))
    assert [str(path) for path in sources if compared.search(path.read_text(encoding="utf-8"))] == []
