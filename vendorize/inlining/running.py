"""Plan a move, prove it, write it, and run the tests on it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from vendorize.emit.inplace.session import change_files
from vendorize.inlining.closure import find_closure
from vendorize.inlining.difference import patch_of
from vendorize.inlining.ground import Ground
from vendorize.inlining.moving import Move
from vendorize.inlining.occurrences import require_rope
from vendorize.inlining.placing import long_texts, origin_of
from vendorize.inlining.seeking import find_symbol, find_target
from vendorize.inlining.staying import find_shared
from vendorize.inlining.trying import run_tests
from vendorize.lock import read_lock
from vendorize.model.inlined import Inlined
from vendorize.model.licenses import is_copyleft
from vendorize.starting import settings_of
from vendorize.steps import analyze_for, layout_of
from vendorize.storage import STATE, FileChange
from vendorize_analysis.errors import UserError
from vendorize_analysis.model.events import Silent
from vendorize_analysis.scanning import collection_paused

if TYPE_CHECKING:
    from vendorize.inlining.seeking import Destination
    from vendorize.model.inlined import MovedCode
    from vendorize.model.request import Request
    from vendorize_analysis.linking import Entity
    from vendorize_analysis.model.analysis import Analysis
    from vendorize_analysis.model.events import Listener

_IN_PLACE = (
    "the project was changed in place: the next `extract --in-place` takes this for edits of what it wrote; "
    "to keep both, undo that first, inline, and extract again"
)


@dataclass(frozen=True, slots=True)
class InlineRequest:
    """What `vendorize inline` is asked."""

    symbol: str
    """Dotted name, or `module:name`."""
    into: str
    """Dotted name of the module that the code moves to."""
    write: bool = False
    tests: bool = True
    """Run the tests that are configured on the project before and after."""


def inline(request: Request, asked: InlineRequest, progress: Listener | None = None) -> Inlined:
    """Move a function or class of a dependency, with all that it needs, into a module of the project.

    Nothing is written but with `write`, and never where an obstacle was found or a test went another way. Raises
    `UserError` for a symbol or module that is not there.
    """
    require_rope()
    progress = progress or Silent()
    settings = settings_of(request)
    with collection_paused():
        base = analyze_for(request, settings, progress, layout=layout_of(request, settings))
        wider = analyze_for(request, settings, progress, layout=layout_of(request, settings), beside=base)
        progress.stage_started("inline")
        ground = Ground(wider, _namespace(wider))
        symbol, target = find_symbol(ground, asked.symbol), find_target(ground, asked.into)
        answer = _planned(ground, symbol, target)
    if ground.namespace and (wider.project.root / STATE).is_dir() and not answer.obstacles:
        answer = replace(answer, notes=(*answer.notes, _IN_PLACE))
    for note in answer.notes:
        progress.warned(note)
    if not answer.obstacles and asked.tests and (request.verify.command or settings.verify.command):
        answer = replace(answer, tests=run_tests(wider, request, settings, answer.changed, progress))
    if asked.write and not answer.is_refused:
        _write(ground, answer)
        answer = replace(answer, written=True)
    return answer


def _namespace(analysis: Analysis) -> str:
    """Return the package that holds vendored code in a project that was changed in place; empty without one."""
    root = analysis.project.root
    lock = read_lock(root)
    folder = root / lock.home if lock is not None and lock.home else None
    packages = (name for name, one in analysis.modules.items() if one.is_package and one.path.parent == folder)
    return next(packages, "")


def _planned(ground: Ground, symbol: Entity, target: Destination) -> Inlined:
    """Return the move, or the reasons why it is refused."""
    linked = ground.linked(symbol.module)
    name = f"{symbol.module}.{linked.parts[symbol.part].name}"
    closure, obstacles = find_closure(ground, symbol)
    if closure is None:
        return Inlined(name, target.module, obstacles=tuple(obstacles))
    move = Move(ground, closure, target)
    found = sorted({*find_shared(ground, closure), *move.find_obstacles()})
    if not found:
        found = move.find_faults()
    if found:
        return Inlined(name, target.module, moved=_moved(closure), obstacles=tuple(found))
    origins = {origin_of(ground, part.module): None for part in closure.parts}
    changed = move.changed()
    return Inlined(
        symbol=name,
        target=target.module,
        moved=_moved(closure),
        imports=tuple(one.source() for one in move.missing),
        origins=tuple(origins),
        changed=changed,
        patch=patch_of(changed),
        places=move.places(),
        notes=(*long_texts(ground, closure), *_warnings(closure, ground), *move.notes()),
    )


def _moved(closure: MovedCode) -> tuple[str, ...]:
    return tuple(dict.fromkeys(f"{part.module}.{part.name}" for part in closure.parts))


def _warnings(closure: MovedCode, ground: Ground) -> tuple[str, ...]:
    found = {}
    for part in closure.parts:
        origin = origin_of(ground, part.module)
        if any(map(is_copyleft, origin.licenses)):
            found[origin.distribution] = (
                f"{origin.distribution} {origin.version} ({', '.join(origin.licenses)}) becomes part of the project's "
                "own module, which its licence may then reach"
            )
    return tuple(found.values())


def _write(ground: Ground, answer: Inlined) -> None:
    """Write all changed files, or none."""
    root = ground.analysis.project.root
    for path, (before, _) in answer.changed.items():
        file = root / path
        now = file.read_bytes() if file.is_file() else None
        if now != before:
            raise UserError(f"{file} was changed in the meantime", hint="run the command again")
    change_files(root, [FileChange(path, after) for path, (_, after) in sorted(answer.changed.items())])
