"""The build back end that is wrapped: which it is, and how it is loaded (PEP 517, "Source trees")."""

from __future__ import annotations

import importlib
import sys
from functools import reduce
from typing import TYPE_CHECKING, Any

from vendorize.model.request import Request
from vendorize.starting import settings_of
from vendorize_analysis.errors import UserError

if TYPE_CHECKING:
    from pathlib import Path

    from vendorize.model.settings import BuildSettings, Settings


def settings_in(root: Path) -> Settings:
    """Return the configuration of a project; raises `UserError` where it wraps no back end."""
    settings = settings_of(Request(root))
    if not settings.build.backend:
        raise UserError(
            f"{root / 'pyproject.toml'}: build-backend is vendorize.build, but no back end is wrapped",
            hint='name the one that builds: [tool.vendorize.build] backend = "hatchling.build"',
        )
    return settings


def load_wrapped(root: Path, settings: BuildSettings, *, missing_ok: bool = False) -> Any:  # noqa: ANN401 - any module
    """Import the back end as a front end would; None for one that is not installed, where that is allowed."""
    name, _, attribute = settings.backend.partition(":")
    # They stay: a hook has a process of its own, and an in-tree back end imports what it needs when it needs it.
    sys.path[:0] = [str((root / one).resolve()) for one in settings.backend_path]
    try:
        module = importlib.import_module(name)
    except ModuleNotFoundError as error:
        if missing_ok:
            return None
        if error.name is None or not f"{name}.".startswith(f"{error.name}."):
            raise
        raise UserError(
            f"the build back end {settings.backend} is not there: {error}",
            hint='name what it is installed from: [tool.vendorize.build] requires = ["..."]',
        ) from error
    return reduce(getattr, filter(None, attribute.split(".")), module)
