from __future__ import annotations

from pathlib import Path

import pytest

from vendorize.config import load, taken_in_project
from vendorize.config.namespaces import namespace_name
from vendorize_analysis.errors import UserError
from vendorize_analysis.model.project import Project, SourceModule


@pytest.mark.parametrize(
    "name", ["app._vendor", "_vendor", "app.third_party", "app.match", "app.typ\u00e4", "a.b.c.d.e", "app._v2"]
)
def test_usual_names_are_fine(name: str) -> None:
    assert namespace_name(name) == ""


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("class", "keyword"),
        ("app.class", "keyword"),
        ("None", "keyword"),
        ("os", "standard library"),
        ("json._v", "standard library"),
        ("app.\ufb01x", "NFKC"),
        ("app.__init__", "meaning of its own"),
        ("app.Con", "device"),
        (".".join(["a"] * 400), "too long"),
        ("app." + "a" * 200, "too long"),
        ("app..v", "no dotted name"),
        ("app/v", "no dotted name"),
    ],
)
def test_what_no_program_can_import_is_refused_with_its_key(tmp_path: Path, name: str, why: str) -> None:
    (tmp_path / "pyproject.toml").write_text(f'[tool.vendorize]\nnamespace = "{name}"\n', encoding="utf-8")
    with pytest.raises(UserError, match=rf"tool\.vendorize\.namespace: .*{why}"):
        load(tmp_path)


def project(**modules: bool) -> Project:
    """Return a project of these modules; true for packages, and `__` for a dot."""
    found = tuple(
        SourceModule(name.replace("__", "."), Path("x.py"), is_package) for name, is_package in modules.items()
    )
    tops = tuple(sorted({module.name.partition(".")[0] for module in found}))
    return Project("app", "", Path(), "project", (), tops, found, (), (), (), "", ())


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("app", "is a module of the project"),
        ("app.cli", "is a module of the project"),
        ("app.sub", "is a module of the project"),
        ("app.cli._v", "is a module and no package"),
        ("App._v", "where case does not matter"),
        ("app.SUB._v", "where case does not matter"),
        ("app._v", ""),
        ("app.sub._v", ""),
        ("other._v", ""),
    ],
)
def test_names_that_the_project_has_are_refused(name: str, why: str) -> None:
    found = taken_in_project(name, project(app=True, app__cli=False, app__sub__deep=False))
    assert (why in found) if why else (found == "")
