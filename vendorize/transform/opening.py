"""What first-party modules do before anything else, where a result needs it.

Those that name moved modules in strings load the namespace, because it serves the names; so do those that use a module
of the standard library which loads a moved one by its name (`zoneinfo` reads `tzdata`), or that ask for metadata. Those
that a process may load first have the `.pth` files of the result read: Python does not look for any on `PYTHONPATH`,
nor without `site`. Those of anybody that may ask by a computed name for a module that went load what says so; where
what stays as it is installed may ask, the modules that a process may load first do. A package of which a module went
answers for it from its first line on where code of its distribution may ask by a computed name while it is imported,
and from its last one elsewhere.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from vendorize.model.asking import beginnings, may_begin, may_name
from vendorize.transform.changes import Context, member, statements
from vendorize.transform.removal import removed_modules
from vendorize.transform.source import Edit, Offsets
from vendorize_analysis.tables.stdlib import implied_modules

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from vendorize.model.plan import ModulePlan

_METADATA = frozenset({"importlib.metadata", "importlib_metadata", "pkg_resources"})


def opening(plan: ModulePlan, origin: str, named: frozenset[str], context: Context) -> str:
    """Return the statements for a module, whose strings name the modules `named`; empty for most."""
    answers = removed_modules(plan, origin, context) if plan.name in context.asked_early else ""
    return "; ".join(filter(None, (_loading(plan, named, context), answers)))


def asked_early(plans: Collection[ModulePlan]) -> Iterator[str]:
    """Yield the packages of a distribution whose code may ask for their removed modules by a computed name.

    Whether it does so while they are imported is not known.
    """
    begins = frozenset[str]().union(*(beginnings(one, one.kept_parts()) for one in plans))
    for one in plans:
        if not one.by_path and any(may_begin(f"{one.name}.{name}", begins) for name in one.removed_modules):
            yield one.name


def _loading(plan: ModulePlan, named: frozenset[str], context: Context) -> str:
    may_ask = may_ask_for_gone(plan, context.gone)
    if not may_ask and not plan.distribution and context.others_ask:
        may_ask = not plan.by_path and _may_be_first(plan, context)
    asks = f"__import__({context.support!a})" if may_ask else ""
    if plan.distribution:
        return asks
    if context.starts and _may_be_first(plan, context):
        return f"{member(context, 'start')}()"
    asks_metadata = context.vendors and _asks_metadata(plan)
    needed = bool(context.namespace) and (asks_metadata or any(map(context.moves, named | _implied(plan))))
    return "; ".join(filter(None, (f"__import__({context.namespace!a})" if needed else "", asks)))


def may_ask_for_gone(plan: ModulePlan, gone: Iterable[str]) -> bool:
    """Tell whether code of a module imports by a computed name what may be one of the modules that went, or below."""
    return not plan.by_path and may_name(plan, plan.kept_parts(), gone)


def _may_be_first(plan: ModulePlan, context: Context) -> bool:
    """Tell whether no package around a module runs before it, or it may be started as a program by its path."""
    return plan.is_program or plan.name.rpartition(".")[0] not in context.modules


def _implied(plan: ModulePlan) -> frozenset[str]:
    """Find the packages that the standard library loads for what a module imports, anywhere in it."""
    parts = plan.summary.parts if plan.summary is not None else ()
    imported = {one.module for part in parts for one in part.imports if not one.level}
    return frozenset(name for module in imported for name in implied_modules(module))


def _asks_metadata(plan: ModulePlan) -> bool:
    """Tell whether a module may ask for the metadata of distributions, which the namespace serves, too."""
    imports = [one for part in plan.kept_parts() for one in part.imports if not one.level]
    return any(not {one.module, f"{one.module}.{one.name}"}.isdisjoint(_METADATA) for one in imports)


def opening_edit(text: bytes, tree: ast.Module, statement: str, *, newline: bytes) -> Edit:
    """Return what puts the statement before the first one that does something, on its line if the grammar allows.

    `tree` is the syntax tree of the text.
    """
    offsets, line = Offsets(text), statement.encode()
    if not tree.body:  # nothing but comments, if anything
        above = b"" if not text or text.endswith((b"\n", b"\r")) else newline
        return Edit(len(text), len(text), above + line + newline)
    count = _leading(tree)
    if count < len(tree.body) and not _is_compound(tree.body[count]):
        at, new = offsets.start(tree.body[count]), line + b"; "
    elif count:
        at, new = offsets.end(tree.body[count - 1]), b"; " + line
    else:
        at, new = offsets.starts[offsets.first_line(tree.body[0]) - 1], line + newline
    return Edit(at, at, new)


def opened(tree: ast.Module, statement: str) -> ast.Module:
    """Return the syntax tree that has the statement there."""
    count = _leading(tree)
    tree.body[count:count] = statements(statement)
    return tree


def _leading(tree: ast.Module) -> int:
    """Return how many statements must stay first: the docstring and imports from `__future__`."""
    count = 0
    for node in tree.body:
        match node:
            case ast.Expr(value=ast.Constant(value=str())) if count == 0:
                count += 1
            case ast.ImportFrom(module="__future__", level=0):
                count += 1
            case _:
                break
    return count


def _is_compound(node: ast.stmt) -> bool:
    return hasattr(node, "body") or isinstance(node, ast.Match)
