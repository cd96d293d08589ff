"""What pages show of modules: what is cut, and what stays as installed with the way that leads to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.unit.planning.projects import analysis_of
from vendorize.planning import plan
from vendorize.planning.outline import outline

if TYPE_CHECKING:
    from pathlib import Path

FILES = {
    "app.py": "import lib\nlib.used()\n",
    "lib/__init__.py": "def used(): pass\ndef other(): pass\n",
    "lib/unread.py": "def unread(): pass\n",
}


def test_a_module_that_stays_as_installed_shows_its_parts_and_what_leads_there(tmp_path: Path) -> None:
    analysis = analysis_of(tmp_path, FILES, external=["lib"])
    shown = {each.name: each for each in outline(analysis, plan(analysis, layout="site"))}
    assert [(part.name, part.kept) for part in shown["lib"].parts] == [("used", True), ("other", True)]
    assert [part.edge.module for part in shown["lib"].parts if part.edge][:1] == ["app"]
    assert shown["lib.unread"].kept


def test_what_is_cut_has_no_way_that_leads_there(tmp_path: Path) -> None:
    analysis = analysis_of(tmp_path, FILES)
    shown = {each.name: each for each in outline(analysis, plan(analysis, layout="site"))}
    assert [(part.name, part.kept, part.edge is None) for part in shown["lib"].parts] == [
        ("used", True, False),
        ("other", False, True),
    ]
    assert not shown["lib.unread"].kept
