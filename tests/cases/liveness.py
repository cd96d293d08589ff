"""Print what is live in the modules of a folder, and why: one line for each part, in the order of the source.

As in `tests/unit/reachability/programs.py`, `app*` is first-party code, and every other top-level name a distribution.
A file `boundaries.toml` may say more: `roots`, `keep`, `without` and `opaque` are lists of names, `entry_points` is a
list of `[group, name, module, attribute]`, `never_entered` has for a module the parts that no value leads to,
`compiled` for a compiled module the names in its text, as `ended` or as `joined`; `runs_others` names modules that run
no files of their own distribution, `looks_in` the folders in which one looks for files.
"""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Any

from tests.unit.reachability.programs import alive_in
from vendorize_analysis.model.project import EntryPoint
from vendorize_analysis.reachability import read_compiled

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.unit.reachability.programs import Alive
    from vendorize_analysis.linking import LinkedModule
    from vendorize_analysis.model.analysis import Node
    from vendorize_analysis.reachability.compiled_names import CompiledNames

OPTIONS = "boundaries.toml"


def print_live(folder: Path) -> str:
    """Return the live parts of distributions with their witnesses, those that are dropped, and what else is kept.

    `name <- kind detail, from` is read: `from` has reached `name` by an edge of this kind; `?` stands behind the kind
    where a name was enough.
    """
    files = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.suffix in {".py", ".so"}}
    given = tomllib.loads((folder / OPTIONS).read_text("utf-8")) if (folder / OPTIONS).exists() else {}
    compiled = given.pop("compiled", {})
    boundaries = {name: _boundary(name, value) for name, value in given.items()}
    boundaries["compiled"] = {name.partition(".")[0]: "" for name in compiled}
    boundaries["compiled_text"] = lambda _key, module: (_text(compiled[module]),) if module in compiled else None
    others, folders = given.get("runs_others", ()), given.get("looks_in", {})
    boundaries["runs_others"] = lambda _key, module: module in others
    boundaries["looks_in"] = lambda _key, module: folders.get(module)
    alive = alive_in({name: path.read_text(encoding="utf-8") for name, path in files.items()}, **boundaries)
    return "".join(f"{line}\n" for line in _lines(alive))


def _text(names: dict[str, list[str]]) -> CompiledNames:
    return read_compiled("\n".join(names.get("ended", ())), "\n".join(names.get("joined", ())))


def _boundary(name: str, value: Any) -> object:  # noqa: ANN401 - whatever TOML has
    match name:
        case "roots" | "keep":
            return tuple(value)
        case "entry_points":
            return tuple(EntryPoint(*each) for each in value)
        case "never_entered":
            return {module: frozenset(parts) for module, parts in value.items()}
    return frozenset(value)


def _lines(alive: Alive) -> Iterator[str]:
    found = alive.liveness
    for module in sorted(found.executed):
        linked = alive.program.module(module)
        if linked is not None and linked.distribution:
            yield f"{module} <- {_reason(alive, module, -1)}"
            yield from _parts(alive, linked)
    for module, hazards in found.hazards.items():
        yield from (f"hazard {hazard.code} in {module}:{hazard.line}" for hazard in hazards)
    for title, keys in (("data", found.data), ("metadata", found.metadata), ("matches nothing", found.unmatched)):
        yield from (f"{title}: {key or 'first-party code'}" for key in sorted(keys))


def _parts(alive: Alive, linked: LinkedModule) -> Iterator[str]:
    dropped = []
    for part in linked.parts:
        if part.index in alive.liveness.parts.get(linked.name, ()):
            yield f"  {_title(linked, part.index)} <- {_reason(alive, linked.name, part.index)}"
        else:
            dropped.append(_title(linked, part.index))
    if dropped:
        yield f"  dropped: {', '.join(dropped)}"


def _reason(alive: Alive, module: str, part: int) -> str:
    node = next(node for node in alive.liveness.witnesses if node == (module, part))
    witness = alive.liveness.witnesses[node]
    edge = " ".join(filter(None, (witness.kind, witness.detail)))
    edge = edge if witness.certain else f"{edge}?"
    return f"{edge}, {_place(alive, witness.source)}" if witness.source else edge


def _place(alive: Alive, node: Node) -> str:
    linked = alive.program.module(node.module)
    return f"{node.module}:{_title(linked, node.part)}" if linked and node.part >= 0 else node.module


def _title(linked: LinkedModule, index: int) -> str:
    """Return a part as `Class.member`, or as its kind and line where it binds nothing."""
    part = linked.parts[index]
    around = linked.around[index]
    name = ", ".join(part.binds) or f"{part.kind} on line {part.span.line}"
    return f"{_title(linked, around)}.{name}" if around >= 0 else name
