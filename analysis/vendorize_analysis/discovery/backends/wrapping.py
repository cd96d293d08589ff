"""The back end that really builds a project, where `vendorize.build` stands around it (PEP 517)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vendorize_analysis.discovery.toml import Table

WRAPPER = "vendorize.build"


def build_backend(pyproject: Table) -> str:
    """Return the name of the back end whose rules say where code is; empty where `pyproject.toml` names none."""
    named = pyproject.table("build-system").text("build-backend")
    return pyproject.table("tool", "vendorize", "build").text("backend") if named == WRAPPER else named
