"""What a release lacks of the files of the distributions that it stands for, and where its code would look for them."""

from __future__ import annotations

import os
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from vendorize.verify.data import module_around
from vendorize_analysis.model.names import absence

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from vendorize.verify.request import VerifyRequest
    from vendorize_analysis.model.environment import Distribution

_ROOT = "."


def asked_settings(request: VerifyRequest, packages: Path, tree: Path) -> dict[str, object]:
    """Return where the guard looks at questions for files: nowhere where one file holds them all."""
    tops = {relative.partition("/")[0] for _one, files in _installed(request) for relative in files}
    bases = [] if request.layout.file_of(request.running) else list(_bases(request, packages, tree))
    places = {spelled: str(release) for base, release in bases for spelled in (str(base), os.path.realpath(base))}
    inner_first = sorted(places.items(), key=lambda one: -len(one[0]))
    return {"places": inner_first, "tops": sorted(tops) if places else []}


def lacking_files(request: VerifyRequest) -> dict[str, str]:
    """Return the files and folders that are installed and that the release has nowhere, with the module to keep.

    Names are POSIX paths under site-packages. A folder goes by the file in it that is named first, its own
    `__init__.py` before others.
    """
    present = _present(request)
    lacking: dict[str, str] = {}
    folders: dict[str, tuple[tuple[bool, str], str]] = {}
    for one, files in _installed(request):
        known = {module.relative: module.name for module in one.modules}
        names = frozenset(known.values())
        for relative in files:
            module = known.get(relative) or module_around(names, PurePosixPath(relative))
            if not present.isdisjoint(_places(request, relative)) or absence(module, request.plan.absent):
                continue
            lacking[relative] = module
            for folder in map(PurePosixPath.as_posix, PurePosixPath(relative).parents[:-1]):
                order = (relative != f"{folder}/__init__.py", relative)
                folders[folder] = min(folders.get(folder, (order, module)), (order, module))
    gone = {name: module for name, (_, module) in folders.items() if present.isdisjoint(_places(request, name))}
    return {**lacking, **gone}


def _installed(request: VerifyRequest) -> Iterator[tuple[Distribution, list[str]]]:
    """Yield what was extracted, with its files, metadata and bytecode left out."""
    for one in request.environment.distributions:
        if one.key in request.absent_keys:
            yield one, [relative for relative in one.files if _counts(relative)]


def _counts(relative: str) -> bool:
    parts = relative.split("/")
    return not (parts[0].endswith((".dist-info", ".egg-info")) or relative.endswith(".pyc") or ".." in parts)


def _bases(request: VerifyRequest, packages: Path, tree: Path) -> Iterator[tuple[Path, Path]]:
    """Yield each folder of the tests' environment below which code finds such files, with that of the release."""
    if request.layout.in_site_packages:
        yield packages, request.result
        return
    for home in (*request.layout.data_places(request, _ROOT), *_beside(request, _ROOT)):
        yield tree / home, request.result / home


def _places(request: VerifyRequest, relative: str) -> tuple[str, ...]:
    return (*request.layout.data_places(request, relative), *_beside(request, relative))


def _beside(request: VerifyRequest, relative: str) -> tuple[str, ...]:
    """Return where a file may lie with its original name, beside a namespace."""
    if request.layout.in_site_packages:
        return ()
    return tuple(PurePosixPath(root, relative).as_posix() for root in request.source_roots)


def _present(request: VerifyRequest) -> frozenset[str]:
    """Return all files and folders of the release, as POSIX paths in it."""
    found: set[str] = set()
    for folder, inner, files in os.walk(request.result):
        base = os.path.relpath(folder, request.result).replace(os.sep, "/")
        found.update(name if base == _ROOT else f"{base}/{name}" for name in (*inner, *files))
    return frozenset(found)
