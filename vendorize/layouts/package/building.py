"""Build a copy of the project with the code it uses."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from vendorize.emit.contents import data_files, first_party_data, moved_tops, targets_of
from vendorize.emit.distinfo import info_of, reduced_info
from vendorize.emit.merge import Gathering
from vendorize.emit.metadata import MetadataEdit, edit_metadata, edit_script
from vendorize.emit.notices import NOTICES, notices
from vendorize.emit.paths import is_executable
from vendorize.emit.record import record_of
from vendorize.emit.requirements import added_requirements, gone_keys
from vendorize.emit.tree import Tree
from vendorize.layouts.package.names import SUPPORT
from vendorize.layouts.package.namespace import namespace_source
from vendorize.model.bundle import Bundle, BundleFile
from vendorize.model.cold import ARCHIVE_NAME
from vendorize_analysis.environment.requirements import key_of
from vendorize_analysis.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from vendorize.emit.surroundings import Surroundings
    from vendorize.model.plan import Plan
    from vendorize_analysis.model.events import Listener


def lay_out_package(plan: Plan, code: Bundle, progress: Listener, *, around: Surroundings) -> Bundle:
    """Return the project's files with first-party modules replaced, the namespace added and the metadata reduced."""
    base = _source_root(plan, around)
    home = base + plan.namespace.replace(".", "/") + "/"
    gathered = Gathering(progress)
    gathered.extend(_first_party(plan, code, base))
    vendored = list(_vendored(plan, code, base=base, home=home))
    if vendored or _asks_for_support(plan, code):
        vendored += _generated(plan, around, home, moved=moved_tops(code, plan.namespace))
    _check_free(plan, home, vendored)
    gathered.extend(vendored)
    _add_records(gathered, plan, home)
    if around.project.kind == "script":
        gathered.extend(replace(file, relative=base + file.relative) for file in first_party_data(plan))
        return Bundle(tuple(edit_script(file, plan, progress) for file in gathered.bundle().files))
    copied = dict(_copied(plan, around, progress))
    _warn_unmoved(gathered, home, progress)
    files = tuple(path.removeprefix(base) for path in sorted(gathered.files) if vendored and path.startswith(home))
    gathered.extend(edit_metadata(copied, _edit(plan, around, base=base, files=files), progress))
    gathered.extend(file for path, file in sorted(copied.items()) if path not in gathered.files)
    return gathered.bundle()


def _source_root(plan: Plan, around: Surroundings) -> str:
    """Return the folder (`src/`) that the namespace's parent package is imported from, as a prefix of paths."""
    parent = plan.namespace.rpartition(".")[0]
    top = plan.namespace.partition(".")[0]
    ranked = sorted(
        plan.first_party,
        key=lambda module: (module.name != parent, module.name.partition(".")[0] != top, module.name),
    )
    if ranked:
        path = _in_project(ranked[0].path, plan)
        relative = ranked[0].relative
        if path is not None and (path == relative or path.endswith(f"/{relative}")):
            return path.removesuffix(relative)
    for root in around.project.source_roots:
        inside = _in_project(root, plan)
        if inside is not None:
            return "" if inside == "." else f"{inside}/"
    return ""


def _in_project(path: Path, plan: Plan) -> str | None:
    if not path.is_relative_to(plan.project_root):
        return None
    return path.relative_to(plan.project_root).as_posix()


def _first_party(plan: Plan, code: Bundle, base: str) -> Iterator[BundleFile]:
    """Yield the first-party modules at the places that they have in the project."""
    planned = {module.name: module for module in plan.first_party}
    for file in code.files:
        if file.distribution:
            continue
        module = planned.get(file.origin)
        place = _in_project(module.path, plan) if module is not None else None
        runs = module is not None and is_executable(module.path)
        yield replace(file, relative=place or base + file.relative, executable=file.executable or runs)


def _vendored(plan: Plan, code: Bundle, *, base: str, home: str) -> Iterator[BundleFile]:
    """Yield the code, data and metadata of the extracted distributions."""
    targets = targets_of(plan, code, namespace=plan.namespace)
    for file in code.files:
        if file.distribution:
            yield replace(file, relative=base + file.relative)
    for distribution in plan.distributions:
        if distribution.verdict == "extract":
            for file in data_files(distribution):
                yield replace(file, relative=home + file.relative)
            yield from reduced_info(distribution, plan, targets=targets, below=home)


def _generated(plan: Plan, around: Surroundings, home: str, *, moved: frozenset[str]) -> list[BundleFile]:
    infos = {one.key: info_of(one) for one in plan.distributions if one.verdict == "extract" and one.info}
    text = namespace_source(plan.project_name, plan.namespace, moved, infos=infos, notices=NOTICES)
    return [
        BundleFile(f"{home}__init__.py", text),
        BundleFile(f"{home}{SUPPORT}.py", around.support),
        *([BundleFile(f"{home}{ARCHIVE_NAME}", around.archive)] if around.archive else []),
        BundleFile(home + NOTICES, notices(plan, whole=False)),
    ]


def _add_records(gathered: Gathering, plan: Plan, home: str) -> None:
    for distribution in plan.distributions:
        if distribution.verdict == "extract" and distribution.info:
            info = home + info_of(distribution)
            text = record_of(info, gathered.owned.get(distribution.key, set()), gathered.files)
            gathered.add(BundleFile(f"{info}/RECORD", text, distribution.key))


def _warn_unmoved(gathered: Gathering, home: str, progress: Listener) -> None:
    """Name vendored code that could not move (its name is one of the standard library or of the project)."""
    tops = {path for path, file in gathered.files.items() if file.distribution and not path.startswith(home)}
    if tops:
        progress.warned(f"vendored code outside {home}: have the build ship {', '.join(sorted(tops))}")


def _asks_for_support(plan: Plan, code: Bundle) -> bool:
    """Tell whether first-party code needs the support module although nothing was vendored (it was cut itself)."""
    name = f"{plan.namespace}.{SUPPORT}".encode()
    return any(isinstance(file.content, bytes) and name in file.content for file in code.files)


def _check_free(plan: Plan, home: str, vendored: list[BundleFile]) -> None:
    """Refuse to mix what will be vendored with what is in the namespace's folder already."""
    folder = plan.project_root / home
    if vendored and folder.is_dir() and any(folder.rglob("*.py")):
        raise UserError(
            f"{folder} holds code already",
            hint="choose another namespace in [tool.vendorize], or start from the sources without vendored code",
        )


def _copied(plan: Plan, around: Surroundings, progress: Listener) -> Iterator[tuple[str, BundleFile]]:
    """Yield the project's files as they are."""
    code = (*(module.path for module in plan.first_party), *(one.path for one in plan.first_party_data))
    tree = Tree(
        root=plan.project_root.resolve(),
        out=around.out.resolve() if around.out is not None else None,
        code=tuple(path.resolve() for path in code),
        progress=progress,
    )
    gone = {path.resolve() for path in plan.first_party_gone}
    for relative, path in tree.files():
        if path not in gone:
            yield relative, BundleFile(relative, path, executable=is_executable(path))


def _edit(plan: Plan, around: Surroundings, *, base: str, files: tuple[str, ...]) -> MetadataEdit:
    project = around.project
    gone = gone_keys(plan, project.requirements)
    return MetadataEdit(
        gone=gone,
        direct=gone & {key_of(one) for one in project.requirements},
        added=added_requirements(plan, project.requirements, project.requires_python),
        namespace=plan.namespace,
        base=base,
        files=files,
    )
