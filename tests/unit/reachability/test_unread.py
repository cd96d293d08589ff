from __future__ import annotations

import pytest

from tests.unit.reachability.programs import Alive, alive_in
from vendorize_analysis.scanning.source import LARGEST

# PEP 695 stands for newer syntax; the bracket keeps every Python that runs the tests from reading it.
FILES = {
    "app.py": "import dep",
    "dep/__init__.py": "def spare(): pass\nfrom . import newer",
    "dep/newer.py": "import named\nclass Box[T: (]: pass",
    "dep/other.py": "def hidden(): pass",
    "needed.py": "def by_metadata(): pass",
    "named.py": "def by_name(): pass",
    "stranger.py": "def unused(): pass",
}
NEEDS = {"dep": frozenset({""}), "needed": frozenset({"", "dep"})}


def found(**boundaries: object) -> Alive:
    dependents = {key: NEEDS.get(key, frozenset({""})) for key in ("dep", "needed", "named", "stranger", "")}
    return alive_in(FILES, dependents=dependents, **boundaries)


def test_all_that_a_module_may_need_stays_where_the_target_reads_it_and_we_do_not() -> None:
    alive = found(reads=lambda _: True)
    assert alive.symbols >= {"dep:spare", "dep.other:hidden", "needed:by_metadata", "named:by_name"}
    assert "stranger:unused" not in alive.symbols
    assert alive.liveness.unread == {"dep.newer"}
    assert alive.liveness.data == {"dep", "needed", "named"}


def test_a_module_that_nobody_can_import_needs_nothing() -> None:
    alive = found()
    assert alive.liveness.executed == {"app", "dep", "dep.newer"}
    assert alive.liveness.unread == frozenset()


@pytest.mark.parametrize("reads", [True, False])
def test_a_module_that_was_not_read_is_a_hazard(reads: bool) -> None:  # noqa: FBT001
    (hazard,) = found(reads=lambda _: reads).liveness.hazards["dep.newer"]
    assert (hazard.code, hazard.line) == ("VZ701", 2)


def test_a_file_that_is_too_large_is_a_hazard_of_its_own() -> None:
    files = {"app.py": "import dep", "dep.py": "import other" + " " * LARGEST, "other.py": "def f(): pass"}
    alive = alive_in(files)
    (hazard,) = alive.liveness.hazards["dep"]
    assert (hazard.code, hazard.line) == ("VZ702", 0)
    assert alive.symbols >= {"other:f"}


def test_first_party_code_that_was_not_read_may_need_every_requirement_and_what_it_names() -> None:
    files = {"app.py": "import app2", "app2.py": "import dep\nclass Box[T: (]: pass", "dep.py": "def f(): pass"}
    assert alive_in(files, reads=lambda _: True).symbols == {"dep:f"}
