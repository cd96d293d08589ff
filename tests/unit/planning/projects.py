"""Analyses of small projects on disk: first-party modules whose names begin with `app`, distributions beside them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, cast

from tests.unit.reachability.programs import Catalogue, Texts, alive_in
from vendorize_analysis.capabilities import find_capabilities
from vendorize_analysis.model.analysis import Analysis, Figures, LoadedModule
from vendorize_analysis.model.environment import Distribution, Environment, Interpreter, ModuleFile
from vendorize_analysis.model.project import Project, SourceModule
from vendorize_analysis.model.summary import ModuleSummary
from vendorize_analysis.scanning.source import digest_of

if TYPE_CHECKING:
    from vendorize.model.plan import ModulePlan, Plan


def analysis_of(root: Path, files: Texts, data: Texts | None = None, **boundaries: object) -> Analysis:
    """Write the files and give the analysis of the project; `data` are files that are no modules."""
    for relative, text in {**files, **(data or {})}.items():
        path = root / relative
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    external = frozenset(cast("list[str]", boundaries.pop("external", ())))
    alive = alive_in(files, opaque=external, **boundaries)
    catalogue = alive.program.catalogue
    assert isinstance(catalogue, Catalogue)
    loaded = {name: _placed(root, module) for name, module in sorted(catalogue.loaded.items())}
    own = tuple(name for name in sorted(catalogue.files) if not catalogue.owner(name))
    keys = sorted({catalogue.owner(name) for name in catalogue.files} - {""})
    return Analysis(
        project=_project(root, own, catalogue),
        environment=_environment(root, keys, catalogue, data or {}),
        modules=loaded,
        liveness=alive.liveness,
        roots=("app",),
        external=external,
        native=dict.fromkeys(keys, "none"),
        capabilities=find_capabilities(alive.program, loaded, alive.liveness),
        figures={
            name: Figures(module.summary.functions, module.summary.lines, module.summary.size)
            if isinstance(module.summary, ModuleSummary)
            else Figures(0, 0, 0)
            for name in catalogue.files
            if (module := catalogue.load(name)) is not None
        },
    )


def _placed(root: Path, module: LoadedModule) -> LoadedModule:
    return LoadedModule(
        module.name,
        root / module.relative,
        module.relative,
        module.is_package,
        module.distribution,
        module.summary,
        digest=digest_of((root / module.relative).read_bytes()),
    )


def _project(root: Path, own: tuple[str, ...], catalogue: Catalogue) -> Project:
    return Project(
        name="app",
        version="1",
        root=root,
        kind="project",
        source_roots=(root,),
        top_level=tuple(sorted({name.partition(".")[0] for name in own})),
        modules=tuple(
            SourceModule(name, root / catalogue.files[name][0], catalogue.files[name][0].endswith("__init__.py"))
            for name in own
        ),
        entry_points=(),
        requirements=(),
        extras=(),
        requires_python="",
        tests=(),
    )


def _environment(root: Path, keys: list[str], catalogue: Catalogue, data: Texts) -> Environment:
    return Environment(
        interpreter=Interpreter(Path("python"), (3, 11, 0), "cpython", "linux", (), frozenset(), ()),
        distributions=tuple(_distribution(root, key, catalogue, data) for key in keys),
        direct=frozenset(keys),
        closure=frozenset(keys),
        missing=(),
        project_info=None,
    )


def _distribution(root: Path, key: str, catalogue: Catalogue, data: Texts) -> Distribution:
    modules = [
        ModuleFile(name, path, root, "package" if path.endswith("__init__.py") else "source")
        for name, (path, _) in sorted(catalogue.files.items())
        if catalogue.owner(name) == key
    ]
    extra = [relative for relative in data if relative.partition("/")[0] == key]
    return Distribution(
        name=key.title(),
        key=key,
        version="1.0",
        location=root,
        info="",
        editable=False,
        files=tuple(sorted([module.relative for module in modules] + extra)),
        modules=tuple(modules),
        top_level=(key,),
        requirements=(),
        requires=(),
        entry_points=(),
        licenses=("MIT",),
        license_files=(),
        size=0,
    )


def module_plan(plan: Plan, name: str) -> ModulePlan:
    """Return the plan of one module."""
    (found,) = [module for distribution in plan.distributions for module in distribution.modules if module.name == name]
    return found
