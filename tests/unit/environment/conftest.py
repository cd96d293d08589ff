"""Site-packages made up in a temporary folder."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from vendorize_analysis.environment.installed import Installed, find_installed
from vendorize_analysis.environment.interpreter import AskedInterpreter
from vendorize_analysis.model.environment import Interpreter
from vendorize_analysis.model.project import Project, SourceModule

if TYPE_CHECKING:
    from pathlib import Path

SUFFIXES = (".cpython-311-x86_64-linux-gnu.so", ".abi3.so", ".so")


@dataclass(frozen=True)
class Site:
    """A folder that takes files and distributions."""

    root: Path

    def write(self, files: dict[str, str | bytes]) -> None:
        for relative, content in files.items():
            path = self.root / relative
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))

    def install(
        self, name: str, files: dict[str, str | bytes], *, version: str = "1.0", metadata: str = "", rows: str = ""
    ) -> Path:
        """Write a wheel-like distribution whose RECORD lists the files, and `rows` as they are."""
        info = f"{name.replace('-', '_')}-{version}.dist-info"
        head = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n{metadata}"
        files = {**files, f"{info}/METADATA": head}
        record = "".join(f"{relative},,\n" for relative in files) + rows + f"{info}/RECORD,,\n"
        self.write({**files, f"{info}/RECORD": record})
        return self.root / info

    def found(self, *more: Path, sites: bool = True, mine: frozenset[Path] = frozenset()) -> dict[str, Installed]:
        """Return what is installed here (and in more folders, as if a `.pth` file had added them), by name."""
        interpreter = Interpreter(
            executable=self.root / "python",
            version=(3, 11, 0),
            implementation="cpython",
            platform="linux",
            search_path=(self.root, *more),
            stdlib_names=frozenset({"os", "json"}),
            markers=(("python_version", "3.11"), ("sys_platform", "linux")),
            extension_suffixes=SUFFIXES,
        )
        target = AskedInterpreter(interpreter, frozenset({self.root} if sites else ()))
        return {installed.name: installed for installed in find_installed(target, mine=mine)}


@pytest.fixture
def site(tmp_path: Path) -> Site:
    root = tmp_path / "site"
    root.mkdir()
    return Site(root)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    root = tmp_path / "project"
    (root / "app").mkdir(parents=True)
    (root / "app" / "__init__.py").touch()
    return Project(
        name="app",
        version="",
        root=root,
        kind="project",
        source_roots=(root,),
        top_level=("app",),
        modules=(SourceModule("app", root / "app" / "__init__.py", is_package=True),),
        entry_points=(),
        requirements=(),
        extras=(),
        requires_python="",
        tests=(),
    )
