"""The module files of a result, by what they are: the program's own, third-party, or what only passes calls on."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from vendorize.verify.probes.vendorize_leak_guard.frames import CLEAR, OVERLAY, OWN, THIRD
from vendorize.verify.tree import is_test

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from vendorize.model.plan import ModulePlan
    from vendorize.verify.request import VerifyRequest

_SUPPORT = ("_vendorize_support.py", "_support.py")


@dataclass(frozen=True, slots=True)
class ResultFile:
    """One module file of the result that the tests run on."""

    relative: str
    """POSIX path in the result."""
    name: str
    """Original dotted name."""
    kind: str
    """Whose code it is."""
    places: tuple[str, ...]
    """POSIX paths under the tree that the tests run in, or (with a leading slash) under site-packages."""


def result_files(request: VerifyRequest) -> tuple[ResultFile, ...]:
    """Give all module files of the overlay, tests left out."""
    return tuple(_site_files(request) if request.plan.layout == "site" else _package_files(request))


def _site_files(request: VerifyRequest) -> Iterator[ResultFile]:
    """Give the modules of a folder for the path; first-party ones lie in the tree of the tests as well."""
    own = {module.relative: path for module, path in _first_party(request)}
    whole = {file for one in request.plan.distributions if one.verdict == "external" for file in one.files}
    for relative in _sources(request.served):
        if relative in own:
            yield ResultFile(relative, module_name(relative), OWN, (own[relative], f"/{relative}"))
        else:
            clear = relative in whole or relative in _SUPPORT
            kind = CLEAR if clear else _kind(request, relative)
            yield ResultFile(relative, module_name(relative), kind, (f"/{relative}",))


def _package_files(request: VerifyRequest) -> Iterator[ResultFile]:
    """Give the first-party modules of a project and what lies in its namespace, or beside it with the original name."""
    own = {path: module.name for module, path in _first_party(request)}
    home = request.plan.namespace.replace(".", "/")
    roots = sorted((_prefix(root) for root in request.source_roots), key=len, reverse=True)
    for relative in _sources(request.served):
        if relative in own:
            yield ResultFile(relative, own[relative], OWN, (relative,))
            continue
        root = next((root for root in roots if relative.startswith(root)), "")
        inside = relative.removeprefix(root)
        if inside.startswith(f"{home}/"):
            short = inside.removeprefix(f"{home}/")
            kind = CLEAR if short in ("__init__.py", *_SUPPORT) else _kind(request, relative)
            yield ResultFile(relative, module_name(short), kind, (relative,))
        elif not (request.project.root / relative).exists():
            yield ResultFile(relative, module_name(inside), _kind(request, relative), (relative,))


def _kind(request: VerifyRequest, relative: str) -> str:
    return THIRD if (request.result / relative).is_file() else OVERLAY


def module_name(relative: str) -> str:
    """Give the dotted name of a module from its path under an import root."""
    parts = PurePosixPath(relative).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" and len(parts) > 1 else parts)


def _first_party(request: VerifyRequest) -> Iterator[tuple[ModulePlan, str]]:
    root = request.project.root
    tests = [test.relative_to(root).as_posix() for test in request.project.tests if test.is_relative_to(root)]
    for module in request.plan.first_party:
        if module.path.is_relative_to(root):
            path = module.path.relative_to(root).as_posix()
            if not is_test(path, tests):
                yield module, path


def _sources(folder: Path) -> Iterator[str]:
    return (path.relative_to(folder).as_posix() for path in sorted(folder.rglob("*.py")) if path.is_file())


def _prefix(root: str) -> str:
    return "" if root == "." else f"{root}/"
