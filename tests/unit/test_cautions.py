from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from tests.unit.summarizing.sources import summary_of
from vendorize.cautions import always_failing, self_listings, warn_collected, warn_other_versions
from vendorize.model.cold import Cold
from vendorize.model.executed import Executed
from vendorize.model.report import AbsentImport
from vendorize_analysis.model.hazards.modules import ModuleListing

if TYPE_CHECKING:
    from pathlib import Path


def test_a_module_that_is_absent_is_named_once_however_often_it_is_imported() -> None:
    places = [AbsentImport("fast", "lib/a.py", line, caught=line == 2) for line in (1, 2, 7, 9)]
    other = AbsentImport("slow", "lib/b.py", 3, caught=False)
    assert list(always_failing([*places, other])) == [
        "lib/a.py:1: imports fast (and 2 more), which is declared absent: this always fails",
        "lib/b.py:3: imports slow, which is declared absent: this always fails",
    ]


@pytest.mark.parametrize(
    ("module", "hazard", "namespace", "found"),
    [
        ("app/__init__.py", ModuleListing(3, own=True), "app._vendor", ["app/__init__.py:3"]),
        ("app/main.py", ModuleListing(3, own=True), "app._vendor", ["app/main.py:3"]),
        ("app/main.py", ModuleListing(3, "app"), "app.parts._vendor", ["app/main.py:3"]),
        ("app/main.py", ModuleListing(3, "apple"), "app._vendor", []),
        ("app/plugins/__init__.py", ModuleListing(3, own=True), "app._vendor", []),
        ("app/main.py", ModuleListing(3, "app.plugins"), "app._vendor", []),
        ("app/main.py", ModuleListing(3, everywhere=True), "app._vendor", []),
        ("app/__init__.py", ModuleListing(3, own=True), "app_vendor", []),
        ("app/__init__.py", ModuleListing(3, own=True), "", []),
    ],
)
def test_who_lists_the_package_around_the_namespace_is_named(
    module: str, hazard: ModuleListing, namespace: str, found: list[str]
) -> None:
    name = module.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    planned = SimpleNamespace(name=name, relative=module, is_package=module.endswith("__init__.py"), summary=None)
    analysis = SimpleNamespace(liveness=SimpleNamespace(hazards={name: (hazard,)}), modules={name: planned})
    plan = SimpleNamespace(first_party=(planned,))
    assert list(self_listings(analysis, plan, namespace)) == found  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("import app as here\nfor m in pkgutil.walk_packages(here.__path__): print(m)\n", ["app/inner/main.py:2"]),
        ("from .. import inner as own\nfor m in pkgutil.iter_modules(own.__path__): print(m)\n", []),
        ("from .. import __init__\nimport app.inner\nlist(iter_modules(app.__path__))\n", ["app/inner/main.py:3"]),
        ("def f():\n    import app as a\n    return list(walk_packages(a.__path__))\n", ["app/inner/main.py:3"]),
        ("def f():\n    import app.inner as a\n    return list(walk_packages(a.__path__))\n", []),
        ("import other as app\nlist(iter_modules(app.__path__))\n", []),
    ],
)
def test_a_package_that_is_listed_is_known_by_what_was_imported(text: str, found: list[str]) -> None:
    summary = summary_of(text)
    module = SimpleNamespace(name="app.inner.main", relative="app/inner/main.py", is_package=False, summary=summary)
    hazards = {module.name: tuple(each for part in summary.parts for each in part.hazards)}
    analysis = SimpleNamespace(liveness=SimpleNamespace(hazards=hazards), modules={module.name: module})
    plan = SimpleNamespace(first_party=(module,))
    assert list(self_listings(analysis, plan, "app._vendor")) == found  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("versions", "cold", "said"),
    [
        ([("lib", "1.0")], Cold("deny"), "lib 1.0, and 2.0 is installed"),
        ([("lib", "1.0"), ("lib", "1.5")], Cold("load"), "lib 1.0, 1.5, and 2.0 is installed"),
        ([("lib", "1.0"), ("other", "1.0")], Cold("deny"), "lib 1.0 (and 1 more), and 2.0 is installed"),
        ([("lib", "1.0"), ("lib", "2.0")], Cold("deny"), ""),
        ([("lib", "2.0"), ("unknown", "1.0"), ("outside", "1.0")], Cold("deny"), ""),
        ([], Cold("deny"), ""),
        ([("lib", "1.0")], Cold("deny", (("lib", "drop"),)), ""),
    ],
)
def test_traces_of_other_versions_are_named(versions: list[tuple[str, str]], cold: Cold, said: str) -> None:
    verdicts = {"lib": "extract", "other": "extract", "outside": "external"}
    found = [SimpleNamespace(name=name, key=name, version="2.0", verdict=one) for name, one in verdicts.items()]
    messages: list[str] = []
    progress = SimpleNamespace(warned=messages.append)
    plan = SimpleNamespace(distributions=found)
    warn_other_versions(Executed(versions=frozenset(versions)), plan, cold, progress)  # type: ignore[arg-type]
    assert len(messages) == bool(said)
    assert all(said in message for message in messages)


@pytest.mark.parametrize(
    ("file", "text", "layout", "found"),
    [
        ("pytest.ini", "[pytest]\naddopts = -q --doctest-modules\n", "package", True),
        ("pyproject.toml", "[tool.pytest.ini_options]\naddopts = ['--doctest-modules']\n", "package", True),
        ("setup.cfg", "[tool:pytest]\naddopts = --doctest-modules\n", "package", True),
        ("pytest.ini", "[pytest]\naddopts = --doctest-glob=*.rst\n", "package", False),
        ("pytest.ini", "[pytest]\naddopts = --doctest-modules\n", "site", False),
    ],
)
def test_who_has_pytest_collect_docstrings_is_told_how_to_leave_the_namespace_out(
    tmp_path: Path, file: str, text: str, layout: str, found: object
) -> None:
    (tmp_path / file).write_text(text, encoding="utf-8")
    told: list[str] = []
    planned: Any = SimpleNamespace(
        plan=SimpleNamespace(layout=layout, namespace="app._vendor"),
        analysis=SimpleNamespace(project=SimpleNamespace(root=tmp_path)),
    )
    listener: Any = SimpleNamespace(warned=told.append)
    warn_collected(planned, listener)
    assert any("--ignore-glob=*/app/_vendor" in each for each in told) is found
