"""Packed modules: those of which nothing but their own level runs have one line in their file, the archive the rest.

They run as they did, from the archive, where the same text takes a quarter of the bytes; what is cold in them is a stub
in that text. With `--compile` the bytecode beside the file is that of the text, so that nothing is unpacked.
"""

from __future__ import annotations

import ast
from dataclasses import replace
from typing import TYPE_CHECKING

from vendorize.layouts import layout_named
from vendorize.model.bundle import Bundle
from vendorize.model.cold import PackedLevel
from vendorize.model.stripping import MAIN, may_read_itself
from vendorize.transform.archive import size_in_archive
from vendorize.transform.coldmodules import module_stub
from vendorize.transform.compiling import compiled
from vendorize.transform.forms import looks_at_importers
from vendorize.transform.lookers import lookers_of
from vendorize.transform.opening import opened, opening_edit
from vendorize.transform.programs import runs_programs
from vendorize.transform.proof import check_written
from vendorize.transform.source import apply, parse, read_source
from vendorize.transform.words import cold_keys
from vendorize_analysis.recursion import deeply

if TYPE_CHECKING:
    from collections.abc import Iterable

    from vendorize.model.bundle import BundleFile
    from vendorize.model.plan import DistributionPlan, ModulePlan, Plan

LEAST = 200
"""Bytes that a module has to save: reading it from the archive takes a tenth of a millisecond."""
LOADER = 6_000
"""Bytes that all have to save where nothing else is in an archive, since the support module then has to read one."""


def with_packed(plan: Plan, code: Bundle) -> Bundle:
    """Return the modules of a result with one line in place of those that are packed, if that makes it smaller."""
    packer = _Packer(plan, code)
    done = {file.relative: found for file in code.files if (found := packer.packed(file)) is not None}
    stays = any(file.cold is not None and file.cold.policy != "deny" for file in code.files)
    if not stays and sum(packer.saved.values()) < LOADER:
        return code
    return Bundle(tuple(done.get(file.relative, file) for file in code.files))


def cold_names(plan: Plan) -> Iterable[str]:
    """Yield the names of modules that may be cold, or are denied."""
    for one in plan.distributions:
        if one.cold != "drop":
            yield from (module.name for module in one.modules)
            yield from (compiled.name for compiled in one.denied)


class _Packer:
    """Packs the modules of one result."""

    def __init__(self, plan: Plan, code: Bundle) -> None:
        self.saved: dict[str, int] = {}
        self._result = plan, code
        self._programs: bool | None = None
        self._keys = cold_keys(cold_names(plan))
        self._support = layout_named(plan.layout).support(plan)
        self._modules: dict[tuple[str, str], tuple[DistributionPlan, ModulePlan]] = {}
        for one in () if plan.hoist else plan.distributions:
            found = (each for each in one.modules if each.name in one.level and not each.functions_stay(one.cold))
            self._modules |= {(one.key, each.name): (one, each) for each in found}
        self._lookers = lookers_of(plan) if self._modules else frozenset[str]()

    def packed(self, file: BundleFile) -> BundleFile | None:
        """Return a module that is packed; None for one that is not."""
        distribution, plan = self._modules.get((file.distribution, file.origin), (None, None))
        if distribution is None or plan is None or not isinstance(file.content, bytes) or file.patched is not None:
            return None
        if (file.cold is not None and file.cold.whole) or len(file.content) < LEAST:
            return None
        text = None if deeply(self._reads_itself, plan, file.content) else deeply(self._text, file.content, plan.name)
        if text is None:
            return None
        key = self._keys[plan.name]
        stub = module_stub(key, self._support, "load", distribution) + b"\n"
        found = replace(file, content=stub, packed=PackedLevel(key, text))
        before, after = len(file.content) + size_in_archive(file), len(stub) + size_in_archive(found)
        if before - after < LEAST:
            return None
        self.saved[file.relative] = before - after
        return found

    def _reads_itself(self, plan: ModulePlan, content: bytes) -> bool:
        """Tell whether a module may read its own file: when it is run as a program, too, if anything may do that."""
        if not may_read_itself(plan):
            return False
        if self._programs is None:
            self._programs = runs_programs(*self._result)
        if self._programs or may_read_itself(plan, as_program=False):
            return True
        # What is under `else` runs whenever that is not the case.
        nodes = ast.walk(parse(read_source(content, plan.name).text, plan.name))
        return any(isinstance(one, ast.If) and one.orelse and MAIN in ast.unparse(one.test) for one in nodes)

    def _text(self, content: bytes, name: str) -> bytes | None:
        """Return the text of a module as it runs from the archive; None where it may see that it does."""
        source = read_source(content, name)
        tree = parse(source.text, name)
        if compiled(source.text) is None or looks_at_importers(tree, self._lookers):
            return None
        text, first = source.text, f"__import__({self._support!a})"
        if first.encode() not in text:
            lines = text.count(source.newline)
            text = apply(text, [opening_edit(text, tree, first, newline=source.newline)])
            check_written(opened(tree, first), parse(text, name), name)
            if text.count(source.newline) != lines:
                return None  # numbers of lines have been told already
        return b"\n".join(line.rstrip(b"\r\n") for line in text.splitlines(keepends=True)) + b"\n"
