"""What a rewriting is: text edits, and what they turn a syntax tree into."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from vendorize.model.cold import ALL_READ
from vendorize_analysis.model.names import absence

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from vendorize.model.cold import ColdPolicy, Unread
    from vendorize.model.plan import ModulePlan
    from vendorize.transform.source import Edit


@dataclass(frozen=True, slots=True)
class Change:
    """A change of one node, said twice: as text, and as a syntax tree for the proof."""

    node: ast.AST
    edits: tuple[Edit, ...]
    becomes: Callable[[ast.AST], ast.AST | list[ast.stmt]]
    """Returns the new node or statements for the old node, whose children are changed already."""


@dataclass(frozen=True, slots=True)
class Context:
    """What the rewriting of one module needs to know about the whole result."""

    project: str
    modules: frozenset[str]
    """Names of the modules of the result."""
    support: str
    """Dotted name of the support module."""
    namespace: str
    """Where the moved names go; empty when nothing moves."""
    moved: frozenset[str]
    """Top-level names that move under the namespace."""
    absent: frozenset[str] = frozenset()
    """Modules and packages whose import fails."""
    gone: tuple[str, ...] = ()
    """Outermost modules that went, of which the support module says so."""
    asked_early: frozenset[str] = frozenset()
    """Packages whose own code, or that of their distribution, may ask for one of their removed modules while they are
    imported."""
    vendors: bool = True
    """Something is extracted: without that there is no namespace."""
    others_ask: bool = False
    """What stays as it is installed may ask for one of those."""
    starts: bool = False
    """The result has `.pth` files that nobody but itself has Python read."""
    runs_text: frozenset[str] = frozenset()
    """Distributions of which some module runs text as code."""
    cold_keys: Mapping[str, str] = field(default_factory=dict)
    """By module: the word by which its stubs name it, where something may be cold."""
    documented: frozenset[str] = frozenset()
    """Names of classes and functions whose docstrings stay where others go."""
    caught: frozenset[str] = frozenset()
    """Distributions whose failing assertions somebody may catch."""
    signatures: bool = False
    """What `@overload` marks stays where other text for type checkers goes."""
    sets_checking: bool = False
    """Somebody sets TYPE_CHECKING of a module."""
    prepares: bool = False
    """Modules ask for their regular expressions, which come compiled."""
    unread: Unread = ALL_READ
    """Text that nobody in the result reads."""
    called_at_end: frozenset[str] = frozenset()
    """Names of functions that Python may call when it has nearly ended, whatever module says so."""
    lookers: frozenset[str] = frozenset()
    """Functions that may look further up than at who calls them, where anything is cold."""
    counted_behind: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """By distribution the functions that count frames beyond who called them, where anything is cold."""
    marks_kinds: bool = False
    """The interpreter takes a plain function for a generator or a coroutine where its code has the flag."""

    def behind(self, plan: ModulePlan) -> frozenset[str]:
        """Return what a function of a module may not call that becomes a stub."""
        return self.counted_behind.get(plan.distribution, frozenset())

    def may_lose_docstrings(self, policy: ColdPolicy) -> bool:
        """Tell whether nobody reads docstrings of functions, nor text that they stand in where it may be asked for."""
        return policy != "drop" and self.unread.docstrings and (policy == "deny" or self.unread.comments)

    def may_lose_comments(self, plan: ModulePlan) -> bool:
        """Tell whether nobody asks for the text of a module, nor for what stands around lines that run."""
        return self.unread.comments and not (plan.stays or plan.by_text)

    def lacks(self, dotted: str) -> bool:
        """Tell whether `a.b` or `a.b:c` names a module that is declared absent."""
        return bool(self.absent and absence(dotted.partition(":")[0], self.absent))

    def moves(self, dotted: str) -> bool:
        """Tell whether `a.b` or `a.b:c` starts with a name that moves."""
        return dotted.partition(":")[0].partition(".")[0] in self.moved


class Changer(ast.NodeTransformer):
    """Apply changes to a syntax tree, innermost first; the tree is changed in place."""

    def __init__(self, changes: Iterable[Change]) -> None:
        self.changes: dict[int, list[Change]] = {}
        for change in changes:
            self.changes.setdefault(id(change.node), []).append(change)

    def visit(self, node: ast.AST) -> ast.AST | list[ast.stmt]:
        """Return what a node becomes."""
        found = self.changes.get(id(node), ())
        self.generic_visit(node)
        result: ast.AST | list[ast.stmt] = node
        for change in found:
            result = change.becomes(node)
        return result


def statements(text: str) -> list[ast.stmt]:
    """Return the syntax trees of generated statements."""
    return ast.parse(text).body


def expression(text: str) -> ast.expr:
    """Return the syntax tree of a generated expression."""
    return ast.parse(text, mode="eval").body


def member(context: Context, name: str) -> str:
    """Return an expression for a member of the support module that binds nothing and works in any scope."""
    return member_of(context.support, name)


def member_of(support: str, name: str) -> str:
    """Return the same for the support module with this dotted name: `__import__` alone gives the package around it."""
    path = f', fromlist=["{name}"]' if "." in support else ""
    return f'__import__("{support}"{path}).{name}'
