"""What rope finds of a name, to be compared with what our own linking finds: where they differ, nothing is moved.

rope documents `find_occurrences` (rope.contrib.findit): it is asked for each name with the place of its definition.
"""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any

from vendorize_analysis.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from vendorize.inlining.ground import Ground
    from vendorize.inlining.references import Scanned
    from vendorize.model.inlined import MovedPart, Obstacle

_HINT = "pip install 'vendorize-cli[refactor]'"


def require_rope() -> None:
    """Raise `UserError` where the extra is not installed."""
    try:
        import rope.base.project  # noqa: F401, PLC0415 - of an extra
    except ImportError as error:
        raise UserError("`vendorize inline` needs rope", hint=f"install it: {_HINT}") from error


def find_disagreements(ground: Ground, parts: Iterable[MovedPart], scanned: Mapping[str, Scanned]) -> list[Obstacle]:
    """Return the places that rope takes for a name that moves and we do not, or the other way round."""
    with warnings.catch_warnings():
        # It calls what it has deprecated itself, and reads other people's code.
        warnings.simplefilter("ignore")
        project = _open(ground)
        try:
            # Of what has several signatures, the last one is the definition.
            last = {(part.module, part.name): part for part in parts}
            return sorted({one for part in last.values() for one in _of_part(ground, project, part, scanned)})
        finally:
            project.close()


def _open(ground: Ground) -> Any:  # noqa: ANN401 - rope has no types
    """Return the project as rope sees it; it writes nothing into it."""
    from rope.base.project import Project  # noqa: PLC0415 - of an extra

    roots = ground.analysis.project.source_roots or (ground.analysis.project.root,)
    return Project(
        str(ground.analysis.project.root),
        ropefolder=None,
        python_path=[str(path) for path in (*roots, *ground.analysis.environment.interpreter.search_path)],
        extension_modules=[],
        automatic_soa=False,
        save_objectdb=False,
        ignore_syntax_errors=True,
    )


def _of_part(ground: Ground, project: Any, part: MovedPart, scanned: Mapping[str, Scanned]) -> list[Obstacle]:  # noqa: ANN401 - rope has no types
    ours = {
        (module, line, column)
        for module, found in scanned.items()
        for line, column, name in found.places(part)
        if name == part.name
    }
    theirs = _places(ground, project, part, scanned)
    if isinstance(theirs, str):
        return [ground.obstacle(part.module, part.line, f"rope cannot follow {part.name}: {theirs}")]
    return [
        *(
            ground.obstacle(module, line, f"{part.name} is used here, and rope does not find it")
            for module, line, _ in ours - theirs
        ),
        *(
            ground.obstacle(module, line, f"rope takes this for {part.name}, and our linking does not")
            for module, line, _ in theirs - ours
        ),
    ]


def _places(
    ground: Ground,
    project: Any,  # noqa: ANN401 - rope has no types
    part: MovedPart,
    scanned: Mapping[str, Scanned],
) -> set[tuple[str, int, int]] | str:
    """Return module, line and column of what rope finds; or why it finds nothing."""
    from rope.base.exceptions import RopeError  # noqa: PLC0415 - of an extra
    from rope.base.libutils import path_to_resource  # noqa: PLC0415
    from rope.contrib.findit import find_occurrences  # noqa: PLC0415

    resources = {}
    for module in scanned:
        resource = path_to_resource(project, str(ground.analysis.modules[module].path))
        resources[resource.real_path] = (module, resource)
    home = path_to_resource(project, str(part.path))
    try:
        offset = _offset(home.read(), part)
        found = find_occurrences(project, home, offset, resources=[one for _, one in resources.values()])
    except (RopeError, SyntaxError, ValueError, AttributeError, TypeError, LookupError) as error:
        # rope raises what its parser and its inference stumble over.
        return f"{type(error).__name__}: {error}"
    places = set()
    for one in found:
        module = resources[one.resource.real_path][0]
        before = one.resource.read()[: one.region[0]]
        places.add((module, before.count("\n") + 1, len(before) - (before.rfind("\n") + 1)))
    return places


def _offset(text: str, part: MovedPart) -> int:
    """Return the offset of the name where a statement binds it."""
    start = 0
    for _ in range(part.line - 1):
        start = text.index("\n", start) + 1
    word = {"def": "def ", "class": "class "}.get(part.kind, "")
    at = text.index(f"{word}{part.name}", start) if word else text.index(part.name, start)
    return at + len(word)
