"""Cold modules: one line in their file that runs them from the archive, and the text that went there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendorize.model.bundle import BundleFile
from vendorize.model.cold import ColdFunction, ColdModule
from vendorize.model.stripping import may_read_itself
from vendorize.transform.comments import comments_unseen
from vendorize.transform.compiling import compiled
from vendorize.transform.forms import looks_at_importers
from vendorize.transform.header import origin_behind
from vendorize.transform.source import Offsets, parse
from vendorize.transform.stubs import functions_of
from vendorize.transform.words import cold_name
from vendorize_analysis.model.symbols import qualified_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vendorize.model.cold import ColdPolicy
    from vendorize.model.plan import DistributionPlan, ModulePlan, Plan
    from vendorize.transform.changes import Context


def module_stub(key: str, support: str, policy: ColdPolicy, distribution: DistributionPlan) -> bytes:
    """Return the line that has loading ready, and runs the text of the module with this key as if it stood there.

    It is an expression, so that the module has no names but its own, and runs the text where it runs itself: who runs
    a file may give it two namespaces. Behind it stands where it is from. Of a module that is denied nothing runs:
    asking for it raises.
    """
    origin = origin_behind(distribution)
    asks = f"{cold_name(support)}({key!a})"
    return f"__import__({support!a}), {asks if policy == 'deny' else f'exec({asks})'}".encode() + origin


def denied_compiled(plan: Plan, context: Context) -> Iterator[BundleFile]:
    """Yield the files that stand in for compiled modules that are denied: importing one says so.

    The error for it goes by the name of the module, and there is nothing of it in the archive.
    """
    for one in plan.distributions:
        for each in one.denied:
            key = context.cold_keys[each.name]
            line = module_stub(key, context.support, "deny", one)
            cold = ColdModule("deny", (), b"", key=key, whole=True)
            path = one.location / each.relative
            yield BundleFile(each.stub, line + b"\n", one.key, each.name, made_from=path, cold=cold)


def cool_module(
    text: bytes, plan: ModulePlan, policy: ColdPolicy, *, stub: bytes, context: Context
) -> ColdModule | str:
    """Return a whole module for the archive, or why it stays; no reason where its stub would be no shorter.

    `stub` is the line that stands for it; comments that nobody sees go.
    """
    runs = policy != "deny"
    code = compiled(text) if runs else None
    if runs and len(text) <= len(stub):
        return ""
    if runs and code is None:
        return "this Python does not compile it"
    if runs and may_read_itself(plan):
        return "it may read its own file"
    tree = parse(text, plan.name)
    if runs and (looking := looks_at_importers(tree, context.lookers)):
        return f"it may look at who called it: {looking}"
    parts, offsets = plan.summary.parts if plan.summary is not None else (), Offsets(text)
    functions = tuple(
        ColdFunction(qualified_name(parts, index), offsets.first_line(node), node.end_lineno or node.lineno)
        for index, node in functions_of(tree, plan)
    )
    lines = [line.rstrip(b"\r\n") for line in text.splitlines(keepends=True)]
    for number in comments_unseen(tree, offsets, code) if code is not None and context.may_lose_comments(plan) else ():
        lines[number - 1] = b""
    defined = sum(part.functions for part in plan.kept_parts())
    return ColdModule(
        policy, functions, b"\n".join(lines) + b"\n", key=context.cold_keys[plan.name], whole=True, defined=defined
    )
