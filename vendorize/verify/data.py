"""The data files of the distributions that a result stands for: everything that is neither code nor metadata."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from vendorize_analysis.model.names import absence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vendorize.verify.request import VerifyRequest
    from vendorize_analysis.model.environment import Distribution

_CODE = frozenset({".py", ".pyc", ".pyi", ".pyw", ".so", ".pyd", ".dll", ".dylib"})


@dataclass(frozen=True, slots=True)
class OriginalData:
    """A data file where it is installed."""

    relative: str
    """POSIX path under site-packages."""
    spelled: tuple[str, ...]
    """Its path as it is, and as it is resolved."""
    module: str
    """The package around it, else a module of the same distribution: a rule that keeps it keeps the file."""


def data_files(request: VerifyRequest) -> Iterator[OriginalData]:
    """Yield the files, without those of modules that are declared absent.

    Whoever asks for a version, or for plugins, opens the metadata of all that is installed.
    """
    replaced = request.absent_keys
    for one in request.environment.distributions:
        for relative in one.files if one.key in replaced else ():
            path = PurePosixPath(relative)
            is_metadata = any(part.endswith((".dist-info", ".egg-info")) for part in path.parts)
            if not (is_metadata or path.suffix in _CODE or ".." in path.parts):
                module = _module_around(one, path)
                place = str(one.location / relative)
                if not absence(module, request.plan.absent):
                    yield OriginalData(relative, tuple(sorted({place, os.path.realpath(place)})), module)


def _module_around(distribution: Distribution, path: PurePosixPath) -> str:
    names = {module.name for module in distribution.modules}
    for parent in path.parents:
        if (name := ".".join(parent.parts)) in names:
            return name
    return min(names, default="")
