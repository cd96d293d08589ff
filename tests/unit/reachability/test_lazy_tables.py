"""A table of lazy names that is opened while it is taken up."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

from tests.unit.summarizing.sources import summary_of
from vendorize_analysis.reachability.rules.lazy_tables import LazyTables

if TYPE_CHECKING:
    from vendorize_analysis.model.summary import Part

TABLE = """
def __getattr__(name):
    return __import__("importlib").import_module(NAMES[name])
NAMES = {"one": "dep.one", "two": "dep.two"}
"""


class OpeningPool:
    """A pool of strings in which the first one leads to who looks at all of the table."""

    def __init__(self) -> None:
        self.tables: LazyTables
        self.taken: list[int] = []

    def take(self, search: Any, linked: Any, part: Part) -> None:  # noqa: ANN401 - stand-ins
        """Note how many strings came, and open the table."""
        self.taken.append(len(part.texts.strings))
        self.tables.on_reached_table(search, linked, part.index)


def test_all_of_it_counts_once_and_nothing_fails() -> None:
    part = next(one for one in summary_of(TABLE).parts if one.assigned.table)
    state = SimpleNamespace(
        program=None,
        opened_tables=set(),
        attribute_names=dict.fromkeys(("one", "two")),
        table_strings={("dep", part.index): ()},
        current=None,
    )
    pool = OpeningPool()
    pool.tables = LazyTables(cast("Any", state), cast("Any", pool))
    linked = SimpleNamespace(name="dep", parts={part.index: part})
    search = SimpleNamespace(is_used=lambda _key: True)
    assert pool.tables.may_read_strings(cast("Any", search), cast("Any", linked), part) is False
    assert state.opened_tables == {("dep", part.index)}
    assert len(pool.taken) == 2
    assert pool.tables.may_read_strings(cast("Any", search), cast("Any", linked), part) is True
