from __future__ import annotations

from typing import TYPE_CHECKING

from tests.unit.emit.samples import install, make_plan, put
from vendorize.emit.requirements import added_requirements, externals_only, key_of

if TYPE_CHECKING:
    from pathlib import Path


def test_what_is_no_requirement_has_no_name() -> None:
    assert key_of("-r other.txt") == ""
    assert key_of("A_b.C[x]>=1; python_version<'4'") == "a-b-c"


def test_an_external_below_an_extracted_distribution_is_added_from_its_version_on(tmp_path: Path) -> None:
    dep = install(tmp_path, "dep", {"dep.py": ""}, needs=("rpds-py", "named"), requires=["rpds-py"])
    rpds = install(tmp_path, "rpds-py", {"rpds.py": ""}, verdict="external", version="0.2", needs=("deep",))
    deep = install(tmp_path, "deep", {"deep.py": ""}, verdict="external")
    named = install(tmp_path, "named", {"named.py": ""}, verdict="external")
    plan = make_plan(put(tmp_path / "p", {"app/__init__.py": ""}), dep, rpds, deep, named)
    assert added_requirements(plan, ("named>=1", "dep"), "") == ("rpds-py>=0.2",)


def test_an_external_that_an_unused_distribution_required_is_added(tmp_path: Path) -> None:
    """The program imports the compiled one that only somebody's extra brought in."""
    plan = make_plan(
        put(tmp_path / "p", {"app/__init__.py": ""}),
        install(tmp_path, "dep", {"dep.py": ""}, needs=("idle",)),
        install(tmp_path, "idle", {"idle.py": ""}, verdict="unused", needs=("fast",)),
        install(tmp_path, "fast", {"fast.py": ""}, verdict="external", version="3", needs=("deep",)),
        install(tmp_path, "deep", {"deep.py": ""}, verdict="external"),
    )
    assert added_requirements(plan, ("dep",), "") == ("fast>=3",)


def test_externals_that_require_each_other_are_brought_by_one(tmp_path: Path) -> None:
    plan = make_plan(
        put(tmp_path / "p", {"app/__init__.py": ""}),
        install(tmp_path, "one", {"one.py": ""}, verdict="external", version="1", needs=("two",)),
        install(tmp_path, "two", {"two.py": ""}, verdict="external", version="1", needs=("one",)),
    )
    assert added_requirements(plan, (), "") == ("one>=1",)
    assert added_requirements(plan, ("two",), "") == ()


def test_an_external_that_only_an_extra_names_is_added(tmp_path: Path) -> None:
    plan = make_plan(
        put(tmp_path / "p", {"app/__init__.py": ""}),
        install(tmp_path, "fast", {"fast.py": ""}, verdict="external", version="3"),
    )
    assert added_requirements(plan, ('fast; extra == "x"', "not a requirement !"), "") == ("fast>=3",)


def test_what_an_extracted_distribution_needs_on_other_platforms_is_added(tmp_path: Path) -> None:
    wants = [
        'colorama; platform_system == "Windows"',
        'old; python_version < "3.9"',
        'extra-one; extra == "x"',
        'both; extra == "x" and sys_platform == "win32"',
        "always",
    ]
    dep = install(tmp_path, "dep", {"dep.py": ""}, requires=wants)
    plan = make_plan(put(tmp_path / "p", {"app/__init__.py": ""}), dep)
    assert added_requirements(plan, ("dep",), ">=3.9") == ('colorama; platform_system == "Windows"',)
    assert added_requirements(plan, ("dep", "colorama"), ">=3.9") == ()


def test_only_externals_remain_required(tmp_path: Path) -> None:
    plan = make_plan(
        put(tmp_path / "p", {"app/__init__.py": ""}),
        install(tmp_path, "fast", {"fast.py": ""}, verdict="external"),
        install(tmp_path, "idle", {"idle.py": ""}, verdict="unused"),
    )
    asked = ("Fast>=1", 'fast; extra == "x"', "idle", "absent", "not a requirement !")
    assert externals_only(asked, plan) == ("Fast>=1",)
