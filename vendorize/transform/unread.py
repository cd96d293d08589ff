"""Text that nobody in a result reads, so that it need not come back with cold code: docstrings, comments."""

from __future__ import annotations

import ast
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple, TypeGuard

from vendorize.model.cold import Unread
from vendorize.transform.docnames import ANYTHING, composed_in, given_in, rebound
from vendorize.transform.docowners import DocOwners
from vendorize.transform.docreads import Read, read_in
from vendorize.transform.docstrings import asserted_name
from vendorize.transform.documented import is_kept
from vendorize.transform.source import parse, read_source
from vendorize.transform.surroundings import CONTEXT_WORDS, reads_context_in
from vendorize_analysis.model.symbols import qualified_name
from vendorize_analysis.recursion import deeply
from vendorize_analysis.scanning.source import read_again

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from vendorize.model.bundle import BundleFile
    from vendorize.model.plan import DistributionPlan, ModulePlan, Plan

Function = ast.FunctionDef | ast.AsyncFunctionDef
_WORDS = (
    b"__doc__",
    b"help",
    b"getdoc",
    b"co_consts",
    b"shortDescription",
    b"doctest",
    b"pydoc",
    b"cmd",
    b"xmlrpc",
    b"getattr",
    b"attrgetter",
    b".__",
    b"update_wrapper",
)
"""One of them stands in each text that reads docstrings."""
_COMPILED = frozenset({".dll", ".dylib", ".pyc", ".pyd", ".so"})


class _Said(NamedTuple):
    """What the text of one module says, whatever of it is kept."""

    reads: tuple[Read, ...]
    """Those of what may be a function."""
    context: bool
    """It may read source text around lines that run."""
    given: frozenset[str]
    """Last names of what gets a docstring of something else."""
    bodies: tuple[tuple[int, int, str], ...]
    """First and last line of what stands in functions below their heads, and their names."""


def with_unread(plan: Plan) -> Plan:
    """Return a plan with what nobody reads there, if that is not known."""
    return plan if plan.unread is not None else replace(plan, unread=unread_in(plan))


def unread_in(plan: Plan) -> Unread:
    """Return what nobody reads in the result of a plan, where anything of it is cold.

    Code counts that may run: what is denied says so before it would read anything.
    """
    if all(one.cold == "drop" for one in plan.distributions):
        return Unread()
    modules = {one.name: one for one, _ in _modules(plan)}
    owners = _NamedDocs(modules)
    docstrings, comments, denied = not _read_elsewhere(plan), True, set[tuple[str, str]]()
    for module, policy in _modules(plan):
        found = _readings_of(module) if module.summary is not None else None
        if found is None:
            continue
        comments = comments and not found.context
        for read in found.reads:
            if not is_kept(module, read.line) or owners.knows(module.name, read.receiver):
                continue
            name = _denied(module, found, read.line) if policy == "deny" else None
            docstrings = docstrings and name is not None
            denied.add((module.name, name or ""))
    return Unread(docstrings=docstrings, comments=comments, denied=frozenset(denied) if docstrings else frozenset())


def is_denied(unread: Unread, files: Iterable[BundleFile]) -> bool:
    """Tell whether functions that would read docstrings are not in the result, as was taken for granted."""
    if not unread.denied:
        return True
    left = {file.origin: file.cold for file in files if file.cold is not None}
    return all(
        (cold := left.get(module)) is not None
        and (cold.whole or (name != "" and [one.name for one in cold.functions].count(name) == 1))
        for module, name in unread.denied
    )


class _NamedDocs:
    """Tells whose docstrings are their own where they are asked for by name: nothing gives them another one."""

    def __init__(self, modules: dict[str, ModulePlan]) -> None:
        self._modules = [one for one in modules.values() if one.summary is not None]
        self._owners = DocOwners(modules)
        self._given: frozenset[str] | None = None
        self._own: dict[str, bool] = {}

    def knows(self, module: str, receiver: tuple[str, ...]) -> bool:
        """Tell whether a docstring that is asked for is that of what has this name, wherever it is in the result."""
        whose = self._owners.whose(module, receiver)
        if not whose.is_known or not whose.name:
            return whose.is_known
        if whose.name not in self._own:
            self._own[whose.name] = self._is_own(whose.name)
        return self._own[whose.name]

    def _is_own(self, name: str) -> bool:
        if self._given is None:
            told = (said.given for one in self._modules if (said := _readings_of(one)) is not None)
            self._given = frozenset().union(*told)
        if self._given & {name, ANYTHING}:
            return False
        pattern = rebound(name)
        return not any(pattern.search(read_again(one.path, one.digest)) for one in self._modules)


def _modules(plan: Plan) -> Iterator[tuple[ModulePlan, str]]:
    """Yield the modules of a result, each with what its functions do that are cold."""
    yield from ((one, "drop") for one in plan.first_party)
    for one in plan.distributions:
        if one.verdict == "extract":
            yield from ((module, one.cold) for module in one.modules)


def _denied(module: ModulePlan, found: _Said, line: int) -> str | None:
    """Return the qualified name of the denied function that has a line in its body, if there is one.

    It is empty where the whole module is denied. Of functions that share a name none counts.
    """
    if module.cold_whole:
        return ""
    parts = module.summary.parts if module.summary is not None else ()
    inside = {(last, name) for first, last, name in found.bodies if first <= line <= last}
    for part in parts if not module.functions_stay("deny") else ():  # outermost first
        is_around = part.kind == "def" and part.span.line <= line <= part.span.end_line
        if is_around and part.index in module.cold and (part.span.end_line, part.name) in inside:
            name = qualified_name(parts, part.index)
            same = [one for one in module.kept_parts() if one.name == part.name and one.kind == "def"]
            return name if sum(qualified_name(parts, one.index) == name for one in same) == 1 else None
    return None


def _readings_of(module: ModulePlan) -> _Said | None:
    content = read_again(module.path, module.digest)
    if not any(word in content for word in (*_WORDS, *CONTEXT_WORDS)):
        return None
    return deeply(_readings, module.path, module.digest, module.name)


@lru_cache(maxsize=4096)
def _readings(path: Path, digest: str, name: str) -> _Said:
    tree = parse(read_source(read_again(path, digest), name).text, name)
    reads = [one for one in read_in(tree, caught=True) if not (one.is_copy or one.is_name)]
    reads += [Read(node.lineno, ()) for node in ast.walk(tree) if _asserts(node)]
    reads += [Read(line, ()) for line in composed_in(tree)]
    bodies = (_body(node) for node in ast.walk(tree) if isinstance(node, Function))
    return _Said(tuple(reads), reads_context_in(tree), given_in(tree), tuple(bodies))


def _asserts(node: ast.AST) -> TypeGuard[ast.Assert]:
    return isinstance(node, ast.Assert) and bool(asserted_name(node))


def _body(node: Function) -> tuple[int, int, str]:
    """Return the first line of a function that has nothing of its head, its last one, and its name."""
    given = [*ast.walk(node.args), *([node.returns] if node.returns else []), *node.decorator_list]
    ends = (getattr(one, "end_lineno", 0) or 0 for one in given)
    return max(node.lineno, node.body[0].lineno - 1, *ends) + 1, node.end_lineno or node.lineno, node.name


def _read_elsewhere(plan: Plan) -> bool:
    """Tell whether what is no module of the result may read docstrings: code that stays, and templates."""
    data = (*plan.first_party_data, *(file for one in plan.distributions for file in one.data))
    texts = (file.path for file in data if file.path.suffix not in _COMPILED and file.path.is_file())
    return any(map(_stays_and_reads, plan.distributions)) or any(_says(path.read_bytes()) for path in texts)


def _says(content: bytes) -> bool:
    """Tell whether a text that may be run or filled in asks for docstrings."""
    return b"__doc__" in content or b"getdoc" in content


def _stays_and_reads(one: DistributionPlan) -> bool:
    """Tell whether a distribution that stays as it is installed may read docstrings; compiled code is not looked at."""
    if one.verdict != "external":
        return False
    files = (one.location / file for file in one.files if file.endswith(".py"))
    return any(_reads(file.read_bytes()) for file in files if file.is_file())


def _reads(content: bytes) -> bool:
    if not any(word in content for word in _WORDS):
        return False
    try:
        return bool(read_in(ast.parse(content), caught=True))
    except (SyntaxError, ValueError, RecursionError):
        return True
