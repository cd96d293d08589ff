"""Say of a result with rewrites where its lines are from, and who wrote them."""

from __future__ import annotations

from dataclasses import replace
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from vendorize.model.bundle import Bundle, LineRun, Origin
from vendorize.model.plan import RewrittenFunction
from vendorize.rewrites.written import written_functions
from vendorize_analysis.reading import read_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from vendorize.model.bundle import BundleFile
    from vendorize.model.plan import DistributionPlan, ModulePlan, Plan
    from vendorize_analysis.model.environment import Environment


def with_rewritten(plan: Plan, environment: Environment) -> Plan:
    """Return a plan whose distributions say which of their functions a model wrote."""
    if not environment.replaced:
        return plan
    return replace(plan, distributions=tuple(_noted(one, environment.replaced) for one in plan.distributions))


def _noted(one: DistributionPlan, replaced: Mapping[Path, Path]) -> DistributionPlan:
    found = (module for module in one.modules if module.path in replaced)
    return replace(one, rewritten=tuple(written for module in found for written in _of(module.name, module.path)))


def _of(module: str, path: Path) -> Iterator[RewrittenFunction]:
    for first, last, node, model, place in written_functions(read_bytes(path)):
        yield RewrittenFunction(module, node, model, place, (first, last))


def with_lines(plan: Plan, code: Bundle) -> Plan:
    """Return a plan that says in which lines of the result a model's functions are; not of those that were cut."""
    if not any(one.rewritten for one in plan.distributions):
        return plan
    files = {(file.distribution, file.origin): file for file in code.files}

    def found(one: DistributionPlan) -> Iterator[RewrittenFunction]:
        for written in one.rewritten:
            file = files.get((one.key, written.module))
            content = file.content if file is not None and isinstance(file.content, bytes) else b""
            for first, last, name, _, _ in written_functions(content):
                if name == written.name:
                    yield written._replace(lines=(first, last))

    made = (replace(one, rewritten=tuple(found(one))) if one.rewritten else one for one in plan.distributions)
    return replace(plan, distributions=tuple(made))


def as_installed(plan: Plan, environment: Environment) -> Plan:
    """Return a plan whose modules have the files that are installed."""
    if not environment.replaced:
        return plan

    def module(one: ModulePlan) -> ModulePlan:
        return replace(one, path=environment.replaced.get(one.path, one.path))

    found = (replace(one, modules=tuple(map(module, one.modules))) for one in plan.distributions)
    return replace(plan, distributions=tuple(found))


def carried_back(code: Bundle, plan: Plan, environment: Environment) -> Bundle:
    """Return a result whose lines are said to be from the installed files, those of a model from none."""
    if not environment.replaced:
        return code
    paths = {(one.key, module.name): module.path for one in plan.distributions for module in one.modules}

    def file(one: BundleFile) -> BundleFile:
        path = paths.get((one.distribution, one.origin))
        installed = environment.replaced.get(path) if path is not None else None
        if installed is None or path is None or one.source is None:
            return one
        return replace(one, source=_back(one.source, read_bytes(installed), read_bytes(path)))

    return Bundle(tuple(map(file, code.files)))


def _back(origin: Origin, installed: bytes, read: bytes) -> Origin:
    old, new = installed.splitlines(), read.splitlines()
    known: dict[int, int] = {}
    for block in SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks():
        known |= {block.b + offset + 1: block.a + offset + 1 for offset in range(block.size)}
    runs = (LineRun(1, 1, len(new)),) if origin.lines is None else origin.lines
    found: list[LineRun] = []
    for run in runs:
        for offset in range(run.length):
            line, original = run.line + offset, known.get(run.original + offset, 0)
            if original and found and found[-1].follows(line, original):
                found[-1] = found[-1].longer()
            elif original:
                found.append(LineRun(line, original, 1))
    return Origin(origin.relative, tuple(found))
