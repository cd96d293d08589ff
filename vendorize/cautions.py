"""What users are told of a result while it is made: each may be wanted, and nothing stops for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendorize import planning
from vendorize.layouts import layout_named
from vendorize_analysis.discovery.testing import collects_doctests
from vendorize_analysis.environment import is_chosen
from vendorize_analysis.errors import more_than_first
from vendorize_analysis.model.hazards.modules import ComputedImport, ModuleListing
from vendorize_analysis.model.names import absence, absolute, package_of
from vendorize_analysis.model.summary import ModuleSummary
from vendorize_analysis.tables.powers import meaning_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from vendorize.model.cold import Cold
    from vendorize.model.executed import Executed
    from vendorize.model.extracted import PlannedAnalysis
    from vendorize.model.plan import DistributionPlan, Plan
    from vendorize.model.report import AbsentImport
    from vendorize.model.settings import Settings
    from vendorize_analysis.model.analysis import Analysis, LoadedModule
    from vendorize_analysis.model.events import Listener
    from vendorize_analysis.model.hazards import Hazard
    from vendorize_analysis.model.options import AnalysisOptions


def warn_environment(analysis: Analysis, asked: AnalysisOptions, progress: Listener) -> None:
    """Say that nobody has named the environment, where the program may want another one.

    That is so where something is missing, and for a script that states what its environment shall have (PEP 723).
    """
    project, interpreter = analysis.project, analysis.environment.interpreter
    wants = analysis.environment.missing or (project.kind == "script" and project.requirements)
    if wants and not asked.search_path and not is_chosen(asked.copied_from or project.root, asked.python):
        progress.warned(
            f"no environment was named, and there is no .venv: what is installed for {interpreter.executable}, which "
            "runs vendorize, was analysed; name that of the program with --python"
        )


def warn_denied(planned: PlannedAnalysis, settings: Settings, progress: Listener) -> None:
    """Name what distributions can do in the result and must not: a finding of `check`."""
    for found in planned.plan.distributions:
        _, after = planning.before_and_after(planned.analysis, found)
        for name in settings.policy.broken_by(found.key, after):
            progress.warned(
                f"{found.name} {found.version} has {name}, which the policy denies: it can {meaning_of(name)}; "
                f"`vendorize why {found.name} --capability {name}` says by which way"
            )


def warn_unfit(planned: PlannedAnalysis, settings: Settings, progress: Listener) -> None:
    """Name the rules about data files that no file of a distribution fits."""
    for pattern in planning.unmatched_rules(planned.plan, settings.data):
        progress.warned(f"tool.vendorize.data: {pattern!r} matches no file of a distribution that the program needs")


def warn_of_result(planned: PlannedAnalysis, progress: Listener) -> None:
    """Name what users should know of a result before they use it."""
    warn_unused(planned.analysis, planned.plan, progress)
    warn_licences(planned.plan, progress)
    warn_listings(planned, progress)
    warn_collected(planned, progress)
    warn_stripped(planned.plan, progress)


def warn_collected(planned: PlannedAnalysis, progress: Listener) -> None:
    """Say that pytest takes the examples in docstrings for tests, those of what is in the namespace among them."""
    namespace = layout_named(planned.plan.layout).namespace(planned.plan)
    if namespace and collects_doctests(planned.analysis.project.root):
        folder = namespace.replace(".", "/")
        progress.warned(
            f"pytest collects the examples in docstrings, and would find those of the vendored code, which nobody "
            f"promises to pass: add --ignore-glob=*/{folder} to addopts (verify leaves them out)"
        )


def warn_stripped(decided: Plan, progress: Listener) -> None:
    """Name who reads docstrings or source text of vendored code that has lost them, or has what is for types run."""
    from vendorize.transform import checking_notes, text_notes  # noqa: PLC0415 - who only analyses needs no writer

    for note in (*checking_notes(decided), *text_notes(decided)):
        progress.warned(note)


def warn_listings(planned: PlannedAnalysis, progress: Listener) -> None:
    """Name where code of the project, or of its tests if these are analysed, lists modules and finds the namespace."""
    namespace = layout_named(planned.plan.layout).namespace(planned.plan)
    for place in self_listings(planned.analysis, planned.plan, namespace):
        beside = namespace.replace(".", "")
        progress.warned(
            f"{place}: lists the modules of a package that the namespace {namespace} is in, and will find that too; if "
            f'it must not, put it beside the package: tool.vendorize.namespace = "{beside}", and have it built, too'
        )


def self_listings(analysis: Analysis, decided: Plan, namespace: str) -> Iterator[str]:
    """Yield where first-party code lists the modules of the package around the namespace, or of one above it."""
    around = namespace.rpartition(".")[0]
    for module in decided.first_party if around else ():
        lines = {
            each.line
            for each in analysis.liveness.hazards.get(module.name, ())
            if (listed := _listed(analysis.modules[module.name], each)) and f"{around}.".startswith(f"{listed}.")
        }
        yield from (f"{module.relative}:{line}" for line in sorted(lines))


def _listed(module: LoadedModule, hazard: Hazard) -> str:
    """Return the package that a hazard of a module lists the modules of; empty if it does not, or is not known."""
    own = package_of(module.name, is_package=module.is_package)
    match hazard:
        case ModuleListing(own=True):
            return own
        case ModuleListing(package=package):
            name, dot, rest = package.partition(".")
            parts = module.summary.parts if isinstance(module.summary, ModuleSummary) else ()
            for ref in (ref for part in parts for ref in part.imports if name and ref.binds == name):
                taken = {"": name, ".": ref.module}.get(ref.name, f"{ref.module}.{ref.name}".lstrip("."))
                return absolute(own, ref.level, taken) + dot + rest
            return package
        case ComputedImport(form="listed", module=pattern) if not pattern.exact:
            # A package that was imported in the function itself.
            return pattern.placed(module.name, own).prefix.rstrip(".")
        case _:
            return ""


def warn_licences(decided: Plan, progress: Listener) -> None:
    """Name texts that metadata contradicts, and what asks for its licence to be that of the project's own package."""
    from vendorize.emit.texts import recognized  # noqa: PLC0415 - who only analyses needs no writer
    from vendorize.model.licenses import contradicts  # noqa: PLC0415

    for found in decided.distributions:
        if found.verdict == "unused":
            continue
        texts = tuple(recognized((one, found.location / one) for one in found.license_files))
        for one in texts:
            if contradicts(found.licenses, one.license):
                progress.warned(
                    f"{found.name} {found.version} states {', '.join(found.licenses)}, and its {one.relative} is the "
                    f"text of {one.license}: ask its authors; `vendorize check` finds it too (VZ813)"
                )
        if found.verdict == "extract" and layout_named(decided.layout).is_project:
            _warn_copyleft(found, found.licenses or tuple(one.license for one in texts), progress)


def _warn_copyleft(found: DistributionPlan, licenses: tuple[str, ...], progress: Listener) -> None:
    from vendorize.emit.headers import file_licences  # noqa: PLC0415 - as above
    from vendorize.model.licenses import is_copyleft  # noqa: PLC0415

    files = [one for one in file_licences(found) if is_copyleft(one.license)]
    stated = any(map(is_copyleft, licenses))
    if stated or files:
        some = f": {files[0].relative} ({files[0].license})" if not stated else f" ({', '.join(licenses)})"
        progress.warned(
            f"{found.name} {found.version}{some} becomes part of the project's own "
            "package, which its licence may then reach; as an external it stays apart, in the layout site too"
        )


def warn_other_versions(executed: Executed, decided: Plan, cold: Cold, progress: Listener) -> None:
    """Name what traces tell of in other versions than those that are there: code that has new names did not run there.

    There is one message for all distributions that may have cold code. Traces of several versions are fine where one
    of them is that which is there.
    """
    ran: dict[str, list[str]] = {}
    for key, version in sorted(executed.versions):
        ran.setdefault(key, []).append(version)
    stale = [
        one
        for one in decided.distributions
        if one.verdict == "extract"
        and cold.of(one.key) != "drop"
        and one.version not in ran.get(one.key, [one.version])
    ]
    if stale:
        first = stale[0]
        progress.warned(
            f"the traces tell of {first.name} {', '.join(ran[first.key])}{more_than_first(len(stale))}, and "
            f"{first.version} is installed: what has another name there is cold, as if it had never run; trace again"
        )


def warn_unused(analysis: Analysis, decided: Plan, progress: Listener) -> None:
    """Name what the project itself requires and the result lacks: it may do something by being installed."""
    for found in decided.distributions:
        if found.verdict != "unused" or found.key not in analysis.environment.direct:
            continue
        tops = analysis.environment.distribution(found.key).top_level
        if any(not absence(top, analysis.absent) for top in tops):
            progress.warned(
                f"{found.name} {found.version} is required by the project, but {found.why}: the result does not have "
                f'it; if it is needed all the same, add [[tool.vendorize.keep]] symbol = "{tops[0]}.*" reason = "...", '
                "else take the requirement out"
            )


def always_failing(imports: Iterable[AbsentImport]) -> Iterator[str]:
    """Say of each module that is declared absent, and imported where nothing catches the error, where that is first."""
    found: dict[str, list[AbsentImport]] = {}
    for each in imports:
        if not each.caught:
            found.setdefault(each.name, []).append(each)
    for name, places in found.items():
        more = more_than_first(len(places))
        first = places[0]
        yield f"{first.path}:{first.line}: imports {name}{more}, which is declared absent: this always fails"


def warn_unmatched(analysis: Analysis, settings: Settings, progress: Listener) -> None:
    """Name what the configuration speaks of and nothing here answers to."""
    for pattern in planning.unmatched_verbatim(analysis.project, settings.verbatim):
        progress.warned(f"tool.vendorize.verbatim: {pattern!r} matches no first-party module")
    for pattern in analysis.liveness.unmatched:
        progress.warned(f"the keep rule {pattern!r} matches nothing")
    imports = planning.absent_imports(analysis)
    for name in sorted(settings.analysis.absent - {each.name for each in imports}):
        progress.warned(f"{name} is declared absent, but nothing that runs imports it")
    for message in always_failing(imports):
        progress.warned(message)
    named = {
        *settings.analysis.external,
        *(name for name, _ in (*settings.analysis.granularities, *settings.analysis.natives)),
        *(name for name, _ in settings.strip.of_distributions),
        *(name for name, _ in (*settings.policy.denied_to, *settings.policy.allowed_to)),
    }
    for name in sorted(named - {found.key for found in analysis.environment.distributions}):
        progress.warned(f"the configuration names {name!r}, which is not installed")
