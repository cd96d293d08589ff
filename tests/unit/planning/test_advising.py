from __future__ import annotations

from typing import TYPE_CHECKING

from tests.unit.report.samples import distribution, report
from vendorize.model.advice import KnownAdvisory, Usage
from vendorize.model.report import Counts
from vendorize.planning.advising import advise, dominated

if TYPE_CHECKING:
    from pathlib import Path

    from vendorize.model.advice import Advice
    from vendorize.model.report import DistributionReport

FEW = {"functions": Counts(300, 3), "lines": Counts(4000, 60)}


def about(*distributions: DistributionReport, root: Path | None = None) -> list[Advice]:
    return list(advise(report(distributions=distributions, **({"root": root} if root else {}))))


def test_only_ways_through_it_are_dominated() -> None:
    edges = {"": frozenset("ab"), "a": frozenset("cd"), "b": frozenset("d"), "c": frozenset("e"), "e": frozenset("c")}
    assert dominated(edges, "a") == frozenset("ace")
    assert dominated(edges, "d") == frozenset("d")
    assert dominated(edges, "nobody") == frozenset()


def test_what_goes_with_a_requirement_is_what_nobody_else_requires() -> None:
    found = about(
        distribution("a", usage=Usage(installed=100, places=("x.py:1", "y.py:1"))),
        distribution("b", usage=Usage(installed=10, places=("x.py:2", "y.py:2"))),
        distribution("own", direct=False, required_by=("a",), usage=Usage(installed=7)),
        distribution("shared", direct=False, required_by=("a", "b"), usage=Usage(installed=1000)),
    )
    assert [(each.distribution, each.gain.distributions, each.gain.bytes) for each in found] == [
        ("a", ("a", "own"), 107),
        ("b", ("b",), 10),
    ]


def test_advisories_stand_where_their_distributions_would_go() -> None:
    distributions = (
        distribution("A.b", usage=Usage(places=("x.py:1", "y.py:1"))),
        distribution("own", direct=False, required_by=("a-b",)),
        distribution("b", usage=Usage(places=("x.py:1", "y.py:1"))),
        distribution("shared", direct=False, required_by=("a-b", "b")),
    )
    known = [KnownAdvisory(name, "1.0", f"PYSEC-{name}", "", "") for name in ("shared", "own", "A.b")]
    found = {one.distribution: one.gain.advisories for one in advise(report(distributions=distributions), known)}
    assert found == {"A.b": (known[2], known[1]), "b": ()}
    assert {one.gain.advisories for one in about(*distributions)} == {None}


def test_what_is_declared_and_never_imported_goes() -> None:
    (one,) = about(distribution("a", verdict="unused", usage=Usage(installed=5)))
    assert (one.kind, one.gain.bytes, one.command) == ("remove", 5, "vendorize analyze --only a -v")


def test_the_tool_of_the_project_takes_a_requirement_out(tmp_path: Path) -> None:
    (tmp_path / "uv.lock").touch()
    (one,) = about(distribution("a", verdict="unused"), root=tmp_path)
    assert one.command == "uv remove a"


def test_little_of_it_that_needs_nobody_is_inlined() -> None:
    (one,) = about(distribution("a", **FEW, usage=Usage(places=("src/app/cli.py:3",))))
    assert (one.kind, one.command) == ("inline", "vendorize inline a.get --into app.cli")
    assert "3 functions, 60 lines, standard library only" in one.text


def test_little_of_it_that_needs_others_is_not_inlined() -> None:
    (one,) = about(distribution("a", **FEW, usage=Usage(places=("app.py:3",), imports=("b",))))
    assert one.kind == "narrow"
    assert "used in one place (app.py:3)" in one.text


def test_an_optional_feature_can_be_absent_with_all_that_only_it_needs() -> None:
    found = about(
        distribution("a", usage=Usage(places=("x.py:1", "x.py:2"), imports=("opt",))),
        distribution("opt", direct=False, required_by=("a",), usage=Usage(guarded=True, imports=("deep",))),
        distribution("deep", direct=False, required_by=("opt",), bytes=Counts(9, 4)),
    )
    one = next(each for each in found if each.kind == "absent")
    assert (one.distribution, one.gain.distributions, one.gain.bytes) == ("opt", ("opt", "deep"), 98_004)


def test_an_import_that_nobody_declares_comes_last() -> None:
    found = about(
        distribution("a", usage=Usage(installed=1, places=("x.py:1", "x.py:2"))),
        distribution("b", direct=False, usage=Usage(undeclared="", places=("x.py:3",))),
        distribution("c", direct=False, usage=Usage(undeclared="a")),
    )
    assert [each.kind for each in found] == ["extract", "declare", "declare"]
    assert "imported by the project and required by nobody" in found[1].text
    assert "or tell a" in found[2].text


def test_an_external_that_is_used_in_one_place_is_asked_about() -> None:
    (one,) = about(distribution("a", verdict="external", usage=Usage(installed=9, places=("app.py:3",))))
    assert (one.kind, one.gain.bytes) == ("narrow", 9)
    assert "stays whole" in one.text


def test_externals_and_transitive_ones_get_no_advice() -> None:
    assert about(distribution("a", verdict="external"), distribution("b", direct=False, required_by=("a",))) == []
