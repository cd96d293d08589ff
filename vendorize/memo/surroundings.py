"""What every answer depends on beside files of others: our own code, Python, variables, working directory, system."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Final

import vendorize
import vendorize_analysis
from vendorize.memo.stamps import stamps_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vendorize.memo.stamps import Stamps

OWN: Final = tuple(
    os.path.join(os.path.dirname(os.path.abspath(package.__file__)), "")  # noqa: PTH100, PTH118, PTH120
    for package in (vendorize, vendorize_analysis)
    if package.__file__
)
"""Folders of our own modules, with the separator at the end."""
_OF_SHELLS: Final = frozenset({"OLDPWD", "SHLVL", "_"})
"""Variables in which shells say how they came here: with each call another value, and nobody reads them."""


def own_stamps() -> Stamps:
    """Return the stamps of our own code, and of the folders that Python looks for modules in."""
    # A library that is installed anew changes the folder that it is in.
    return stamps_of([*sys.path, *(path for package in OWN for path in _below(package))], ())


def surroundings() -> tuple[object, ...]:
    """Return all but our own code, as values whose `repr` is the same where they are."""
    try:
        here = os.getcwd()  # noqa: PTH109 - plain text
    except OSError:
        here = ""
    return (
        here,
        sorted(each for each in os.environ.items() if each[0] not in _OF_SHELLS),
        tuple(os.uname()) if hasattr(os, "uname") else sys.platform,
        (sys.executable, sys.version, tuple(sys.flags)),
    )


def _below(folder: str) -> Iterator[str]:
    """Yield the files below a folder, which ends with a separator."""
    with os.scandir(folder) as entries:
        inner = sorted(
            (entry.name, entry.is_dir(follow_symlinks=False)) for entry in entries if entry.name != "__pycache__"
        )
    for name, is_folder in inner:
        if is_folder:
            yield from _below(f"{folder}{name}{os.sep}")
        else:
            yield f"{folder}{name}"
