"""The data files of the distributions that a result stands for: everything that is neither code nor metadata."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from vendorize_analysis.model.names import absence

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from vendorize.verify.request import VerifyRequest

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
    kind: str = ""
    """The kind by which it went; empty where it did not."""


def data_files(request: VerifyRequest) -> Iterator[OriginalData]:
    """Yield the files, without those of modules that are declared absent; of what stays whole those that go.

    Whoever asks for a version, or for plugins, opens the metadata of all that is installed.
    """
    replaced = request.absent_keys
    dropped = {plan.key: {file.relative: file.kind for file in plan.dropped} for plan in request.plan.distributions}
    for one in request.environment.distributions:
        gone = dropped.get(one.key, {})
        names = frozenset(module.name for module in one.modules)
        for relative in one.files if one.key in replaced else sorted(gone.keys() & set(one.files)):
            path = PurePosixPath(relative)
            is_metadata = any(part.endswith((".dist-info", ".egg-info")) for part in path.parts)
            is_code = path.suffix in _CODE and relative not in gone
            if not (is_metadata or is_code or ".." in path.parts):
                module = module_around(names, path)
                place = str(one.location / relative)
                if not absence(module, request.plan.absent):
                    spelled = tuple(sorted({place, os.path.realpath(place)}))
                    yield OriginalData(relative, spelled, module, gone.get(relative, ""))


def module_around(names: Collection[str], path: PurePosixPath) -> str:
    """Return the package around a file, out of a distribution's modules, else their first: the one to keep for it."""
    for parent in path.parents:
        if (name := ".".join(parent.parts)) in names:
            return name
    return min(names, default="")
