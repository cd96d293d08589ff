"""Read `[tool.vendorize.build]`: which build back end ours is wrapped around."""

from __future__ import annotations

from typing import TYPE_CHECKING

from packaging.requirements import InvalidRequirement, Requirement

from vendorize.config.checks import dotted_name, filled
from vendorize.model.settings import BuildSettings

if TYPE_CHECKING:
    from vendorize.config.reader import Reader

_OURS = "vendorize.build"


def read_build(reader: Reader) -> BuildSettings:
    """Return the settings of builds; they are of use only if no problem was reported."""
    settings = BuildSettings(
        backend=reader.text("backend", _backend),
        backend_path=reader.texts("backend-path", _inside),
        requires=reader.texts("requires", _requirement),
        environment=reader.text("environment", filled),
    )
    reader.finish()
    return settings


def _backend(text: str) -> str:
    """Object to what PEP 517 has no back end for, and to our own, which cannot stand around itself."""
    module, _, attribute = text.partition(":")
    if module == _OURS:
        return f"{text!r} is what wraps: name the back end that builds, such as 'hatchling.build'"
    return dotted_name(module) or (dotted_name(attribute) if attribute else "")


def _inside(text: str) -> str:
    """Object to a folder outside of the project (PEP 517: in-tree build backends)."""
    parts = text.replace("\\", "/").split("/")
    if not text.strip() or text.startswith(("/", "\\")) or ".." in parts or ":" in text:
        return f"{text!r} is no folder inside the project"
    return ""


def _requirement(text: str) -> str:
    try:
        Requirement(text)
    except InvalidRequirement as error:
        return f"{text!r} is no requirement: {str(error).splitlines()[0]}"
    return ""
