"""Which Pythons and platforms the result has to run on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.version import Version

from vendorize_analysis.model.rules import BRANCHES
from vendorize_analysis.summarizing import Target

if TYPE_CHECKING:
    from vendorize_analysis.model.environment import Interpreter
    from vendorize_analysis.model.options import AnalysisOptions, Platform
    from vendorize_analysis.model.project import Project

PUBLISHED: frozenset[Platform] = frozenset({"linux", "macos", "windows"})
"""The platforms that code on the package index is written for."""
_THEIR_NAMES = frozenset({"linux", "darwin", "win32"})
"""The same as `sys.platform` has them."""
_NEWEST_MINOR = 40
"""No released version is beyond; bounds the search for the lowest version that a specifier allows."""
_PATCHES = (0, 1, 10, 99)
"""A minor version counts as allowed if one of these releases of it is."""


def target_of(project: Project, interpreter: Interpreter, options: AnalysisOptions) -> Target:
    """Return what summaries are made for; without the rule for branches, no branch is decided."""
    if BRANCHES in options.without:
        return Target(without=options.without, newest=interpreter.version[:2])
    lowest = lowest_python(options.requires_python or project.requires_python, interpreter.version[:2])
    platforms = options.platforms or usual_platforms(interpreter.platform)
    return Target(lowest, platforms, options.without, interpreter.version[:2])


def lowest_python(specifier: str, own: tuple[int, int]) -> tuple[int, int]:
    """Return major and minor number of the lowest Python 3 that a specifier allows.

    `own`, the analysed interpreter's, stands for a specifier that is empty, invalid, or allows no Python 3.
    """
    try:
        allowed = SpecifierSet(specifier)
    except InvalidSpecifier:
        return own
    if not specifier:
        return own
    return next(((3, minor) for minor in range(_NEWEST_MINOR) if _allows_minor(allowed, minor)), own)


def usual_platforms(platform: str) -> frozenset[Platform]:
    """Return the platforms that code is published for; none (which means any) where the interpreter's is another."""
    return PUBLISHED if platform in _THEIR_NAMES else frozenset()


def _allows_minor(allowed: SpecifierSet, minor: int) -> bool:
    return any(Version(f"3.{minor}.{patch}") in allowed for patch in _PATCHES)
