"""Carry a plan out on source text: cut, rewrite imports, mark what was removed, and prove each file."""

from __future__ import annotations

from dataclasses import replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from vendorize.layouts import layout_named
from vendorize.model.bundle import Bundle, BundleFile, Origin
from vendorize.model.cold import ALL_READ
from vendorize.model.stripping import may_lose_text
from vendorize.transform.archive import archive_of
from vendorize.transform.behind import counted_behind
from vendorize.transform.changes import Context
from vendorize.transform.coldmodules import denied_compiled
from vendorize.transform.documented import caught, checking_is_set, checking_notes, documented, text_notes
from vendorize.transform.ending import called_at_end_elsewhere
from vendorize.transform.gone import gone_source
from vendorize.transform.loading import support_end
from vendorize.transform.lookers import lookers_of
from vendorize.transform.modules import rewrite_module
from vendorize.transform.opening import asked_early
from vendorize.transform.packing import cold_names, with_packed
from vendorize.transform.support import support_source
from vendorize.transform.tailoring import tailored
from vendorize.transform.texts import makes_code
from vendorize.transform.unread import is_denied, with_unread
from vendorize.transform.words import cold_keys
from vendorize_analysis.errors import UserError
from vendorize_analysis.model.events import Listener, Silent
from vendorize_analysis.recursion import deeply
from vendorize_analysis.scanning.source import read_again

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vendorize.model.plan import DistributionPlan, ModulePlan, Plan

__all__ = [
    "archive_of",
    "checking_notes",
    "gone_source",
    "support_end",
    "support_source",
    "tailored",
    "text_notes",
    "transform",
    "with_packed",
]


def transform(plan: Plan, progress: Listener = Silent()) -> Bundle:  # noqa: B008 - it has no state
    """Return the modules of the result; data files, metadata and the support module are the next stage's."""
    progress.stage_started("transform")
    context = _context(plan := with_unread(plan))
    files = _files(plan, context, progress)
    if not is_denied(context.unread, files.values()):
        files = _files(plan, replace(context, unread=ALL_READ._replace(comments=context.unread.comments)), progress)
    files |= {file.relative: file for file in denied_compiled(plan, context)}
    return Bundle(tuple(files[relative] for relative in sorted(files)))


def _files(plan: Plan, context: Context, progress: Listener) -> dict[str, BundleFile]:
    """Return the modules by their paths in the result."""
    strings = dict(plan.strings)
    planned = list(_modules(plan))
    files: dict[str, BundleFile] = {}
    for count, (module, distribution) in enumerate(planned, 1):
        relative = _place(module, context)
        if relative in files:
            second = f"the one of {module.distribution!r} is left out"
            progress.warned(f"{relative}: two distributions have this file; {second}")
            continue
        content = read_again(module.path, module.digest)
        if module.summary is not None:
            named = strings.get(module.name, frozenset())
            done = deeply(rewrite_module, module, content, distribution, strings=named, context=context)
            source = Origin(module.relative, done.lines)
            place = (relative, done.content, module.distribution, module.name)
            stripped = tuple(sorted(distribution.strip)) if distribution and may_lose_text(module) else ()
            file = BundleFile(*place, source=source, cold=done.cold, deferrals=done.deferrals)
            files[relative] = replace(file, stripped=stripped, lost=done.stripped)
        else:
            source = Origin(module.relative, None)
            files[relative] = BundleFile(relative, module.path, module.distribution, module.name, source=source)
        progress.progressed(count, len(planned), module.name)
    return files


def _asked_early(plan: Plan) -> Iterator[str]:
    yield from asked_early(plan.first_party)
    for one in plan.distributions:
        yield from asked_early(one.modules)


def _context(plan: Plan) -> Context:
    layout = layout_named(plan.layout)
    short = (name for one in plan.distributions if one.verdict == "extract" for name in one.short_names)
    return Context(
        project=plan.project_name,
        modules=frozenset((*(module.name for module, _ in _modules(plan)), *short)),
        support=layout.support(plan),
        namespace=layout.namespace(plan),
        moved=layout.moved(plan),
        absent=plan.absent,
        gone=tuple(name for name, _ in plan.gone),
        asked_early=frozenset(_asked_early(plan)),
        vendors=any(one.verdict == "extract" for one in plan.distributions),
        others_ask=bool(plan.asking),
        starts=layout.lies_on_path and plan.starts(),
        runs_text=frozenset(one.key for one in plan.distributions if any(map(makes_code, one.modules))),
        cold_keys=cold_keys(cold_names(plan)),
        documented=documented(plan),
        caught=caught(plan),
        signatures=plan.signatures,
        sets_checking=checking_is_set(plan),
        prepares=plan.prepares is not None,
        lookers=lookers_of(plan),
        counted_behind=counted_behind(plan),
        marks_kinds=plan.marks_kinds,
        unread=plan.unread or ALL_READ,
        called_at_end=called_at_end_elsewhere(plan),
    )


def _modules(plan: Plan) -> Iterator[tuple[ModulePlan, DistributionPlan | None]]:
    for module in plan.first_party:
        yield module, None
    for distribution in plan.distributions:
        if distribution.verdict == "extract":
            for module in distribution.modules:
                yield module, distribution


def _place(module: ModulePlan, context: Context) -> str:
    """Return the path of a module in the result."""
    path = PurePosixPath(module.relative)
    if path.is_absolute() or ".." in path.parts or "\\" in module.relative or not path.parts:
        raise UserError(
            f"{module.name}: its path {module.relative!r} leads out of its folder", hint="install its distribution anew"
        )
    if context.namespace and module.distribution and module.name.partition(".")[0] in context.moved:
        return str(PurePosixPath(*context.namespace.split("."), path))
    return str(path)
