"""Imports of what is installed and not declared."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.unit.policy.samples import distribution, environment
from vendorize_analysis.undeclared import UndeclaredImport, describe, join

if TYPE_CHECKING:
    from vendorize_analysis.model.environment import Environment


def installed() -> Environment:
    return environment(
        distribution("a"), distribution("b", "c"), distribution("c"), distribution("d"), needed=frozenset({"a"})
    )


def test_what_joins_brings_what_it_requires() -> None:
    assert join(installed(), frozenset({"b"})).closure == {"a", "b", "c"}


def test_what_is_not_installed_does_not_join() -> None:
    assert join(installed(), frozenset({"x"})).closure == {"a"}


def test_one_warning_names_the_first_place_of_the_project_and_counts_the_others() -> None:
    imports = (
        UndeclaredImport("b", "lib/x.py", 3, "b", "a"),
        UndeclaredImport("b", "app.py", 7, "b.sub", ""),
    )
    said = describe(imports, installed())
    assert said.startswith("app.py:7: 'b.sub' imported but missing from the dependency definitions (and 1 more): b 1")
    assert "tool.vendorize.absent" in said


def test_what_only_a_library_imports_is_said_of_that() -> None:
    said = describe((UndeclaredImport("b", "lib/x.py", 3, "b", "a"),), installed())
    assert said.startswith("lib/x.py:3: 'b' imported but not required by a: b")


def test_what_an_extra_of_the_project_requires_is_said_to_be_of_that() -> None:
    imports = (UndeclaredImport("b", "app.py", 7, "b.sub", ""),)
    said = describe(imports, installed(), extras=(("more", ("c>1", "B[x] >= 2 ; python_version > '3'")),))
    assert said.startswith("app.py:7: 'b.sub' imported but required by the extra 'more' alone: b 1")
    assert "name that (--extra more), declare it, or name the module in tool.vendorize.absent" in said
    by_library = (UndeclaredImport("b", "lib/x.py", 3, "b", "a"),)
    assert "not required by a" in describe(by_library, installed(), extras=(("more", ("b",)),))


def test_what_only_tests_of_a_library_import_is_no_matter_of_roots() -> None:
    said = describe((UndeclaredImport("b", "lib/tests/x.py", 3, "b", "a"),), installed(), by_tests=True)
    assert "only tests import it, so the result does without" in said
    assert "--root" not in said
