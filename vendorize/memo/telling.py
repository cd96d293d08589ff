"""Which first-party modules an answer depends on by their facts alone."""

from __future__ import annotations

import os
import re
import stat
import sys
from functools import cache
from itertools import chain
from typing import TYPE_CHECKING, Any, Final

from vendorize.memo.sources import FirstPartyText, PackedNames, RememberedModule, stored_form
from vendorize.memo.stamps import stamps_of
from vendorize_analysis.facts import Standing, facts_of, names_in, texts_in
from vendorize_analysis.model.analysis import Node
from vendorize_analysis.model.hazards.attributes import ComputedAttribute
from vendorize_analysis.model.names import absolute, package_of
from vendorize_analysis.model.summary import ModuleSummary
from vendorize_analysis.scanning.source import SourceFile, read
from vendorize_analysis.tables import powers

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from vendorize.memo.watching import Looked
    from vendorize_analysis.model.analysis import Analysis, LoadedModule
    from vendorize_analysis.model.options import AnalysisOptions

_ROOT: Final = "first-party code"
"""The reason why a module runs of which everything is a root."""
_PLACE: Final = re.compile(r"([\w./-]+):(\d+)")


def sources_of(found: Analysis | None, options: AnalysisOptions, looked: Looked, said: object) -> tuple[Any, ...]:
    """Return the modules of which only the facts count, as they are stored.

    `looked` has the files that were opened for more than these, and `said` is all that the answer says, in which no
    line of such a module may stand but those among its facts. None: an answer for which facts are not enough.
    """
    if found is None or not _is_plain(found, options):
        return stored_form(FirstPartyText())
    own = {module.name: found.modules[module.name] for module in found.project.modules if module.name in found.modules}
    asked = PackedNames.of(chain(_asked(found, own, options), _taken(found)))
    asking = [one for met in found.liveness.hazards.values() for one in met if isinstance(one, ComputedAttribute)]
    any_name = any(one.definition and not one.name.useful for one in asking) and _has_open_star(found)
    foreign = own.keys() if options.keep or any_name else _foreign(found, own)
    paths = [os.path.abspath(module.path) for module in own.values()]  # noqa: PTH100
    modules, places = [], _lines_in(said)
    for path, module in zip(paths, own.values(), strict=True):
        if path in looked.read or paths.count(path) > 1 or not _lines_are_told(module, places):
            continue
        rooted = module.name not in foreign and _is_rooted(found, module)
        source = _source(
            path,
            module,
            Standing(asked if rooted else None, _openers_in(found, module), path in looked.endings),
            found,
        )
        modules += [source] if source is not None else []
    target = (found.python, tuple(sorted(found.platforms)), found.environment.interpreter.version[:2])
    patterns = {(one.name.prefix, one.name.suffix) for one in asking if one.name.useful}
    return stored_form(FirstPartyText(tuple(modules), target, asked.stored(), tuple(sorted(patterns))))


def _is_plain(found: Analysis, options: AnalysisOptions) -> bool:
    """Tell whether names decide alone: what follows values, or looks for imports that may wait, reads bodies."""
    deferring = options.defer_imports or any(wanted for _, wanted in options.deferring)
    more = options.hazard_costs or options.without or options.prune_first_party or options.with_tests
    newer = found.environment.interpreter.version[:2] > sys.version_info[:2]
    return not (options.precision == "values" or deferring or more or found.environment.replaced or newer)


def _asked(found: Analysis, own: Mapping[str, LoadedModule], options: AnalysisOptions) -> Iterator[str]:
    """Yield all that first-party code, its entry points, and roots name, or that somebody asks it for in vain."""
    for module in own.values():
        if isinstance(module.summary, ModuleSummary):
            yield from names_in(module.summary)
            bound = {name for part in module.summary.parts for name in part.binds}
            yield from found.liveness.names.get(module.name, frozenset()) - bound
    for text in (*options.roots, *(entry.attribute for entry in found.project.entry_points)):
        yield from text.replace(":", ".").split(".")


def _taken(found: Analysis) -> Iterator[str]:
    """Yield what installed code binds, and what modules are called: to use an attribute name reaches these."""
    for name, module in found.modules.items():
        yield name.rpartition(".")[2]
        for part in module.summary.parts if module.distribution and isinstance(module.summary, ModuleSummary) else ():
            yield from part.binds


def _has_open_star(found: Analysis) -> bool:
    """Tell whether a star import may give any name: its module was not read. Such a name counts as used."""
    for module in found.modules.values():
        package = package_of(module.name, is_package=module.is_package)
        for one in module.summary.stars if isinstance(module.summary, ModuleSummary) else ():
            target = found.modules.get(absolute(package, one.level, one.module))
            if target is None or not isinstance(target.summary, ModuleSummary):
                return True
    return False


def _foreign(found: Analysis, own: Mapping[str, LoadedModule]) -> set[str]:
    """Return the first-party modules that others than first-party code may ask for their names, or all may."""
    live = found.liveness
    met = {*live.opened, *live.files, *live.unread, *live.exports, *(one[2] for one in live.pointed)}
    for module in found.modules.values():
        package = package_of(module.name, is_package=module.is_package)
        for part in module.summary.parts if isinstance(module.summary, ModuleSummary) else ():
            for one in part.imports:
                if module.distribution or one.name == "*":
                    target = absolute(package, one.level, one.module)
                    met |= {target, f"{target}.{one.name}"}
    return met & own.keys()


def _is_rooted(found: Analysis, module: LoadedModule) -> bool:
    """Tell whether all of a module is a root, and live."""
    live = found.liveness
    witness = live.witnesses.get(Node(module.name, -1))
    if witness is None or (witness.kind, witness.detail) != ("root", _ROOT):
        return False
    parts = module.summary.parts if isinstance(module.summary, ModuleSummary) else ()
    return all(part.dead or part.index in live.parts.get(module.name, ()) for part in parts)


def _openers_in(found: Analysis, module: LoadedModule) -> tuple[str, ...]:
    """Return the names that may stand for a function that takes a mode in a module.

    A part that uses one and has none of the names that these functions have calls it by another: any that it reads.
    """
    assert isinstance(module.summary, ModuleSummary)  # noqa: S101 (who asks has seen to it)
    names = set(_openers())
    for use in found.capabilities.uses.get("", ()):
        if use.module == module.name and powers.mode_place(use.name) is not None:
            part = module.summary.parts[use.part]
            pieces = {piece for each, _line in part.reads.refs for piece in each}
            names |= pieces if pieces.isdisjoint(_openers()) else set()
    return tuple(sorted(names))


@cache
def _openers() -> frozenset[str]:
    return frozenset(name.rpartition(".")[2] for name in powers.names() if powers.mode_place(name) is not None)


def _lines_in(said: object) -> dict[str, list[tuple[str, int]]]:
    """Return the places in all texts of an answer by the name of the file: what stands before that, and the line."""
    found: dict[str, list[tuple[str, int]]] = {}
    for text in texts_in(said):
        for path, line in _PLACE.findall(text) if ":" in text else ():
            found.setdefault(path.rpartition("/")[2], []).append((path, int(line)))
    return found


def _lines_are_told(module: LoadedModule, said: dict[str, list[tuple[str, int]]]) -> bool:
    """Tell whether a module could be read, and of all places no line is in it but those among its facts."""
    if not isinstance(module.summary, ModuleSummary) or not _PLACE.fullmatch(f"{module.path.name}:1"):
        return False
    lines = {one.line for part in module.summary.parts for one in (*part.imports, *part.hazards)}
    place = module.path.as_posix()
    return all(line in lines for path, line in said.get(module.path.name, ()) if place.endswith(path))


def _source(path: str, module: LoadedModule, standing: Standing, found: Analysis) -> RememberedModule | None:
    """Return a module as it is stored; None where its facts are not known."""
    source = _as_read(module.path, module.digest)
    if source is None or not isinstance(module.summary, ModuleSummary):
        return None
    facts = facts_of(source.data, module.summary, standing)
    places = {part.name: part.index for part in module.summary.parts if part.name in facts.idle}
    witnesses = (found.liveness.witnesses[Node(module.name, index)] for index in places.values())
    if not facts.digest or any(each.kind != "root" for each in witnesses):
        return None
    return RememberedModule(
        path=path,
        stamp=stamps_of([path], ()).digest,
        digest=module.digest,
        facts=facts.digest,
        idle=tuple(sorted(facts.idle)),
        lines=source.lines,
        rooted=standing.asked is not None,
        openers=_openers_in(found, module),
        by_endings=standing.by_endings,
    )


def _as_read(path: Path, digest: str) -> SourceFile | None:
    """Return a regular file as it was read; None where it is a link, or another one by now."""
    try:
        if not stat.S_ISREG(os.lstat(path).st_mode):
            return None
    except OSError:
        return None
    source = read(path)
    return source if isinstance(source, SourceFile) and source.digest == digest else None
