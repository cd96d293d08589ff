"""uv_build (docs.astral.sh/uv/concepts/build-backend)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendorize_analysis.discovery.backends.backend import BackEnd
from vendorize_analysis.discovery.places import first_named, named, names_of

if TYPE_CHECKING:
    from pathlib import Path

    from vendorize_analysis.discovery.places import ImportPlace
    from vendorize_analysis.discovery.toml import Table


def locate_code(root: Path, pyproject: Table, project: str) -> tuple[ImportPlace, ...]:
    """Return the modules of a uv_build project (docs.astral.sh/uv/concepts/build-backend)."""
    backend = pyproject.table("tool", "uv", "build-backend")
    start = root / (backend.text("module-root") if "module-root" in backend else "src")
    given = backend.one_or_more("module-name")
    if not given:
        return first_named(names_of(project), (start,))
    return tuple(place for name in given for place in named(name, (start,)))


UV = BackEnd("uv", ("uv_build",), locate_code, declares=False)
