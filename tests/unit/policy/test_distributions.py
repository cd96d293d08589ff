"""Which distributions are considered, and which stay ordinary dependencies."""

from __future__ import annotations

from tests.unit.policy.samples import distribution, environment
from vendorize_analysis.model.options import AnalysisOptions
from vendorize_analysis.policy.distributions import considered_distributions, dependents, external_distributions


def test_what_is_not_needed_at_run_time_is_left_out_unless_tests_are_roots() -> None:
    installed = environment(distribution("a"), distribution("pytest"), needed=frozenset({"a"}))
    assert [found.key for found in considered_distributions(installed, with_tests=False).distributions] == ["a"]
    assert considered_distributions(installed, with_tests=True) == installed


def test_what_compiled_code_needs_stays_external_too() -> None:
    found = (distribution("a", "b"), distribution("b", "c"), distribution("c"), distribution("d"))
    assert external_distributions(found, {"b"}, (), AnalysisOptions()) == {"b", "c"}


def test_what_stays_for_its_place_leaves_what_it_needs_to_be_cut_where_names_stay() -> None:
    found = (distribution("a", "b"), distribution("b"), distribution("d", "a"))
    assert external_distributions(found, (), {"a"}, AnalysisOptions(on_path=True)) == {"a"}
    assert external_distributions(found, (), {"a"}, AnalysisOptions(on_path=False)) == {"a", "b"}
    assert external_distributions(found, {"d"}, {"a"}, AnalysisOptions(on_path=True)) == {"a", "b", "d"}


def test_names_that_are_asked_for_are_normalised_and_may_be_absent() -> None:
    options = AnalysisOptions(external=frozenset({"A", "not_installed"}))
    assert external_distributions((distribution("a"), distribution("b")), (), (), options) == {"a"}


def test_circular_requirements_end() -> None:
    options = AnalysisOptions(external=frozenset({"a"}))
    assert external_distributions((distribution("a", "b"), distribution("b", "a")), (), (), options) == {"a", "b"}


def test_a_namespace_moves_as_a_whole_or_not_at_all() -> None:
    found = (distribution("a", modules=("space.a",)), distribution("b", modules=("space.b",)), distribution("c"))
    asked = AnalysisOptions(external=frozenset({"a"}))
    whole = AnalysisOptions(external=frozenset({"a"}), whole_names=True)
    assert external_distributions(found, (), (), asked) == {"a"}
    assert external_distributions(found, (), (), whole) == {"a", "b"}


def test_dependents_are_transitive_and_first_party_code_needs_everything() -> None:
    found = (distribution("a", "b"), distribution("b", "c", "absent"), distribution("c"))
    assert dependents(found) == {
        "": frozenset(),
        "a": {""},
        "b": {"", "a"},
        "c": {"", "a", "b"},
        "absent": {"", "a", "b"},
    }


def test_a_distribution_in_a_circle_depends_on_itself() -> None:
    assert dependents((distribution("a", "b"), distribution("b", "a")))["a"] == {"", "a", "b"}
