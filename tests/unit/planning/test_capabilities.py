from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.unit.planning.projects import analysis_of
from vendorize.model.report import Before, CapabilityChange
from vendorize.planning import before_and_after, measure, plan, with_symbols
from vendorize.planning.ability import explain_capability
from vendorize_analysis.abilities import authority_of
from vendorize_analysis.errors import UserError

if TYPE_CHECKING:
    from pathlib import Path

    from vendorize.model.ability import Ability
    from vendorize_analysis.model.analysis import Analysis

DEP = """\
import os
import subprocess

import low


class Tool:
    def start(self):
        return subprocess.run(["ls"])


def first():
    return Tool


def second():
    return low.fetch()


def lost():
    os.remove("a")
"""
LOW = "from urllib.request import urlopen\n\n\ndef fetch():\n    return urlopen('http://example.org')\n"
FILES = {"app.py": "import dep\n\ndep.first()().start()\ndep.second()\n", "dep.py": DEP, "low.py": LOW}


def ways(analysis: Analysis, capability: str, about: str = "") -> Ability:
    return explain_capability(analysis, capability, about, authority_of(analysis))


def test_what_is_cut_is_gone_and_what_stays_whole_keeps_it(tmp_path: Path) -> None:
    analysis = analysis_of(tmp_path, FILES)
    (dep, _low) = plan(analysis, layout="site").distributions
    assert before_and_after(analysis, dep) == (("write-files", "subprocess"), ("subprocess",))
    assert before_and_after(analysis, replace(dep, verdict="external"))[1] == ("write-files", "subprocess")
    assert before_and_after(analysis, replace(dep, verdict="unused"))[1] == ()


def test_the_report_counts_distributions_and_modules(tmp_path: Path) -> None:
    analysis = analysis_of(tmp_path, FILES)
    changes = measure(analysis, plan(analysis, layout="site")).capabilities
    assert changes[0] == CapabilityChange("network", Before(1, 1), Before(1, 1))
    assert CapabilityChange("write-files", Before(1, 0), Before(1, 0)) in changes


def test_there_is_one_way_for_each_distribution(tmp_path: Path) -> None:
    found = ways(analysis_of(tmp_path, FILES), "network")
    (way,) = found.ways
    assert (way.distribution, way.others, found.lost) == ("Low", (), ())
    assert [step.symbol for step in way.steps][-2:] == ["low.fetch", "urllib.request.urlopen"]
    assert (way.steps[-1].line, way.steps[-1].kind) == (5, "capability")


def test_a_distribution_that_lost_it_is_named(tmp_path: Path) -> None:
    analysis = analysis_of(tmp_path, FILES)
    assert (ways(analysis, "write-files", "dep").ways, ways(analysis, "write-files").lost) == ((), ("Dep",))
    assert ways(analysis, "write-files", "low").lost == ()


def test_a_symbol_has_what_it_names_in_any_distribution(tmp_path: Path) -> None:
    analysis = analysis_of(tmp_path, FILES)
    (way,) = ways(analysis, "network", "dep.second").ways
    assert [step.symbol for step in way.steps] == ["dep.second", "low.fetch", "urllib.request.urlopen"]
    (way,) = ways(analysis, "subprocess", "dep:first").ways
    assert [step.symbol for step in way.steps] == ["dep.first", "dep.Tool", "dep.Tool.start", "subprocess.run"]
    assert ways(analysis, "network", "dep.first").ways == ()


def test_a_name_that_nothing_has_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no distribution and no symbol 'nothing'"):
        ways(analysis_of(tmp_path, FILES), "network", "nothing")


def test_each_kept_symbol_says_what_it_can_do(tmp_path: Path) -> None:
    analysis = analysis_of(tmp_path, FILES)
    decided = plan(analysis, layout="site")
    report = with_symbols(analysis, decided, measure(analysis, decided), authority_of(analysis))
    found = {one.name: dict(one.symbol_capabilities or ()) for one in report.distributions}
    of_low = ("network", "read-files", "environment-variables")
    assert found == {
        "Dep": {
            "dep:Tool": ("subprocess",),
            "dep:Tool.start": ("subprocess",),
            "dep:first": ("subprocess",),
            "dep:second": of_low,
        },
        "Low": {"low:fetch": of_low},
    }
