from __future__ import annotations

from tests.unit.report.samples import distribution, report
from vendorize.model.advice import Advice, Gain
from vendorize.report import advice, text, tree
from vendorize.report.look import Look

HOSTILE = Advice("extract", "a|<b>`", "x\x1b[31m", "vendorize 'a<'", Gain(("a|<b>`", "c"), 3, 2000), ("a.py:1",) * 5)


def test_advice_is_numbered_and_has_its_command() -> None:
    shown = advice.render((HOSTILE,), Look())
    assert "1. extract a|<b>`  (-2.0 kB, 3 functions, 2 distributions)" in shown
    assert "$ vendorize 'a<'" in shown
    assert "\x1b" not in shown


def test_no_advice_says_so() -> None:
    assert advice.render((), Look()).strip() == advice.NONE
    assert advice.markdown(()) == ""


def test_markdown_shows_hostile_names_as_they_are() -> None:
    shown = advice.markdown((HOSTILE,))
    assert "<b>" not in shown
    assert "<code>vendorize &#x27;a&lt;&#x27;</code>" in shown


def test_a_report_ends_with_three_things_worth_doing() -> None:
    shown = text.render(report(), Look(), suggestions=(HOSTILE,) * 5)
    assert shown.count("  extract a|<b>`") == 3
    assert "2 more: --advise shows all" in shown


def test_the_tree_has_shares_and_versions_and_ends_in_circles() -> None:
    found = report(
        distributions=(
            distribution("a", required_by=("c",)),
            distribution("b", direct=False, required_by=("a",)),
            distribution("c", direct=False, required_by=("b",)),
            distribution("loose", direct=False, verdict="unused"),
        )
    )
    assert tree.render(found, {("a", "b"): ">=2"}, Look(unicode=False)).splitlines() == [
        "demo",
        f"{'|-- a 1.0':58}{'38%   98 kB':>22}",
        f"{'|   `-- b 1.0 [>=2]':58}{'38%   98 kB':>22}",
        f"{'|       `-- c 1.0':58}{'38%   98 kB':>22}",
        f"{'|           `-- a 1.0':58}{'(see above)':>22}",
        f"{'`-- loose 1.0':58}{'unused  210 kB':>22}",
    ]
