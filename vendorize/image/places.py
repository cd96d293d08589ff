"""Where in an image the program may lie."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from vendorize_analysis.errors import UserError

if TYPE_CHECKING:
    from vendorize.image.bases import ImageBase

_PREFIX = re.compile(r"(?:/[A-Za-z0-9_][A-Za-z0-9_.+@-]*)+")
"""Without `:`, which separates the folders of `PYTHONPATH`."""


def check_prefix(prefix: str, base: ImageBase) -> None:
    """Raise `UserError` for a folder that cannot be in an image, or that the base has files in already."""
    if not _PREFIX.fullmatch(prefix):
        raise UserError(f"{prefix!r} cannot be the program's folder", hint="give a plain absolute path, such as /app")
    for parent in PurePosixPath(prefix).parents:
        path = parent.as_posix().strip("/")
        entry = base.tree.entries.get(path)
        if entry is not None and entry.kind != "folder" and not (entry.kind == "link" and base.tree.resolve(path)):
            raise UserError(
                f"/{path} of the base is no folder, and {prefix} would lie in it", hint="give another --prefix"
            )
    path = prefix.strip("/")
    entry = base.tree.entries.get(path)
    if entry is not None and (entry.kind != "folder" or next(base.tree.below(path), None) is not None):
        raise UserError(f"the base has {prefix} already", hint="give another folder with --prefix")
