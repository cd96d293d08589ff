"""What each other build back end ships, by its settings and its documented defaults."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendorize_analysis.discovery.places import Found, find_modules, find_packages, is_package, named, names_of, select

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from vendorize_analysis.discovery.places import ImportPlace
    from vendorize_analysis.discovery.toml import Table


def locate_hatch(root: Path, pyproject: Table, project: str) -> tuple[ImportPlace, ...]:
    """Return what a wheel of hatchling holds (hatch.pypa.io/latest/plugins/builder/wheel, "Default file selection")."""
    build = pyproject.table("tool", "hatch", "build")
    wheel = build.table("targets", "wheel")

    def texts(key: str) -> tuple[str, ...]:
        return wheel.texts(key) if key in wheel else build.texts(key)

    sources = _hatch_sources(wheel if "sources" in wheel else build)
    if packages := texts("packages"):
        parents = {_parent(path): "" for path in packages if _parent(path)}
        return select(root, packages, parents | sources)
    if chosen := texts("only-include") or texts("include"):
        return select(root, chosen, sources)
    for name in names_of(project):
        for found in named(name, (root, root / "src")):
            return (found,)
        spaces = [folder.parent for folder in sorted(root.glob(f"*/{name}")) if is_package(folder)]
        if len(spaces) == 1:
            return named(spaces[0].name, (root,))
    return ()


def _hatch_sources(table: Table) -> dict[str, str]:
    if isinstance(table.values.get("sources"), dict):
        renamed = table.table("sources")
        return {path.strip("/"): renamed.text(path).strip("/") for path in renamed}
    return {path.strip("/"): "" for path in table.texts("sources")}


def _parent(path: str) -> str:
    return path.strip("/").rpartition("/")[0]


def locate_flit(root: Path, pyproject: Table, project: str) -> tuple[ImportPlace, ...]:
    """Return the one module of a flit project (flit.pypa.io, `[tool.flit.module]`)."""
    flit = pyproject.table("tool", "flit")
    given = flit.table("module").text("name") or flit.table("metadata").text("module")
    return _first([given] if given else names_of(project), (root, root / "src"))


def locate_poetry(root: Path, pyproject: Table, project: str) -> tuple[ImportPlace, ...]:
    """Return the packages of a Poetry project (python-poetry.org/docs/pyproject, `packages`)."""
    found: list[ImportPlace] = []
    for package in pyproject.table("tool", "poetry").tables("packages"):
        wheel = "format" not in package or "wheel" in package.one_or_more("format")
        start = package.text("from").strip("/")
        path = "/".join(filter(None, (start, package.text("include"))))
        if wheel:
            found.extend(select(root, [path], {start: package.text("to")} if start else {}))
    return tuple(found) or _first(names_of(project), (root, root / "src"))


def locate_pdm(root: Path, pyproject: Table, _: str) -> tuple[ImportPlace, ...]:
    """Return what a wheel of pdm-backend holds (backend.pdm-project.org/build_config)."""
    build = pyproject.table("tool", "pdm", "build")
    folder = build.text("package-dir").strip("/") or ("src" if (root / "src").is_dir() else "")
    if includes := build.texts("includes"):
        return select(root, includes, {folder: ""} if folder else {})
    start = root / folder
    # What is listed for source distributions is left out of wheels.
    sources = [path.strip("/").replace("/", ".") for path in build.texts("source-includes") or ("tests",)]
    left_out = tuple(pattern for name in (*sources, "test") for pattern in (name, f"{name}.*"))
    shipped = find_packages(start, Found(exclude=() if folder else left_out), flat=not folder)
    return shipped or find_modules(start, flat=not folder)


def locate_uv(root: Path, pyproject: Table, project: str) -> tuple[ImportPlace, ...]:
    """Return the modules of a uv_build project (docs.astral.sh/uv/concepts/build-backend)."""
    backend = pyproject.table("tool", "uv", "build-backend")
    start = root / (backend.text("module-root") if "module-root" in backend else "src")
    given = backend.one_or_more("module-name")
    if not given:
        return _first(names_of(project), (start,))
    return tuple(place for name in given for place in named(name, (start,)))


def locate_by_name(root: Path, project: str) -> tuple[ImportPlace, ...]:
    """Return the code that carries the project's name, for a back end that is not known here."""
    return _first(names_of(project), (root / "src", root, root / "python", root / "lib"))


def _first(names: Iterable[str], folders: tuple[Path, ...]) -> tuple[ImportPlace, ...]:
    return next(filter(None, (named(name, folders) for name in names)), ())
