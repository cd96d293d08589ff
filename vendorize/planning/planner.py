"""From what is alive to what is written."""

from __future__ import annotations

from dataclasses import replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from vendorize.model.plan import DataFile, DistributionPlan, ModulePlan, Plan
from vendorize.planning.copies import copies_in
from vendorize.planning.cutting import Availability, cut
from vendorize.planning.licences import licence_files
from vendorize.planning.owndata import first_party_data
from vendorize.planning.verdicts import verdict_of
from vendorize_analysis.compiled import stays_compiled
from vendorize_analysis.model.names import absence, is_in_folder, is_library
from vendorize_analysis.model.summary import ModuleSummary

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from vendorize_analysis.model.analysis import Analysis, LoadedModule
    from vendorize_analysis.model.environment import Distribution, ModuleFile


def plan(analysis: Analysis, *, layout: str, namespace: str = "") -> Plan:
    """Return all decisions for one layout."""
    available = Availability(analysis)
    project = analysis.project
    first_party = tuple(_first_party(analysis, available))
    return Plan(
        project_name=project.name,
        project_root=project.root,
        namespace=namespace or default_namespace(analysis),
        layout=layout,
        first_party=first_party,
        first_party_data=tuple(first_party_data(analysis)),
        first_party_gone=frozenset(one.path for one in project.modules) - {one.path for one in first_party},
        project_info=analysis.environment.project_info,
        distributions=tuple(
            _distribution(analysis, available, found)
            for found in analysis.environment.distributions
            if found.key in analysis.environment.closure
        ),
        strings=tuple(sorted(analysis.liveness.strings.items())),
        absent=analysis.absent,
        standard=analysis.environment.interpreter.stdlib_names,
    )


def _first_party(analysis: Analysis, available: Availability) -> Iterator[ModulePlan]:
    """Yield the project's modules that are reached: all of them but where first-party code is cut too."""
    names = tuple(module.name for module in analysis.project.modules)
    kept = frozenset(name for name in names if name in analysis.modules and name in analysis.liveness.executed)
    gone = _directly_in(names, kept)
    for name in names:
        if name in kept:
            module = _planned(analysis, available, analysis.modules[name])
            yield replace(module, removed_modules=gone[name]) if name in gone else module


def _planned(analysis: Analysis, available: Availability, module: LoadedModule) -> ModulePlan:
    """Return what becomes of a module that is reached."""
    if module.name in analysis.liveness.whole or not isinstance(module.summary, ModuleSummary):
        return _whole_as_read(analysis, module, {module.name})
    return cut(analysis, available, module, module.summary)


def _whole_as_read(analysis: Analysis, module: LoadedModule, names: set[str]) -> ModulePlan:
    """Return a module that is kept whole, told who may read its file by one of its names."""
    live = analysis.liveness
    read = not names.isdisjoint(live.files)
    return replace(_whole(module), by_path=read, by_text=names <= live.texts, by_loader=names <= live.loaded_here)


def default_namespace(analysis: Analysis) -> str:
    """Return the private package's name: inside the first-party package, beside a single file."""
    project = analysis.project
    packages = {module.name for module in project.modules if module.is_package and "." not in module.name}
    for name in project.top_level:
        if name in packages:
            return f"{name}._vendor"
    return "_vendor" if project.kind == "script" or not project.top_level else f"{project.top_level[0]}_vendor"


def _whole(module: LoadedModule) -> ModulePlan:
    summary = module.summary
    return ModulePlan(
        name=module.name,
        path=module.path,
        digest=module.digest,
        relative=module.relative,
        is_package=module.is_package,
        distribution=module.distribution,
        summary=summary if isinstance(summary, ModuleSummary) else None,
        keep=None,
        names=None,
        removed=(),
        removed_members=(),
        exports=None,
    )


def _distribution(analysis: Analysis, available: Availability, found: Distribution) -> DistributionPlan:
    verdict, why = verdict_of(analysis, found)
    modules: tuple[ModulePlan, ...] = ()
    data: tuple[DataFile, ...] = ()
    if verdict == "extract":
        modules = tuple(_modules(analysis, available, found))
        data = tuple(_data(analysis, found, {module.relative for module in modules}))
    return DistributionPlan(
        name=found.name,
        key=found.key,
        version=found.version,
        verdict=verdict,
        why=why,
        location=found.location,
        info=found.info,
        files=found.files,
        licenses=found.licenses,
        license_files=licence_files(found),
        requires=found.requires,
        modules=modules,
        data=data,
        metadata=found.key in analysis.liveness.metadata,
        starts=bool(found.path_lines),
        programs=found.programs,
        outside=tuple((file.relative, file.path) for file in found.outside),
        short_names=found.short_names,
        copies=copies_in(found) if verdict != "unused" else (),
    )


def _modules(analysis: Analysis, available: Availability, found: Distribution) -> Iterator[ModulePlan]:
    kept = list(_kept_modules(analysis, available, found))
    gone = _gone_below(analysis, found, {module.name for module in kept})
    for module in kept:
        yield replace(module, removed_modules=gone[module.name]) if module.name in gone else module


def modules_to_miss(analysis: Analysis, found: Distribution) -> Iterator[ModuleFile]:
    """Yield the modules of a distribution that code may miss where they go; absent ones were never there.

    A compiled module that is reached goes only where its absence was asked for, and then it is what the code expects.
    """
    for module in found.modules:
        expected = module.kind == "extension" and module.name in analysis.liveness.executed
        if not (expected or module.name in found.short_names or absence(module.name, analysis.absent)):
            yield module


def _gone_below(analysis: Analysis, found: Distribution, kept: set[str]) -> dict[str, tuple[str, ...]]:
    """Return for each package that is kept the modules directly in it that go."""
    served = tuple(f"{folder}/" for folder in found.served)
    missed = modules_to_miss(analysis, found)
    return _directly_in((module.name for module in missed if not module.relative.startswith(served)), kept)


def _directly_in(names: Iterable[str], kept: Collection[str]) -> dict[str, tuple[str, ...]]:
    """Return for each package that is kept the last names of the modules directly in it that are not."""
    below: dict[str, set[str]] = {}
    for name in names:
        if name in kept:
            continue
        package, _, last = name.rpartition(".")
        while package and package not in kept:
            package, _, last = package.rpartition(".")
        if package and f"{package}.{last}" not in kept:
            below.setdefault(package, set()).add(last)
    return {package: tuple(sorted(names)) for package, names in below.items()}


def _kept_modules(analysis: Analysis, available: Availability, found: Distribution) -> Iterator[ModulePlan]:
    short = _running_by_short_names(analysis, found)
    for module in found.modules:
        if module.name in found.short_names:
            continue
        loaded = analysis.modules.get(module.name)
        if module.relative in short and module.kind != "extension":
            # What runs under its short name is whole; what it has by its long name is less, if anything.
            yield _whole(replace(short[module.relative], name=module.name))
            continue
        if loaded is None or module.kind == "extension" or loaded.path != module.path:
            continue
        if module.name not in analysis.liveness.executed:
            continue
        yield _planned(analysis, available, loaded)


def staying_whole(analysis: Analysis, found: Distribution) -> tuple[tuple[ModulePlan, ...], tuple[DataFile, ...]]:
    """Return all of a distribution that stays as it is installed: its modules that were read, and its other files.

    A file that has two names is planned by the long one.
    """
    modules = dict[str, ModulePlan]()
    for one in found.modules:
        loaded = analysis.modules.get(one.name)
        if one.kind == "extension" or loaded is None or loaded.path != one.path:
            continue
        if one.name in found.short_names or not isinstance(loaded.summary, ModuleSummary):
            continue
        names = {one.name} | {each.name for each in found.modules if each.relative == one.relative}
        modules[one.relative] = _whole_as_read(analysis, loaded, names)
    data = (
        DataFile(found.location / relative, relative, found.key)
        for relative in found.files
        if relative not in modules and not is_in_folder(relative, found.info) and not relative.endswith(".pyc")
    )
    return tuple(modules.values()), tuple(data)


def _running_by_short_names(analysis: Analysis, found: Distribution) -> dict[str, LoadedModule]:
    """Return by their paths the modules that run under short names; of two with one name only one does."""
    running = {}
    for module in found.modules:
        if module.name in found.short_names and module.name in analysis.liveness.executed:
            loaded = analysis.modules.get(module.name)
            if loaded is not None and loaded.path == module.path:
                running[module.relative] = loaded
    return running


def _data(analysis: Analysis, found: Distribution, written: Collection[str]) -> Iterator[DataFile]:
    """Copy the files beside the code, if anything alive may read them, and all in folders that are searched."""
    importable = {module.relative for module in found.modules}
    compiled = {module.relative: module.name for module in found.modules if module.kind == "extension"}
    for relative in found.files:
        path = PurePosixPath(relative)
        if relative.startswith(tuple(f"{folder}/" for folder in found.served)) and relative not in written:
            yield DataFile(found.location / relative, relative, found.key)
            continue
        if is_library(relative) and found.key in analysis.compiled:
            if stays_compiled(relative, compiled.get(relative, ""), analysis.liveness):
                yield DataFile(found.location / relative, relative, found.key)
            continue
        if found.key not in analysis.liveness.data:
            continue
        if relative in importable or path.suffix == ".pyc" or relative.startswith(f"{found.info}/"):
            continue
        if is_library(relative) or path.name == "py.typed":
            continue
        yield DataFile(found.location / relative, relative, found.key)
