"""The search leaves nothing behind, and a rule that is left out is not there."""

from __future__ import annotations

import gc
import weakref
from typing import TYPE_CHECKING

import pytest

from tests.unit.reachability.programs import boundaries_of, program_of
from vendorize_analysis.errors import UserError
from vendorize_analysis.model import rules as names
from vendorize_analysis.model.events import Silent
from vendorize_analysis.reachability import composition, reach
from vendorize_analysis.reachability.roots import plant
from vendorize_analysis.reachability.rules.class_data import ClassData
from vendorize_analysis.reachability.rules.classes_for_effects import ClassesForEffects
from vendorize_analysis.reachability.rules.lazy_tables import LazyTables
from vendorize_analysis.reachability.rules.overloads import OverloadSignatures

if TYPE_CHECKING:
    from collections.abc import Iterator

FILES = {
    "app.py": "import dep, doctest; dep.A().f(); getattr(dep, x)",
    "dep.py": "TABLE = {'f': 'dep.f'}\nclass A:\n    def f(self): return self.g\n    def g(self): pass\nexec('A')",
}


@pytest.fixture
def no_collector() -> Iterator[None]:
    gc.collect()
    gc.disable()
    yield
    gc.enable()


@pytest.mark.usefixtures("no_collector")
def test_a_search_is_gone_when_its_answer_is_taken() -> None:
    # The collector is off while we analyse: whatever is circular would stay until the end.
    engine = composition.compose(program_of(FILES), boundaries_of(FILES))
    state = weakref.ref(engine.state)
    plant(engine, engine.state)
    engine.run(lambda: None)
    assert engine.state.executed == {"app", "dep"}
    del engine
    assert state() is None


@pytest.mark.parametrize(
    ("name", "rule"),
    [
        (names.CLASS_DATA, ClassData),
        (names.FOR_EFFECTS, ClassesForEffects),
        (names.OVERLOADS, OverloadSignatures),
        (names.TABLES, LazyTables),
    ],
)
def test_a_rule_that_is_left_out_is_not_made(name: str, rule: type, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[object] = []
    monkeypatch.setattr(composition, rule.__name__, lambda *given: made.append(given) or rule(*given))
    composition.compose(program_of(FILES), boundaries_of(FILES))
    assert made
    made.clear()
    composition.compose(program_of(FILES), boundaries_of(FILES, without=frozenset({name})))
    assert not made


class _Over(Silent):
    """A listener whose time is over when the search says that it looks for names."""

    def progressed(self, done: int, total: int, what: str) -> None:
        if what == "names":
            raise UserError(f"over at {done} of {total}")


def test_a_search_can_be_stopped_while_it_reads_no_file() -> None:
    with pytest.raises(UserError, match=r"over at \d+ of 0"):
        reach(program_of(FILES), boundaries_of(FILES), _Over())
