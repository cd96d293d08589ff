"""Make the lock of a result in memory."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from vendorize.emit.headers import file_licences
from vendorize.emit.notices import NOTICES
from vendorize.emit.requirements import added_requirements, gone_keys
from vendorize.layouts import layout_named
from vendorize.lock.artefacts import artefacts_of
from vendorize.lock.capabilities import locked_capabilities
from vendorize.lock.configured import asked_for, configuration_digest, configured
from vendorize.lock.files import WrittenFiles, inputs_of, relative_to
from vendorize.lock.installed import changed_by_rule
from vendorize.lock.plain import plain
from vendorize.lock.recorded import contents_digest, recorded_hashes
from vendorize.lock.version import tool_version
from vendorize.model.bytecode import option_of
from vendorize.model.faststart import fast_option
from vendorize.model.hoisted import hoist_option
from vendorize.model.lock import (
    Artefact,
    Lock,
    LockedCopy,
    LockedDistribution,
    LockedLicence,
    LockedProject,
    Undeclared,
)
from vendorize.model.stripping import strip_option, text_options
from vendorize_analysis.environment.requirements import key_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from vendorize.lock.installed import Recorded
    from vendorize.lock.recorded import Hash
    from vendorize.model.bundle import Bundle
    from vendorize.model.extracted import Extracted
    from vendorize.model.lock import LockedFile
    from vendorize.model.plan import DistributionPlan, Plan
    from vendorize_analysis.model.analysis import Analysis
    from vendorize_analysis.model.environment import Distribution


def make_lock(extracted: Extracted, *, complete: bool) -> Lock:
    """Return the lock: the same for the same inputs, on every machine; a complete one lists every file.

    Raises `UserError` for installed files that are not what their RECORD says, unless a rule allows it.
    """
    analysis, plan, settings = extracted.analysis, extracted.plan, extracted.settings
    recorded = {one.key: recorded_hashes(analysis.environment.distribution(one.key)) for one in plan.distributions}
    changed = changed_by_rule(analysis, plan, extracted.bundle, settings.changed, recorded=recorded)
    sources = WrittenFiles(plan, extracted.bundle, analysis.environment.replaced, complete=complete)
    interpreter = analysis.environment.interpreter
    return Lock(
        tool=tool_version(),
        layout=plan.layout,
        home=_home(plan, extracted.bundle),
        python=f"{interpreter.version[0]}.{interpreter.version[1]}",
        platform=interpreter.platform,
        configuration=configuration_digest(settings),
        settings=tuple(map(plain, configured(settings))),
        options=_options(extracted),
        project=_project(extracted, sources, complete=complete),
        distributions=_distributions(analysis, plan, sources, recorded),
        unused_rules=tuple(sorted(map(plain, analysis.liveness.unmatched))),
        undeclared=_undeclared(analysis),
        changed=changed,
        complete=complete,
    )


def _options(extracted: Extracted) -> tuple[str, ...]:
    asked = asked_for(extracted.asked, extracted.analysis.project.root)
    asked = (
        *asked,
        *option_of(extracted.bytecode),
        *fast_option(asked=extracted.fast_start),
        *strip_option(asked=extracted.strip_debug),
        *text_options(extracted.strip),
        *hoist_option(extracted.hoist),
    )
    return tuple(sorted(map(plain, asked)))


def _home(plan: Plan, bundle: Bundle) -> str:
    """Return the folder of the vendored code; where nothing was vendored, the one that it would have."""
    namespace = layout_named(plan.layout).namespace(plan).replace(".", "/")
    if not namespace:
        return "."
    notices = f"{namespace}/{NOTICES}"
    places = (file.relative for file in bundle.files if f"/{file.relative}".endswith(f"/{notices}"))
    return next((place.removesuffix(f"/{NOTICES}") for place in places), namespace)


def _project(extracted: Extracted, sources: WrittenFiles, *, complete: bool) -> LockedProject:
    project, plan, settings = extracted.analysis.project, extracted.plan, extracted.settings
    traces = settings.traces if settings.cold.any else ()
    files = sources.files("")
    left: tuple[str, ...] = ()
    if layout_named(plan.layout).is_project:
        gone = gone_keys(plan, project.requirements)
        kept = (one for one in project.requirements if key_of(one) not in gone)
        left = (*kept, *added_requirements(plan, project.requirements, project.requires_python))
    return LockedProject(
        name=plain(project.name),
        requires=tuple(sorted(map(plain, project.requirements))),
        requires_after=tuple(sorted(map(plain, left))),
        files=files,
        inputs=inputs_of(project, traces, {file.source for file in files}),
        version=plain(project.version) if complete else "",
        licenses=tuple(map(plain, project.licenses)) if complete else (),
    )


def _distributions(
    analysis: Analysis, plan: Plan, sources: WrittenFiles, recorded: Recorded
) -> tuple[LockedDistribution, ...]:
    tell = artefacts_of(analysis.project.root)
    installed = {found.key: found for found in analysis.environment.distributions}
    return tuple(
        replace(
            _distribution(one, installed[one.key], sources.files(one.key), recorded[one.key], tell),
            capabilities=locked_capabilities(analysis, one),
            file_licenses=_file_licences(one),
            copies=_copies(one, sources.files(one.key)),
            patches=sources.patches(one.key),
        )
        for one in plan.distributions
    )


def _distribution(
    planned: DistributionPlan,
    installed: Distribution,
    files: tuple[LockedFile, ...],
    hashes: Mapping[str, Hash | None],
    tell: Callable[[Distribution], Artefact],
) -> LockedDistribution:
    licence_files = set(planned.license_files)
    return LockedDistribution(
        name=plain(planned.name),
        key=planned.key,
        version=plain(planned.version),
        verdict=planned.verdict,
        licenses=tuple(map(plain, planned.licenses)),
        license_files=tuple(file.path for file in files if file.source in licence_files),
        requires=tuple(sorted(planned.requires)),
        artefact=tell(installed) if hashes or installed.metadata else Artefact("nothing"),
        contents=contents_digest(installed, hashes),
        files=files,
        requires_python=plain(installed.requires_python),
        stripped=tuple(sorted(planned.strip)) if planned.verdict == "extract" else (),
    )


def _copies(planned: DistributionPlan, files: tuple[LockedFile, ...]) -> tuple[LockedCopy, ...]:
    """Return the copies that something was written of; of an external distribution beside the result, all."""
    held = (one for one in planned.copies if not files or any(one.has(file.source) for file in files))
    return tuple(LockedCopy(plain(one.name), plain(one.version), one.folder) for one in held)


def _file_licences(planned: DistributionPlan) -> tuple[LockedLicence, ...]:
    return tuple(LockedLicence(one.relative, plain(one.license)) for one in file_licences(planned))


def _undeclared(analysis: Analysis) -> tuple[Undeclared, ...]:
    """Return the imports with paths as seen from the project, or from where the importer is installed."""
    if not analysis.project.requirements:
        return ()
    homes = {found.key: found.location for found in analysis.environment.distributions}
    found = set()
    for one in analysis.undeclared:
        home = homes.get(one.importer, analysis.project.root)
        relative = plain(relative_to(Path(one.path), home) or Path(one.path).name)
        found.add(Undeclared(relative, one.line, one.module, one.key, one.importer))
    return tuple(sorted(found))
