from __future__ import annotations

from dataclasses import replace

from tests.unit.report.samples import same_verdict
from vendorize.model.verdict import Difference, Leak
from vendorize.verify import find_repairs
from vendorize_analysis.model.options import KeepRule

REMOVED = (
    "E   vendorize.RemovedAttribute: app uses lib.K.extra (lib 1.0), which vendorize removed because nothing reached"
    ' it; to keep it, add to pyproject.toml: [[tool.vendorize.keep]] symbol = "lib.K.extra" reason = "..."'
)


def test_a_leak_and_a_removed_name_become_keep_rules_that_say_why() -> None:
    verdict = replace(
        same_verdict(),
        leaks=(Leak("lib.helper", ("app.core.read (app/core.py:3)", "test (t.py:1)")),),
        differences=(Difference("t.py::a", "passed", "failed", REMOVED),),
    )
    assert find_repairs(verdict) == (
        KeepRule("lib.K.extra", "verify --repair: t.py::a asks for it"),
        KeepRule("lib.helper", "verify --repair: app.core.read uses it"),
    )


def test_what_is_known_is_not_added_again_and_other_differences_say_nothing() -> None:
    verdict = replace(
        same_verdict(),
        leaks=(Leak("lib.helper", ()),),
        differences=(Difference("t.py::a", "passed", "failed", "assert 1 == 2"),),
    )
    assert find_repairs(verdict, known=[KeepRule("lib.helper", "")]) == ()


def test_a_private_name_is_written_as_in_the_source() -> None:
    verdict = replace(same_verdict(), leaks=(Leak("lib._K._K__secret", ()), Leak("lib.K._other__name", ())))
    assert [rule.symbol for rule in find_repairs(verdict)] == ["lib.K._other__name", "lib._K.__secret"]
