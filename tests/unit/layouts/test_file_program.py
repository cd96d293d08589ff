from __future__ import annotations

from types import SimpleNamespace

import pytest

from vendorize.layouts.file.program import Started, program_of


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
