"""What is known of a build back end with settings in `pyproject.toml`; setuptools, which has three files, is apart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from vendorize_analysis.discovery.declared import Declared
    from vendorize_analysis.discovery.places import ImportPlace
    from vendorize_analysis.discovery.toml import Table


@dataclass(frozen=True, slots=True)
class BackEnd:
    """One build back end."""

    table: str
    """Name of its settings under `[tool]`."""
    packages: tuple[str, ...]
    """First names that a `build-backend` of it may have."""
    locate_code: Callable[[Path, Table, str], tuple[ImportPlace, ...]]
    """Given the project's folder, `pyproject.toml` and the project's name, return what a wheel holds."""
    read_metadata: Callable[[Table], Declared] | None = None
    """Given `pyproject.toml`, return what stands there in a form of its own; None where it has `[project]` alone."""
    version_file: tuple[str, ...] = ()
    """Keys under its table that lead to the name of the file with the version."""
    declares: bool = True
    """Whether its table alone makes a folder a project; uv has settings for those that are none, too."""
