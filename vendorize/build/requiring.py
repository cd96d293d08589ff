"""What the project itself requires, for the front end to install: in an isolated build that is what is analysed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendorize.build.pins import pins_of
from vendorize.model.lock import LOCK_NAME
from vendorize_analysis.discovery import discover
from vendorize_analysis.environment import asked_requirements
from vendorize_analysis.errors import UserError

if TYPE_CHECKING:
    from pathlib import Path

    from vendorize.model.settings import Settings


STATE_THEM = "state them in pyproject.toml, or in a file that it names"


def program_requirements(root: Path, settings: Settings) -> tuple[str, ...]:
    """Return the project's run-time requirements, with those of its configured extras, and pins from its lock file.

    There are none where nothing is analysed, because the folder holds a result already (an sdist that was built this
    way, or a project that was changed in place), or where another environment is configured.
    """
    if settings.build.environment or (root / LOCK_NAME).exists():
        return ()
    project = discover(root)
    if project.is_computed:
        raise UserError(
            f"{root}: the project's requirements are made by code, so that nobody can install them before the build",
            hint=STATE_THEM,
        )
    extras = settings.analysis.extras
    return (*(text for text, _ in asked_requirements(project, extras)), *pins_of(root, extras))
