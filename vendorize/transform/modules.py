"""One module at a time: cut, rewrite, mark, prove."""

from __future__ import annotations

import ast
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from vendorize.model.stripping import may_lose_text
from vendorize.transform.absence import check_dynamic
from vendorize.transform.aliases import trim_aliases
from vendorize.transform.bare import Stripping, without_text
from vendorize.transform.blank import without_empty_lines
from vendorize.transform.changes import Change, Changer, Context, statements
from vendorize.transform.coldmodules import cool_module, module_stub
from vendorize.transform.cutters import cut_module
from vendorize.transform.deferring import defer
from vendorize.transform.dynamic import rewrite_dynamic
from vendorize.transform.exports import rewrite_exports
from vendorize.transform.expressions import asking
from vendorize.transform.header import header_edit, origin_line, written_by
from vendorize.transform.imports import rewrite_imports
from vendorize.transform.keys import rewrite_keys
from vendorize.transform.lazily import lazily
from vendorize.transform.linemap import MappedText, runs, unchanged
from vendorize.transform.opening import opened, opening, opening_edit
from vendorize.transform.proof import check_written
from vendorize.transform.removal import class_line, mark_classes, trailer, trailer_edit
from vendorize.transform.source import Offsets, Source, parse, read_source
from vendorize.transform.stubs import cool
from vendorize.transform.texts import makes_code
from vendorize.transform.typechecking import names_for_checkers, without_typing
from vendorize.transform.typingnames import TypingNames

if TYPE_CHECKING:
    from vendorize.model.bundle import LineRun
    from vendorize.model.cold import ColdModule
    from vendorize.model.plan import DistributionPlan, ModulePlan
    from vendorize_analysis.model.deferral import Deferral


class RewrittenModule(NamedTuple):
    """A module of the result."""

    content: bytes
    lines: tuple[LineRun, ...] | None
    """Where its lines are from; None where nothing about it changed."""
    cold: ColdModule | None = None
    """What left it, to come back."""
    stripped: int = 0
    """Bytes of text that went though what it stood at stays."""
    deferrals: tuple[Deferral, ...] = ()
    """Its imports that are to wait, each with the reason why it does not."""


def rewrite_module(
    plan: ModulePlan,
    content: bytes,
    distribution: DistributionPlan | None,
    *,
    strings: frozenset[str],
    context: Context,
) -> RewrittenModule:
    """Return the new bytes of a module; the very same ones if nothing about it changes.

    `strings` are those of its constants that name modules.
    """
    done, deferrals = _rewrite(plan, content, distribution, strings=strings, context=context)
    return done._replace(deferrals=deferrals)


def _rewrite(
    plan: ModulePlan,
    content: bytes,
    distribution: DistributionPlan | None,
    *,
    strings: frozenset[str],
    context: Context,
) -> tuple[RewrittenModule, tuple[Deferral, ...]]:
    names = TypingNames()
    if distribution and "typing" in distribution.strip and may_lose_text(plan):
        names = names_for_checkers(content, plan.name, conditions=not context.sets_checking)
        plan = without_typing(plan, content, names, overloads=not context.signatures)
    source = read_source(content, plan.name)
    origin = f"{distribution.name} {distribution.version}" if distribution else f"{context.project} itself"
    mapped, expected = MappedText(source.text, unchanged(source.text)), None
    if _looks_inside(plan, context):
        mapped, expected = _rewritten(plan, source, origin, context=context)
    mapped, expected, deferrals = defer(mapped, expected, plan, newline=source.newline, support=context.support)
    first = (opening(plan, origin, strings, context), asking(plan, mapped.text, context))
    if any(first):
        tree, line = parse(mapped.text, plan.name), "; ".join(filter(None, first))
        edit = opening_edit(mapped.text, tree, line, newline=source.newline)
        mapped, expected = mapped.edited([edit]), opened(expected or tree, line)
    if line := trailer(plan, origin, context):
        expected = expected or parse(mapped.text, plan.name)
        expected.body += statements(line)
        mapped = mapped.edited([trailer_edit(mapped.text, line, source.newline)])
    if not distribution:
        return _finished(plan, source, mapped, expected, deferrals), deferrals
    return _vendored(_Laid(plan, source, mapped, expected, names), distribution, deferrals, context), deferrals


class _Laid(NamedTuple):
    """A module with the lines of ours, and what it must be parsed to if it differs from what was proved already."""

    plan: ModulePlan
    source: Source
    mapped: MappedText
    expected: ast.Module | None
    names: TypingNames
    """What type checkers read of it, where that goes."""


def _vendored(
    laid: _Laid, distribution: DistributionPlan, deferrals: tuple[Deferral, ...], context: Context
) -> RewrittenModule:
    """Return vendored code: without text that is stripped, cold code apart, with a line that says where it is from."""
    plan, source, mapped, expected, names = laid
    kinds, policy, stays = distribution.strip, distribution.cold, plan.functions_stay("deny")
    if policy == "deny" and not stays:
        kinds |= {"comments"}  # nobody runs them, and nobody asks for the text of this module
    unread = context.may_lose_docstrings(policy) and not stays
    if (kinds or unread) and may_lose_text(plan):
        how = Stripping(kinds, source.newline, names, functions=unread, numbered=not kinds)
        mapped, expected = without_text(mapped, expected, plan, how, context)
    lost = len(laid.mapped.text) - len(mapped.text)
    if cold := _cold(plan, mapped, distribution, source, context):
        _proved(source.encoded(mapped.text), source, expected, plan.name)
        return cold._replace(stripped=lost)
    mapped = _headed(plan, mapped, distribution, source.newline)
    return _finished(plan, source, mapped, expected, deferrals)._replace(stripped=lost)


def _finished(
    plan: ModulePlan,
    source: Source,
    mapped: MappedText,
    expected: ast.Module | None,
    deferrals: tuple[Deferral, ...],
) -> RewrittenModule:
    """Return a module as it is written, proved; the bytes of the original where nothing about it changes."""
    if mapped.text != source.text:
        _proved(source.encoded(mapped.text), source, expected, plan.name)
    mapped = lazily(mapped, deferrals, plan.name)
    return RewrittenModule(source.encoded(mapped.text), runs(mapped.lines) if mapped.text != source.text else None)


def _headed(plan: ModulePlan, mapped: MappedText, distribution: DistributionPlan, newline: bytes) -> MappedText:
    """Return the text of vendored code with the line that says where it is from."""
    if plan.by_path:
        return mapped
    lines = origin_line(distribution, plan.relative), *written_by(distribution, plan.name, mapped.text)
    header = header_edit(mapped.text, newline.join(lines), newline)
    return mapped.edited([header]) if header else mapped


def _cold(
    plan: ModulePlan, mapped: MappedText, distribution: DistributionPlan, source: Source, context: Context
) -> RewrittenModule | None:
    """Return a module that leaves its file, or functions of which do; None where nothing is cold, or can be."""
    why = ""
    if plan.cold_whole:
        left = _left(plan, mapped, distribution, source, context)
        if isinstance(left, RewrittenModule):
            return left
        why = left
    if not plan.cold or plan.functions_stay(distribution.cold):
        return None
    cooled, cold = _cooled(plan, mapped, distribution, newline=source.newline, context=context)
    if cold is None:
        return None
    cold = replace(cold, warm=(*cold.warm, (plan.name, why))) if why else cold
    if cold.policy == "deny" and not plan.by_path:
        cooled, cold = without_empty_lines(cooled, cold, plan.name)
    return RewrittenModule(source.encoded(cooled.text), runs(cooled.lines), cold)


def _left(
    plan: ModulePlan, mapped: MappedText, distribution: DistributionPlan, source: Source, context: Context
) -> RewrittenModule | str:
    """Return a module of which one line stays that runs it from the archive, or why it has to stay."""
    stub = module_stub(context.cold_keys[plan.name], context.support, distribution.cold, distribution)
    mapped = _headed(plan, mapped, distribution, source.newline)
    cold = cool_module(mapped.text, plan, distribution.cold, stub=stub, context=context)
    if isinstance(cold, str):
        return cold
    return RewrittenModule(stub + source.newline, runs(mapped.lines), cold)


def _cooled(
    plan: ModulePlan, mapped: MappedText, distribution: DistributionPlan, *, newline: bytes, context: Context
) -> tuple[MappedText, ColdModule | None]:
    """Return a module whose first statement has loading ready, with stubs, and with what left it, if anything did."""
    first = f"__import__({context.support!a})"
    before = parse(mapped.text, plan.name)
    edit = opening_edit(mapped.text, before, first, newline=newline)
    ready = mapped.edited([edit])
    check_written(opened(before, first), parse(ready.text, plan.name), plan.name)
    ready = _headed(plan, ready, distribution, newline)
    return cool(ready, plan, distribution.cold, context=context, newline=newline)


def _proved(result: bytes, source: Source, expected: ast.Module | None, name: str) -> bytes:
    """Return written bytes that Python reads as expected; raises `InternalError` for others."""
    if expected is not None:
        check_written(expected, parse(source.read_back(result), name), name)
    return result


def _looks_inside(plan: ModulePlan, context: Context) -> bool:
    decisions = (plan.keep, plan.names, plan.exports)
    return any(decision is not None for decision in decisions) or bool(
        plan.removed_members or context.moved or context.absent
    )


def _rewritten(
    plan: ModulePlan, source: Source, origin: str, *, context: Context
) -> tuple[MappedText, ast.Module | None]:
    """Return the text, and the syntax tree that it must have if it differs from what was proved already."""
    done = cut_module(plan, source)
    offsets = Offsets(done.mapped.text)
    changes: list[Change] = []
    trimmed = trim_aliases(done.tree, plan, context)
    changes += rewrite_imports(done.tree, offsets, trimmed, context)
    if plan.exports is not None:
        changes += rewrite_exports(done.tree, offsets, plan.exports)
    if context.moved:
        changes += rewrite_dynamic(
            done.tree, offsets, context, code=makes_code(plan), handed=plan.distribution in context.runs_text
        )
        changes += rewrite_keys(done.tree, offsets, context, changed=[change.node for change in changes])
    elif context.absent:
        changes += check_dynamic(done.tree, offsets, context)
    for node, line in mark_classes(plan, origin, context, nodes=done.nodes, parts=done.parts):
        changes.append(class_line(node, line, offsets, source.newline))
    if not changes:
        return done.mapped, None
    mapped = done.mapped.edited([edit for change in changes for edit in change.edits])
    expected = Changer(changes).visit(done.tree)
    assert isinstance(expected, ast.Module)  # noqa: S101 - no change is about the module node
    return mapped, expected
