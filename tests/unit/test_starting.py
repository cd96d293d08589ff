"""What runs because Python acts on `.pth` files when it starts."""

from __future__ import annotations

from collections import UserDict
from dataclasses import replace
from typing import TYPE_CHECKING

from tests.unit.policy.samples import distribution, environment
from tests.unit.reachability.programs import alive_in
from vendorize_analysis.model.environment import Distribution, PathLine
from vendorize_analysis.starting import imported_early, start_up

if TYPE_CHECKING:
    from vendorize_analysis.model.analysis import LoadedModule


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


class Counting(UserDict[str, "LoadedModule"]):
    """Modules that count how often one is taken."""

    taken = 0

    def __getitem__(self, name: str) -> LoadedModule:
        self.taken += 1
        return super().__getitem__(name)


def test_a_name_that_is_used_a_thousand_times_is_followed_once() -> None:
    uses = "".join(f"x{number} = helper(x)\n" for number in range(1000))
    alive = alive_in({"app.py": "import boot\n", "boot.py": f"def helper(x):\n    return x\n\nx = 1\n{uses}"})
    catalogue = alive.program.catalogue
    read = ((name, catalogue.load(name)) for name in ("app", "boot"))
    loaded = Counting({name: module for name, module in read if module is not None})
    imported_early(("boot",), loaded, alive.liveness, catalogue.owner)
    assert 0 < loaded.taken < 20


def early(files: dict[str, str]) -> dict[str, str]:
    """Return what is needed early if the line of a `.pth` file names `boot`."""
    alive = alive_in(files)
    catalogue = alive.program.catalogue
    read = {name: catalogue.load(name) for name in sorted(alive.liveness.executed)}
    loaded = {name: module for name, module in read.items() if module is not None}
    return imported_early(("boot",), loaded, alive.liveness, catalogue.owner)


def test_words_name_modules_only_where_code_imports_by_them() -> None:
    files = {
        "app.py": "import boot, azure, dotless, told.there\n",
        "boot.py": "import lexers, loader\n",
        "lexers.py": "NAMES = ['azure', 'app', 'told.there']\nprint(NAMES)\n",
        "loader.py": "NAMES = ['dotless', 'app']\nprint(NAMES)\ndef load(name):\n    __import__(name)\n",
        "azure.py": "x = 1\n",
        "dotless.py": "x = 1\n",
        "told/__init__.py": "",
        "told/there.py": "x = 1\n",
    }
    assert early(files) == {
        "lexers": "boot.py:1 of boot needs or names it when Python starts",
        "loader": "boot.py:1 of boot needs or names it when Python starts",
        "told": "lexers.py:1 of lexers needs or names it when Python starts",
        "dotless": "loader.py:1 of loader needs or names it when Python starts",
    }


def test_only_what_runs_when_python_starts_keeps_its_name() -> None:
    files = {
        "app.py": "import boot, first, second, third, lazy, told\nboot.start()\nfirst.run('')\nfirst.later()\n",
        "boot.py": "import first\n\ndef start():\n    first.run('told')\n    from second import go\n    go()\n",
        "first.py": "def run(name):\n    __import__(name)\n\ndef later():\n    import lazy\n",
        "second.py": "def go():\n    helper()\n\ndef helper():\n    import third\n",
        "third.py": "x = 1\n",
        "lazy.py": "x = 1\n",
        "told.py": "x = 1\n",
    }
    assert early(files) == {
        "first": "boot.py:1 of boot needs or names it when Python starts",
        "second": "boot.py:5 of boot needs or names it when Python starts",
        "told": "boot.py:3 of boot needs or names it when Python starts",
        "third": "second.py:5 of second needs or names it when Python starts",
    }
