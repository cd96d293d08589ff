"""An import of what is installed and nobody requires."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class UndeclaredImport:
    """An import by live code of a distribution that the closure of requirements does not hold."""

    key: str
    """Normalised name of the distribution that has the module."""
    path: str
    """File of the importer."""
    line: int
    module: str
    """What is imported."""
    importer: str
    """Key of the importer's distribution; empty for first-party code."""

    @property
    def first_party(self) -> bool:
        """Tell whether the importer is code of the project."""
        return not self.importer
