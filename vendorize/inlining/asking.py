"""Which names of a module its neighbours in the project ask for, or bind from outside."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vendorize.inlining.ground import Ground


def is_asked_for(ground: Ground, module: str, name: str) -> bool:
    """Tell whether anybody may ask a module for a name: other modules by imports and attributes, it itself by text."""
    own = ground.linked(module)
    if (
        own.open_exports
        or name in (own.exports or ())
        or name in {text for part in own.parts for text in part.texts.all}
    ):
        return True
    return name in names_asked_of(ground, module)


def names_asked_of(ground: Ground, module: str) -> frozenset[str]:
    """Return the names that the project's other modules ask a module for."""
    found: set[str] = set()
    for other in ground.own():
        linked = ground.program.module(other)
        if linked is None or other == module:
            continue
        for star, _ in linked.stars:
            if star == module:
                found |= ground.linked(module).names.keys()
        for targets in linked.imports.values():
            found |= {target.name.partition(".")[0] for target in targets if target.module == module}
        for part in linked.parts:
            for chain, _ in (*part.reads.refs, *part.reads.lazy):
                for length in range(1, len(chain)):
                    start, rest = ground.program.follow(other, chain[:length])
                    if not rest and any(one.kind == "module" and one.module == module for one in start):
                        found.add(chain[length])
    return frozenset(found)
