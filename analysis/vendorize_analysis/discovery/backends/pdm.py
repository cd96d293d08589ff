"""pdm-backend (backend.pdm-project.org)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendorize_analysis.discovery.backends.backend import BackEnd
from vendorize_analysis.discovery.places import Found, find_modules, find_packages, select

if TYPE_CHECKING:
    from pathlib import Path

    from vendorize_analysis.discovery.places import ImportPlace
    from vendorize_analysis.discovery.toml import Table


def locate_code(root: Path, pyproject: Table, _: str) -> tuple[ImportPlace, ...]:
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


PDM = BackEnd("pdm", ("pdm",), locate_code, version_file=("version", "path"))
