"""Small environments and projects in memory."""

from __future__ import annotations

from pathlib import Path

from vendorize_analysis.model.environment import Distribution, Environment, Interpreter, ModuleFile
from vendorize_analysis.model.project import EntryPoint, Project, SourceModule

SITE = Path("site-packages")


def distribution(
    key: str, *requires: str, modules: tuple[str, ...] = (), entries: tuple[EntryPoint, ...] = ()
) -> Distribution:
    """Return a distribution with these plain modules, by default one of its own name."""
    names = modules or (key,)
    return Distribution(
        name=key,
        key=key,
        version="1",
        location=SITE,
        info="",
        editable=False,
        files=(),
        modules=tuple(ModuleFile(name, f"{name.replace('.', '/')}.py", SITE, "source") for name in names),
        top_level=tuple(dict.fromkeys(name.partition(".")[0] for name in names)),
        requirements=(),
        requires=requires,
        entry_points=entries,
        licenses=(),
        license_files=(),
        size=0,
    )


def interpreter(version: tuple[int, int, int] = (3, 12, 1), platform: str = "linux") -> Interpreter:
    """Return an interpreter that was never asked."""
    return Interpreter(Path("python"), version, "cpython", platform, (SITE,), frozenset({"sys"}), ())


def environment(*distributions: Distribution, needed: frozenset[str] | None = None) -> Environment:
    """Return an environment of which the project needs all, or these keys."""
    closure = frozenset(found.key for found in distributions) if needed is None else needed
    return Environment(interpreter(), distributions, closure, closure, (), None)


def project(*modules: str, requires_python: str = "", entries: tuple[EntryPoint, ...] = ()) -> Project:
    """Return a project with these modules."""
    return Project(
        name="app",
        version="1",
        root=Path(),
        kind="project",
        source_roots=(Path(),),
        top_level=tuple(dict.fromkeys(name.partition(".")[0] for name in modules)),
        modules=tuple(SourceModule(name, Path(f"{name}.py"), is_package=False) for name in modules),
        entry_points=entries,
        requirements=(),
        extras=(),
        requires_python=requires_python,
        tests=(),
    )
