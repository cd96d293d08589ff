"""Put rewrites in the place of what they stand for, before anything is analysed.

The module with the new function lies in a temporary folder, and the distribution says that it is from there: so the
search does not follow what only the original function needed, and that falls away like all that nothing reaches.
"""

from __future__ import annotations

import atexit
from contextlib import ExitStack
from functools import cache
from hashlib import blake2b, sha256
from pathlib import Path
from typing import TYPE_CHECKING

from vendorize.ending import temporary_folder
from vendorize.model.rewrite import RewriteUse
from vendorize.rewrites.splicing import DoesNotSplice, marker, spliced
from vendorize.rewrites.static import faults_of
from vendorize_analysis.errors import UserError
from vendorize_analysis.model.options import Replaced
from vendorize_analysis.reading import read_bytes

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from vendorize.model.rewrite import Rewrite, Upstream
    from vendorize_analysis.model.environment import Distribution, Environment, ModuleFile


def uses_of(rewrites: Iterable[Rewrite], environment: Environment) -> tuple[RewriteUse, ...]:
    """Return for each rewrite whether it still fits what is installed: every file that it was compared with."""
    installed = {one.key: one for one in environment.distributions}
    return tuple(RewriteUse(one, _stale(one, installed)) for one in rewrites)


def place_rewrites(uses: Iterable[RewriteUse], environment: Environment) -> tuple[Replaced, ...]:
    """Return the modules that stand in for installed ones, written to a folder that ends with this process.

    Raises `UserError` for a rewrite that breaks the rules of rewrites, whatever its sidecar says.
    """
    by_module: dict[tuple[str, str], list[Rewrite]] = {}
    for use in uses:
        if not use.stale:
            by_module.setdefault((use.rewrite.distribution, use.rewrite.module), []).append(use.rewrite)
    installed = {one.key: one for one in environment.distributions}
    return tuple(_placed(module_of(installed[key], name), found) for (key, name), found in by_module.items())


def _placed(module: ModuleFile, rewrites: list[Rewrite]) -> Replaced:
    original = read_bytes(module.path).decode("utf-8")
    sources, comments = {}, {}
    for one in rewrites:
        faults = faults_of(one.source, original, one.name, _raised(one), by_module(one.uses))
        if faults:
            raise UserError(f"{one.place}: {faults[0]}", hint="make it anew with `vendorize rewrite`")
        sources[one.name] = one.source
        comments[one.name] = marker(one.model, one.distribution, one.place)
    return placed(module, rewrites[0].distribution, sources, comments)


def placed(
    module: ModuleFile, distribution: str, sources: Mapping[str, str], comments: Mapping[str, str] | None = None
) -> Replaced:
    """Return a module with functions in the place of those of their names, in a folder that ends with this process."""
    content = read_bytes(module.path)
    for name, source in sources.items():
        content = spliced(content, name, source, (comments or {}).get(name, ""))
    folder = _folder() / blake2b(content, digest_size=16).hexdigest()
    path = folder / module.relative
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return Replaced(distribution, module.relative, folder)


def by_module(symbols: Iterable[str]) -> dict[str, frozenset[str]]:
    """Return names by module of what is given as `module:name`."""
    found: dict[str, frozenset[str]] = {}
    for one in symbols:
        module, _, name = one.partition(":")
        found[module] = found.get(module, frozenset()) | {name}
    return found


def _raised(rewrite: Rewrite) -> frozenset[str]:
    """Return the exceptions that code behind the original was seen to raise, which the sidecar has."""
    said = next((one.evidence for one in rewrite.gates if one.name == "static"), "")
    return frozenset(said.partition("exceptions: ")[2].split())


def _stale(rewrite: Rewrite, installed: dict[str, Distribution]) -> str:
    """Return why a rewrite does not fit what is installed; empty where it does."""
    own = installed.get(rewrite.distribution)
    if own is None:
        return f"{rewrite.distribution} is not installed"
    for one in rewrite.upstream:
        other = installed.get(one.distribution)
        why = f"{one.distribution} is not installed" if other is None else _changed(one, other)
        if why:
            return why
    return _unfit(rewrite, own)


def _changed(one: Upstream, distribution: Distribution) -> str:
    where = f"{one.file} of {distribution.name} {distribution.version}"
    try:
        content = read_bytes(distribution.location / one.file)
    except OSError:
        return f"{where} is not there"
    return "" if sha256(content).hexdigest() == one.sha256 else f"{where} is another than the one it was proved with"


def _unfit(rewrite: Rewrite, own: Distribution) -> str:
    module = _found(own, rewrite.module)
    if module is None or module.relative not in {one.file for one in rewrite.upstream if one.distribution == own.key}:
        return f"{rewrite.module} is not where it was"
    try:
        spliced(read_bytes(module.path), rewrite.name, rewrite.source)
    except (DoesNotSplice, IndexError, AssertionError) as error:
        return str(error)
    return ""


def _found(distribution: Distribution, name: str) -> ModuleFile | None:
    return next((one for one in distribution.modules if one.name == name and one.kind != "extension"), None)


def module_of(distribution: Distribution, name: str) -> ModuleFile:
    """Return a module of a distribution that can be read; raises `UserError` where there is none."""
    module = _found(distribution, name)
    if module is None:
        raise UserError(f"{distribution.name} has no module {name} that can be read", hint="reinstall it")
    return module


@cache
def _folder() -> Path:
    stack = ExitStack()
    folder = stack.enter_context(temporary_folder("vendorize-rewrites-"))
    atexit.register(stack.close)
    return Path(folder)
