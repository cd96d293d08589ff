"""How much is in each module."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from tests.unit.policy.samples import SITE, distribution
from vendorize_analysis.figures import figures_of, seconds_of
from vendorize_analysis.model.analysis import Figures, LoadedModule, Seconds
from vendorize_analysis.model.summary import Unreadable
from vendorize_analysis.summarizing import Target, summarize

if TYPE_CHECKING:
    from collections.abc import Iterable

    from vendorize_analysis.model.environment import Distribution, ModuleFile
    from vendorize_analysis.model.summary import ModuleSummary

COUNTED = Figures(7, 70, 700)


def read(name: str, owner: str, summary: ModuleSummary | Unreadable) -> LoadedModule:
    return LoadedModule(name, SITE / f"{name}.py", f"{name}.py", False, owner, summary, "")  # noqa: FBT003 (a field)


def count(_: Distribution, modules: Iterable[ModuleFile]) -> dict[str, Figures]:
    return dict.fromkeys((module.name for module in modules), COUNTED)


def test_summaries_say_it_and_the_rest_is_counted() -> None:
    summary = summarize(ast.parse("def f():\n    pass\n"), size=18, lines=2, target=Target())
    loaded = {"a": read("a", "a", summary), "b": read("b", "b", Unreadable("bad", 1)), "c": None}
    found = figures_of([distribution("a"), distribution("b"), distribution("c")], loaded, count)
    assert found == {"a": Figures(1, 2, 18), "b": COUNTED, "c": COUNTED}


def test_a_file_that_is_hidden_by_another_one_has_no_figures() -> None:
    loaded = {"a": read("a", "first", Unreadable("bad", 1))}
    found = figures_of([distribution("first", modules=("a",)), distribution("second", modules=("a",))], loaded, count)
    assert found == {"a": COUNTED}
    assert figures_of([distribution("second", modules=("a",))], loaded, count) == {}


def test_what_is_left_of_the_time_belongs_to_the_search() -> None:
    assert seconds_of(parse=1, summarize=2, link=3, searching=10) == Seconds(parse=1, summarize=2, link=3, reach=4)
    assert seconds_of(parse=1, summarize=2, link=3, searching=5).reach == 0
