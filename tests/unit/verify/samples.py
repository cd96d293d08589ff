"""A small project with one dependency, and results of it made by hand."""

from __future__ import annotations

import importlib.metadata
import sys
import sysconfig
from pathlib import Path

from tests.environments import TOOLS
from vendorize.layouts.package.namespace import namespace_source
from vendorize.model.plan import DataFile, DistributionPlan, ModulePlan, Plan
from vendorize.verify import VerifyRequest
from vendorize_analysis.model.environment import Distribution, Environment, Interpreter, ModuleFile
from vendorize_analysis.model.project import EntryPoint, Project, SourceModule

LIB = "def greet(name): return f'Hello {name}'\n\n" + "def unused(): return 1\n" * 999
CORE = """\
from pathlib import Path
import lib

def main():
    print(lib.greet(Path(__file__).with_name("who.txt").read_text()))
"""
TESTS = """\
import os, subprocess, sys
from unittest import mock

import app.core
import lib


def test_main(capsys):
    app.core.main()
    assert capsys.readouterr().out == "Hello you\\n"


def test_patched(capsys):
    with mock.patch("lib.greet", return_value="patched"):
        app.core.main()
    assert capsys.readouterr().out == "patched\\n"


def test_child():
    assert subprocess.check_output([sys.executable, "-m", "app"]) == b"Hello you" + os.linesep.encode()


def test_writes_beside_itself():
    with open(os.path.join(os.path.dirname(__file__), "written"), "x"):
        pass
"""


def write(folder: Path, files: dict[str, str]) -> None:
    """Write files by their POSIX paths."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def project_files() -> dict[str, str]:
    return {
        "pyproject.toml": "[project]\nname = 'app'\n",
        "src/app/__init__.py": "",
        "src/app/__main__.py": "from app.core import main\n\nmain()\n",
        "src/app/core.py": CORE,
        "src/app/who.txt": "you",
        "tests/test_app.py": TESTS,
    }


def site_files() -> dict[str, str]:
    own = {name.removeprefix("src/"): text for name, text in project_files().items() if name.startswith("src/")}
    return {**own, "lib.py": LIB.partition("\n\n")[0]}


def namespace(*moved: str, **infos: str) -> str:
    """Return what the result has as `app/_vendor/__init__.py`."""
    return namespace_source("app", "app._vendor", moved, infos=infos, notices="NOTICES.txt").decode("utf-8")


def package_files() -> dict[str, str]:
    return {
        **project_files(),
        "src/app/core.py": CORE.replace("import lib", "from app._vendor import lib"),
        "src/app/_vendor/__init__.py": namespace("lib"),
        "src/app/_vendor/lib.py": LIB.partition("\n\n")[0],
    }


def make_request(folder: Path, layout: str, **changes: object) -> VerifyRequest:
    """Write project, environment and result below a folder, and give the request to compare them."""
    root, site, result = folder / "project", folder / "site", folder / "result"
    write(root, project_files())
    write(site, {"lib.py": LIB})
    write(result, site_files() if layout == "site" else package_files())
    lib = ModuleFile("lib", "lib.py", site, "source")
    distributions = [_distribution("lib", site, [lib]), *_tools()]
    project = Project(
        name="app",
        version="1",
        root=root,
        kind="project",
        source_roots=(root / "src",),
        top_level=("app",),
        modules=tuple(SourceModule(one.name, one.path, one.is_package) for one in _first_party(root)),
        entry_points=(EntryPoint("console_scripts", "app", "app.core", "main"),),
        requirements=("lib",),
        extras=(),
        requires_python="",
        tests=(root / "tests",),
    )
    search_path = (site, Path(sysconfig.get_path("purelib")))
    interpreter = Interpreter(
        Path(sys.executable), sys.version_info[:3], "cpython", sys.platform, search_path, frozenset(), ()
    )
    environment = Environment(
        interpreter=interpreter,
        distributions=tuple(sorted(distributions, key=lambda one: one.key)),
        direct=frozenset({"lib"}),
        closure=frozenset({"lib"}),
        missing=(),
        project_info=None,
    )
    request = {"command": ("python", "-m", "pytest", "-q", "-p", "no:cacheprovider"), "timeout": 60.0, **changes}
    return VerifyRequest(project, environment, _plan(root, site, layout), result, **request)  # type: ignore[arg-type]


def _plan(root: Path, site: Path, layout: str) -> Plan:
    lib = DistributionPlan(
        name="Lib",
        key="lib",
        version="1",
        verdict="extract",
        why="",
        location=site,
        info="",
        files=("lib.py",),
        licenses=(),
        license_files=(),
        requires=(),
        modules=(_module("lib", site / "lib.py", "lib.py", "lib"),),
        data=(),
        metadata=False,
    )
    return Plan(
        project_name="app",
        project_root=root,
        namespace="app._vendor",
        layout=layout,  # type: ignore[arg-type]
        first_party=_first_party(root),
        first_party_data=(DataFile(root / "src/app/who.txt", "app/who.txt", ""),),
        project_info=None,
        distributions=(lib,),
        strings=(),
    )


def _first_party(root: Path) -> tuple[ModulePlan, ...]:
    names = {"app": "app/__init__.py", "app.__main__": "app/__main__.py", "app.core": "app/core.py"}
    return tuple(_module(name, root / "src" / relative, relative, "") for name, relative in names.items())


def _module(name: str, path: Path, relative: str, distribution: str) -> ModulePlan:
    return ModulePlan(
        name=name,
        path=path,
        digest="",
        relative=relative,
        is_package=path.name == "__init__.py",
        distribution=distribution,
        summary=None,
        keep=None,
        names=None,
        removed=(),
        removed_members=(),
        exports=None,
    )


def _tools() -> list[Distribution]:
    """Return what pytest needs, from the environment that runs us."""
    found = []
    for name in TOOLS:
        try:
            installed = importlib.metadata.distribution(name)
        except importlib.metadata.PackageNotFoundError:
            continue
        location = Path(str(installed.locate_file("")))
        files = [file.as_posix() for file in installed.files or () if ".." not in file.parts and file.suffix != ".pyc"]
        found.append(_distribution(name, location, [], tuple(files)))
    return found


def _distribution(name: str, location: Path, modules: list[ModuleFile], files: tuple[str, ...] = ()) -> Distribution:
    files = files or tuple(module.relative for module in modules)
    return Distribution(
        name=name,
        key=name.lower(),
        version="1",
        location=location,
        info="",
        editable=False,
        files=files,
        modules=tuple(modules),
        top_level=(name,),
        requirements=(),
        requires=(),
        entry_points=(),
        licenses=(),
        license_files=(),
        size=sum((location / file).stat().st_size for file in files),
    )
