"""Put together what is installed, what the project needs of it, and what the project's own metadata adds."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from packaging.utils import canonicalize_name

from vendorize_analysis.environment.installed import find_installed
from vendorize_analysis.environment.interpreter import ask
from vendorize_analysis.environment.metadata import read_metadata
from vendorize_analysis.environment.own import built_in_tree, completed
from vendorize_analysis.environment.programs import outside_of, programs_of
from vendorize_analysis.environment.requirements import resolve
from vendorize_analysis.environment.texts import REINSTALL
from vendorize_analysis.errors import UserError
from vendorize_analysis.model.environment import Distribution, Environment

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from vendorize_analysis.environment.installed import Installed
    from vendorize_analysis.environment.interpreter_cache import Memory
    from vendorize_analysis.model.environment import Interpreter
    from vendorize_analysis.model.project import Project

_INSTALLERS = frozenset({"pip", "setuptools", "wheel"})
"""They are there because `venv` put them there; a program that imports one of them gets it by that."""
STAND_IN_VERSION = "0"
"""A valid version, and the lowest: nothing is known about code that has no metadata."""


def inspect(
    project: Project,
    executable: Path,
    *,
    search_path: tuple[Path, ...] = (),
    extras: frozenset[str] = frozenset(),
    memory: Memory | None = None,
) -> Environment:
    """Return what is installed for the interpreter and which of it the project, with these extras, needs.

    `memory` may know what the interpreter says about itself. Raises `UserError` for an extra that the project does not
    have, and for metadata that does not say what is needed.
    """
    target = ask(executable, search_path=search_path, memory=memory)
    mine = frozenset({project.root, *project.source_roots, *project.homes})
    found = find_installed(target, mine=mine)
    own = _own(project, found)
    others = _first_of_each(installed for installed in found if installed not in own)
    info = next(iter(sorted(own, key=_has_no_record)), None)
    metadata = info.metadata if info else built_in_tree(project)
    project = completed(project, metadata)
    requirements = {key: one.metadata.requirements if one.metadata else () for key, one in others.items()}
    asked = list(asked_requirements(project, extras))
    closure = resolve(asked, requirements, dict(target.interpreter.markers), places=_places(project, others))
    reached = closure.reached
    _check_needed([*filter(_broken, own), *(one for key, one in others.items() if key in reached)])
    broken = {key: why for key, one in others.items() if (why := _broken(one))}
    if not asked and (project.kind == "script" or not project.is_built):
        reached = frozenset(others) - _installers(closure.requires) - broken.keys()
    elif search_path:
        # Nobody can require what has no metadata; asked for by its folder, it is there to be used.
        reached |= {key for key, installed in others.items() if installed.metadata is None}
    return Environment(
        interpreter=_without_links(target.interpreter, own),
        distributions=tuple(
            _distribution(installed, key, closure.requires[key]) for key, installed in sorted(others.items())
        ),
        direct=closure.direct,
        closure=reached,
        missing=closure.missing,
        project_info=metadata.folder if metadata else None,
        notes=(*_problems(found), *closure.problems),
        broken=broken,
    )


def _without_links(interpreter: Interpreter, own: Sequence[Installed]) -> Interpreter:
    """Return the interpreter without the folders that only lead to the project itself."""
    linked = frozenset(link for installed in own for link in installed.links)
    return replace(interpreter, search_path=tuple(one for one in interpreter.search_path if one not in linked))


def _installers(requires: Mapping[str, tuple[str, ...]]) -> frozenset[str]:
    """Return what every environment has to install things with, and nothing in this one requires."""
    return _INSTALLERS - {key for needed in requires.values() for key in needed}


def _check_needed(needed: Sequence[Installed]) -> None:
    """Raise `UserError` where nobody can tell what a distribution is that the project needs, or which files it has."""
    broken = sorted({*filter(None, map(_broken, needed)), *(one.unlisted for one in needed if one.unlisted)})
    if broken:
        raise UserError("\n".join(broken), hint=REINSTALL)


def _broken(installed: Installed) -> str:
    return installed.metadata.broken if installed.metadata is not None else ""


def _problems(found: Sequence[Installed]) -> Iterator[str]:
    for installed in found:
        if why := _broken(installed):
            yield f"{why}; {installed.name} is taken to be what the name of its folder says"
        if installed.unlisted:
            yield f"{installed.unlisted}; {installed.name} is taken to have the files under its import names"
        yield from installed.problems


def complete(project: Project, environment: Environment) -> Project:
    """Return the project with what is open (`dynamic`) or guessed in it taken from the metadata of a build."""
    info = environment.project_info
    return completed(project, read_metadata(info) if info is not None else None)


def _own(project: Project, found: Sequence[Installed]) -> list[Installed]:
    """Return the distributions that are the project itself; a script has no distribution, whatever its name is."""
    if project.kind == "script":
        return []
    # The name of a folder is nobody's name: what is installed under it need not be what lies there.
    key = canonicalize_name(project.name) if project.is_built else ""
    roots = {folder.resolve() for folder in (project.root, *project.source_roots, *project.homes)}
    own = []
    for installed in found:
        metadata = installed.metadata
        if metadata is not None:
            source = {metadata.source.resolve()} if metadata.source else set()
            if metadata.key == key or (roots & (source | {link.resolve() for link in installed.links})):
                own.append(installed)
    return own


def _places(project: Project, others: Mapping[str, Installed]) -> dict[str, str]:
    """Return where the requirements of each distribution are read from, those of the project under an empty key."""
    script = project.kind == "script" and project.modules
    places = {"": str(project.modules[0].path if script else project.root / project.taken_as)}
    for key, installed in others.items():
        if installed.metadata is not None:
            folder = installed.metadata.folder
            places[key] = str(folder / ("METADATA" if folder.suffix == ".dist-info" else "PKG-INFO"))
    return places


def _has_no_record(installed: Installed) -> bool:
    return not (installed.metadata and installed.metadata.folder.suffix == ".dist-info")


def _first_of_each(found: Iterator[Installed]) -> dict[str, Installed]:
    """Return one distribution for each key: that of the first folder, and of two there the one that has files."""
    chosen: dict[str, Installed] = {}
    for installed in found:
        key = installed.metadata.key if installed.metadata else canonicalize_name(installed.name)
        rival = chosen.get(key)
        if rival is None or (rival.location == installed.location and _rank(rival) < _rank(installed)):
            chosen[key] = installed
    return chosen


def _rank(installed: Installed) -> tuple[bool, int]:
    """Return what makes one of two distributions of a name that lie in one folder the real one."""
    return not _broken(installed), len(installed.sizes)


def asked_requirements(project: Project, extras: frozenset[str]) -> Iterator[tuple[str, str]]:
    """Yield the project's requirements with the extra of each; an extra may name others of the project itself."""
    for text in project.requirements:
        yield text, ""
    optional: Mapping[str, tuple[str, ...]] = {canonicalize_name(name): texts for name, texts in project.extras}
    for extra in sorted(extras):
        if canonicalize_name(extra) not in optional:
            known = ", ".join(sorted(optional)) or "none"
            raise UserError(f"the project {project.name} has no extra {extra!r}", hint=f"its extras are: {known}")
    queue = sorted(map(canonicalize_name, extras))
    seen = set(queue)
    own = canonicalize_name(project.name)
    while queue:
        extra = queue.pop()
        for text in optional.get(extra, ()):
            named, bracket, rest = text.partition("[")
            if bracket and canonicalize_name(named.strip()) == own:
                more = {canonicalize_name(name.strip()) for name in rest.partition("]")[0].split(",")} - seen
                seen |= more
                queue += sorted(more)
            else:
                yield text, extra


def _distribution(installed: Installed, key: str, requires: tuple[str, ...]) -> Distribution:
    metadata = installed.metadata
    info = ""
    if metadata is not None and metadata.folder.is_relative_to(installed.location):
        info = metadata.folder.relative_to(installed.location).as_posix()
    named = metadata.license_files if metadata and info else ()
    return Distribution(
        name=installed.name,
        key=key,
        version=metadata.version if metadata else STAND_IN_VERSION,
        location=installed.location,
        info=info,
        editable=installed.editable,
        files=tuple(installed.sizes),
        modules=installed.modules,
        top_level=tuple(sorted({module.name.partition(".")[0] for module in installed.modules})),
        requirements=metadata.requirements if metadata else (),
        requires=requires,
        entry_points=metadata.entry_points if metadata else (),
        licenses=metadata.licenses if metadata else (),
        requires_python=metadata.requires_python if metadata else "",
        license_files=tuple(path for path in (f"{info}/{name}" for name in named) if path in installed.sizes),
        size=sum(installed.sizes.values()),
        metadata=metadata.folder if metadata else None,
        path_lines=installed.path_lines,
        programs=programs_of(metadata, installed.location) if metadata else (),
        outside=outside_of(metadata, installed.location) if metadata else (),
    )
