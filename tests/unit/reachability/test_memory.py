"""A search takes as much memory as a second one: nothing of it is left when the next begins."""

from __future__ import annotations

import gc
import weakref
from typing import TYPE_CHECKING

from tests.unit.reachability.programs import alive_in
from vendorize_analysis.reachability import state

if TYPE_CHECKING:
    import pytest


def test_nothing_of_a_search_is_left_where_no_collector_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    records: list[weakref.ref[state.State]] = []
    begin = state.State.__init__

    def note(self: state.State, *arguments: object) -> None:
        begin(self, *arguments)  # type: ignore[arg-type]
        records.append(weakref.ref(self))

    monkeypatch.setattr(state.State, "__init__", note)
    gc.disable()
    try:
        alive_in({"app.py": "import dep\ndep.K().run()\n", "dep.py": "class K:\n    def run(self): return self.x\n"})
        assert [record() for record in records] == [None]
    finally:
        gc.enable()
