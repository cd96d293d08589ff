"""What runs because Python acts on `.pth` files when it starts."""

from __future__ import annotations

from dataclasses import replace

from tests.unit.policy.samples import distribution, environment
from vendorize_analysis.model.environment import Distribution, PathLine
from vendorize_analysis.starting import start_up


def boot(*words: str, modules: tuple[str, ...] = ("boot", "boot.inner"), runs: bool = True) -> Distribution:
    line = PathLine("boot.pth", 2, runs=runs, words=tuple(sorted(words)))
    return replace(distribution("boot", modules=modules), path_lines=(line,))


def test_the_longest_name_of_a_module_counts_and_other_words_do_not() -> None:
    found = start_up(environment(boot("import", "sys", "boot.inner.start")), frozenset())
    assert found.modules == (("boot.inner", "boot.pth:2"),)
    assert found.reasons == {"boot": "boot.pth:2 is code that runs when Python starts"}


def test_whose_modules_are_named_stays_too() -> None:
    found = start_up(environment(boot("import", "a"), distribution("a"), distribution("b")), frozenset())
    assert found.modules == (("a", "boot.pth:2"),)
    assert found.reasons["a"] == "boot.pth:2 of boot imports it when Python starts"
    assert "b" not in found.reasons


def test_code_that_names_no_module_has_its_distribution_stay() -> None:
    found = start_up(environment(boot("import", "sys", "sys.flag")), frozenset())
    assert (found.modules, list(found.reasons)) == ((), ["boot"])


def test_what_the_project_does_not_need_starts_nothing() -> None:
    assert start_up(environment(boot("boot"), needed=frozenset()), frozenset()) == ((), {})


def test_a_line_whose_modules_are_absent_starts_nothing() -> None:
    assert start_up(environment(boot("boot.inner")), frozenset({"boot"})) == ((), {})


def test_a_folder_is_no_code() -> None:
    assert start_up(environment(boot("boot", runs=False)), frozenset()) == ((), {})
