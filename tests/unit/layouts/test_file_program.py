from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

from vendorize.layouts.file import FileLayout
from vendorize.layouts.file.program import Started, program_of

if TYPE_CHECKING:
    from pathlib import Path


def module(relative: str, *, is_program: bool = False) -> SimpleNamespace:
    name = relative.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    package = relative.endswith("/__init__.py")
    return SimpleNamespace(name=name, relative=relative, is_package=package, is_program=is_program)


MANAGE = module("manage.py", is_program=True)
OTHER = module("zoo.py", is_program=True)
PACKAGE = (module("library/__init__.py"), module("library/inner.py", is_program=True))


@pytest.mark.parametrize(
    ("modules", "taken_as", "is_built", "started"),
    [
        ((*PACKAGE, MANAGE), "manage.py", False, "manage.py"),
        ((*PACKAGE, OTHER, MANAGE), "manage.py", False, "manage.py"),
        ((*PACKAGE, MANAGE), "requirements.txt", False, "manage.py"),
        ((*PACKAGE, OTHER, MANAGE), "requirements.txt", False, ""),
        ((*PACKAGE, MANAGE), "pyproject.toml", True, ""),
        (PACKAGE, "requirements.txt", False, ""),
        ((*PACKAGE, MANAGE, module("other/__init__.py"), module("other/__main__.py")), "setup.txt", False, ""),
    ],
)
def test_a_folder_that_nothing_builds_starts_with_its_script(
    modules: tuple[SimpleNamespace, ...], taken_as: str, *, is_built: bool, started: str
) -> None:
    project = SimpleNamespace(
        kind="project", name="x", taken_as=taken_as, is_built=is_built, entry_points=(), top_level=("library",)
    )
    found = program_of(SimpleNamespace(first_party=modules), project)  # type: ignore[arg-type]
    assert found == (Started("manage", "manage.py", "") if started else Started("library", "", ""))


@pytest.mark.parametrize(
    ("kind", "is_built", "copied"), [("script", True, True), ("project", False, True), ("project", True, False)]
)
def test_the_file_stands_in_the_place_of_a_script_that_tests_start_by_its_path(
    tmp_path: Path, kind: str, *, is_built: bool, copied: bool
) -> None:
    (tmp_path / "running").mkdir()
    (tmp_path / "running/manage.py").touch()
    planned = [SimpleNamespace(path=tmp_path / name, relative=name) for name in ("manage.py", "library/__init__.py")]
    result = SimpleNamespace(
        project=SimpleNamespace(root=tmp_path, kind=kind, is_built=is_built),
        plan=SimpleNamespace(first_party=planned, first_party_data=()),
        served=tmp_path / "served",
        running=tmp_path / "running",
    )
    found = dict(FileLayout().first_party_copies(result))  # type: ignore[arg-type]
    assert found.pop(tmp_path / "served/library/__init__.py") == "library/__init__.py"
    assert found == ({tmp_path / "running/manage.py": "manage.py"} if copied else {})
