from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from vendorize_analysis.discovery import discover
from vendorize_analysis.errors import UserError
from vendorize_analysis.model.project import EntryPoint

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from vendorize_analysis.model.project import Project

    Grow = Callable[[Mapping[str, str]], Path]

NAMED = '[project]\nname = "my-app"\nversion = "1"\n'


def names(project: Project) -> list[str]:
    return [module.name for module in project.modules]


def backend(name: str, more: str = "") -> str:
    return f'{NAMED}[build-system]\nrequires = []\nbuild-backend = "{name}"\n{more}'


def test_a_folder_inside_a_project_finds_it(grow: Grow) -> None:
    root = grow({"pyproject.toml": NAMED, "my_app/__init__.py": "", "my_app/deep/er/data.txt": ""})
    project = discover(root / "my_app" / "deep" / "er")
    assert (project.root, project.kind, project.name, project.top_level) == (root, "project", "my-app", ("my_app",))


def test_no_pyproject_anywhere_is_an_error_with_a_hint(grow: Grow) -> None:
    root = grow({"app/notes.txt": "", "data.txt": ""})
    with pytest.raises(UserError, match=r"no project in .* or any folder above it: no pyproject\.toml") as caught:
        discover(root)
    assert "one .py file" in caught.value.hint
    with pytest.raises(UserError, match=r"neither a folder nor a \.py file"):
        discover(root / "data.txt")
    with pytest.raises(UserError, match="no such file"):
        discover(root / "nothing")


def test_a_syntax_error_in_toml_has_its_line(grow: Grow) -> None:
    root = grow({"pyproject.toml": "[project]\nname = \n"})
    with pytest.raises(UserError, match=r"pyproject\.toml:2: not valid TOML"):
        discover(root)


def test_a_value_of_the_wrong_type_has_its_path(grow: Grow) -> None:
    root = grow({"pyproject.toml": '[project]\nname = "a"\ndependencies = "click"\n', "a.py": "x = 1\n"})
    with pytest.raises(UserError, match=r"project\.dependencies must be a list of strings"):
        discover(root)


def test_every_bad_requirement_is_named_at_once(grow: Grow) -> None:
    text = '[project]\nname = "a"\ndependencies = ["click >=", "rich", "=3"]\n'
    with pytest.raises(UserError) as caught:
        discover(grow({"pyproject.toml": text, "a.py": "x = 1\n"}))
    assert caught.value.message.count("requirement '") == 2


def test_a_project_without_code_is_an_error(grow: Grow) -> None:
    with pytest.raises(UserError, match="no Python code of the project"):
        discover(grow({"pyproject.toml": NAMED, "README.md": "", "tests/test_x.py": ""}))


def test_metadata_of_the_project_table_is_read(grow: Grow) -> None:
    text = """
[project]
name = "my-app"
version = "2.1"
requires-python = ">=3.11"
dependencies = ["click>=8 ; python_version > '3'", " rich"]
[project.optional-dependencies]
web = ["httpx"]
[project.scripts]
app = "my_app.cli:main.run"
[project.gui-scripts]
gui = "my_app.gui:start [web]"
[project.entry-points."my.plugins"]
one = "my_app.plugins.one"
"""
    project = discover(grow({"pyproject.toml": text, "my_app.py": "x = 1\n"}))
    assert (project.version, project.requires_python) == ("2.1", ">=3.11")
    assert project.requirements == ("click>=8 ; python_version > '3'", "rich")
    assert project.extras == (("web", ("httpx",)),)
    assert project.entry_points == (
        EntryPoint("console_scripts", "app", "my_app.cli", "main.run"),
        EntryPoint("gui_scripts", "gui", "my_app.gui", "start"),
        EntryPoint("my.plugins", "one", "my_app.plugins.one", ""),
    )


def test_an_entry_point_that_names_no_object_is_an_error(grow: Grow) -> None:
    root = grow({"pyproject.toml": f'{NAMED}scripts.run = "my_app/cli.py"\n', "my_app.py": "x = 1\n"})
    with pytest.raises(UserError, match="'run' of console_scripts"):
        discover(root)


def test_modules_are_listed_recursively_without_what_is_not_importable(grow: Grow) -> None:
    root = grow(
        {
            "pyproject.toml": NAMED,
            "src/my_app/__init__.py": "",
            "src/my_app/cli.py": "",
            "src/my_app/__main__.py": "",
            "src/my_app/inner/__init__.py": "",
            "src/my_app/space/module.py": "",
            "src/my_app/not-a-name.py": "",
            "src/my_app/templates/{{ name }}/x.py": "",
            "src/my_app/__pycache__/cli.py": "",
            "src/my_app/node_modules/x.py": "",
            "src/my_app/.hidden/x.py": "",
            "src/my_app/venv/pyvenv.cfg": "",
            "src/my_app/venv/lib.py": "",
            "src/my_app/result/.vendorize.json": "{}",
            "src/my_app/result/dep.py": "",
            "src/my_app/notes.pyi": "",
        }
    )
    project = discover(root)
    assert names(project) == ["my_app", "my_app.__main__", "my_app.cli", "my_app.inner", "my_app.space.module"]
    assert project.source_roots == (root / "src",)
    assert [module.is_package for module in project.modules] == [True, False, False, True, False]


def test_a_package_hides_a_module_of_its_name_and_that_hides_a_namespace(grow: Grow) -> None:
    root = grow(
        {
            "pyproject.toml": NAMED,
            "my_app/__init__.py": "",
            "my_app/a.py": "",
            "my_app/a/__init__.py": "",
            "my_app/b.py": "",
            "my_app/b/hidden.py": "",
        }
    )
    found = {module.name: module.path.relative_to(root).as_posix() for module in discover(root).modules}
    assert found == {"my_app": "my_app/__init__.py", "my_app.a": "my_app/a/__init__.py", "my_app.b": "my_app/b.py"}


def test_links_out_of_the_project_are_not_followed(grow: Grow, tmp_path: Path) -> None:
    root = grow({"pyproject.toml": NAMED, "my_app/__init__.py": ""})
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.py").write_text("x = 1\n", encoding="utf-8")
    try:
        (root / "my_app" / "linked").symlink_to(outside, target_is_directory=True)
        (root / "my_app" / "single.py").symlink_to(outside / "secret.py")
        (root / "my_app" / "loop").symlink_to(root / "my_app", target_is_directory=True)
    except OSError:
        pytest.skip("this account may not make symbolic links")
    assert names(discover(root)) == ["my_app"]


@pytest.mark.parametrize(
    ("settings", "files", "top", "source"),
    [
        pytest.param(
            backend("hatchling.build"), ["my_app/__init__.py", "other/__init__.py"], ["my_app"], ".", id="hatch"
        ),
        pytest.param(backend("hatchling.build"), ["src/my_app/__init__.py"], ["my_app"], "src", id="hatch-src"),
        pytest.param(backend("hatchling.build"), ["space/my_app/__init__.py"], ["space"], ".", id="hatch-namespace"),
        pytest.param(
            backend("hatchling.build", '[tool.hatch.build.targets.wheel]\npackages = ["lib/one", "two"]\n'),
            ["lib/one/__init__.py", "two/__init__.py", "my_app/__init__.py"],
            ["one", "two"],
            "lib",
            id="hatch-packages",
        ),
        pytest.param(
            backend("hatchling.build", '[tool.hatch.build]\nonly-include = ["code"]\nsources = ["code"]\n'),
            ["code/one/__init__.py", "code/single.py", "code/_version.py", "code/tasks.py", "code/test_single.py"],
            ["_version", "one", "single", "tasks"],
            "code",
            id="hatch-sources",
        ),
        pytest.param(
            backend("hatchling.build", '[tool.hatch.build.targets.wheel]\ninclude = ["/app/**/*.py"]\n'),
            ["app/__init__.py", "tools/x.py"],
            ["app"],
            ".",
            id="hatch-include",
        ),
        pytest.param(backend("flit_core.buildapi"), ["src/my_app.py"], ["my_app"], "src", id="flit"),
        pytest.param(
            backend("flit_core.buildapi", '[tool.flit.module]\nname = "ns.app"\n'),
            ["ns/app/__init__.py"],
            ["ns"],
            ".",
            id="flit-namespace",
        ),
        pytest.param(
            backend("poetry.core.masonry.api", '[[tool.poetry.packages]]\ninclude = "one"\nfrom = "lib"\n'),
            ["lib/one/__init__.py", "my_app/__init__.py"],
            ["one"],
            "lib",
            id="poetry-packages",
        ),
        pytest.param(backend("poetry.core.masonry.api"), ["my_app/__init__.py"], ["my_app"], ".", id="poetry"),
        pytest.param(backend("pdm.backend"), ["src/whatever/__init__.py"], ["whatever"], "src", id="pdm"),
        pytest.param(
            backend("pdm.backend"),
            ["app/__init__.py", "tests/__init__.py", "tests/more/__init__.py"],
            ["app"],
            ".",
            id="pdm-flat",
        ),
        pytest.param(backend("uv_build"), ["src/my_app/__init__.py"], ["my_app"], "src", id="uv"),
        pytest.param(
            backend("uv_build", '[tool.uv.build-backend]\nmodule-root = ""\nmodule-name = ["a", "b.c"]\n'),
            ["a/__init__.py", "b/c/__init__.py", "my_app/__init__.py"],
            ["a", "b"],
            ".",
            id="uv-names",
        ),
        pytest.param(
            backend("maturin"), ["python/my_app/__init__.py", "benches/x.py"], ["my_app"], "python", id="maturin"
        ),
        pytest.param(
            backend("maturin", '[tool.maturin]\npython-source = "lib"\nmodule-name = "app._native"\n'),
            ["lib/app/__init__.py", "lib/other/__init__.py", "app/__init__.py", "my_app/__init__.py"],
            ["app"],
            "lib",
            id="maturin-names",
        ),
        pytest.param(
            backend("maturin", '[tool.maturin]\npython-packages = ["one", "two"]\n'),
            ["one/__init__.py", "two/__init__.py", "my_app/__init__.py"],
            ["one", "two"],
            ".",
            id="maturin-packages",
        ),
        pytest.param(backend("mesonpy"), ["python/my_app/__init__.py"], ["my_app"], "python", id="unknown-back-end"),
        pytest.param(backend("setuptools.build_meta"), ["src/a/__init__.py", "src/b.py"], ["a", "b"], "src", id="src"),
        pytest.param(
            backend("setuptools.build_meta"),
            [
                "app/__init__.py",
                "docs/conf.py",
                "tests/__init__.py",
                "scripts/__init__.py",
                "_x/__init__.py",
                "setup.py",
            ],
            ["app"],
            ".",
            id="flat",
        ),
        pytest.param(
            NAMED, ["main.py", "helper.py", "noxfile.py", "test_main.py"], ["helper", "main"], ".", id="modules"
        ),
        pytest.param(
            backend(
                "setuptools.build_meta", '[tool.setuptools]\npackages = ["a", "a.b", "ns.c"]\npy-modules = ["m"]\n'
            ),
            ["a/__init__.py", "a/b/__init__.py", "ns/c/__init__.py", "ns/d/__init__.py", "m.py", "z.py"],
            ["a", "m", "ns"],
            ".",
            id="setuptools-lists",
        ),
        pytest.param(
            backend("setuptools.build_meta", '[tool.setuptools]\npackages = ["a"]\npackage-dir = {"a" = "lib/real"}\n'),
            ["lib/real/__init__.py", "lib/real/x.py"],
            ["a"],
            "lib/real",
            id="setuptools-package-dir",
        ),
        pytest.param(
            backend(
                "setuptools.build_meta",
                '[tool.setuptools.packages.find]\nwhere = ["lib"]\ninclude = ["one*"]\nexclude = ["one_not"]\n',
            ),
            ["lib/one/__init__.py", "lib/one_not/__init__.py", "lib/two/__init__.py"],
            ["one"],
            "lib",
            id="setuptools-find",
        ),
    ],
)
def test_the_code_is_what_the_back_end_ships(
    grow: Grow, settings: str, files: list[str], top: list[str], source: str
) -> None:
    root = grow({"pyproject.toml": settings, **dict.fromkeys(files, "")})
    project = discover(root)
    assert list(project.top_level) == top
    assert project.source_roots[0] == (root / source).resolve()


def test_settings_that_lead_out_of_the_project_find_nothing_there(grow: Grow, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "__init__.py").write_text("", encoding="utf-8")
    settings = backend("hatchling.build", '[tool.hatch.build.targets.wheel]\npackages = ["../other"]\n')
    assert discover(grow({"pyproject.toml": settings, "my_app.py": "x = 1\n"})).top_level == ("my_app",)
    settings = backend("uv_build", '[tool.uv.build-backend]\nmodule-root = ".."\nmodule-name = "other"\n')
    assert discover(grow({"pyproject.toml": settings})).top_level == ("my_app",)


def test_toml_that_is_nested_too_deeply_is_an_error(grow: Grow) -> None:
    with pytest.raises(UserError, match=r"pyproject\.toml: nested too deeply"):
        discover(grow({"pyproject.toml": f"x = {'[' * 50_000}", "a.py": "x = 1\n"}))
