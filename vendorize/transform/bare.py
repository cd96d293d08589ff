"""Text that does not run, taken out of kept code: comments, empty lines, texts that are statements, docstrings.

Whatever comes out is read again, and is the tree of before without those statements; a file of which that cannot be
said stays as it is. What speaks of rights or is for us stays; above the first statement, of people and years too.
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from vendorize.transform.blank import lines_that_stay, texts_in
from vendorize.transform.comments import comments
from vendorize.transform.docreads import assertions_caught_in
from vendorize.transform.docstrings import (
    Owner,
    StayingDocs,
    assertions_that_go,
    docstring_of,
    is_text,
)
from vendorize.transform.notices import NOTICE, as_comment
from vendorize.transform.proof import check_written, same
from vendorize.transform.source import Edit, Offsets, declared_encoding, parse
from vendorize.transform.typechecking import checked_only
from vendorize.transform.typingnames import TypingNames
from vendorize.transform.wholelines import whole_lines
from vendorize_analysis.errors import InternalError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from vendorize.model.plan import ModulePlan
    from vendorize.model.settings import Stripped
    from vendorize.transform.changes import Context
    from vendorize.transform.linemap import MappedText

_Function = ast.FunctionDef | ast.AsyncFunctionDef
_SEMICOLON = re.compile(rb"[ \t]*;[ \t]*")
_SEES_LOCALS = re.compile(rb"\b(?:locals|eval|co_freevars|__closure__)\b|\bvars\(\)")
"""Where it stands, it may count which names functions have of those around them."""


class Stripping(NamedTuple):
    """What goes from a module."""

    kinds: Stripped
    newline: bytes
    names: TypingNames
    """Those that type checkers read, as the original has them."""
    functions: bool = False
    """Docstrings of functions go, whatever the kinds are."""
    numbered: bool = False
    """Lines stay, empty, so that numbers are those of before."""


def without_text(
    mapped: MappedText,
    expected: ast.Module | None,
    plan: ModulePlan,
    how: Stripping,
    context: Context,
) -> tuple[MappedText, ast.Module | None]:
    """Return a module without text of some kinds, and what it must be parsed to; as it was, where that fails.

    Raises `InternalError` where the text is not what is expected.
    """
    tree, kinds = parse(mapped.text, plan.name), how.kinds
    if expected is not None:
        check_written(expected, tree, plan.name)
    staying = StayingDocs(tree, plan.name, context.documented, reads=b"doc" in mapped.text)
    asserted = frozenset[int]()
    if "docstrings" in kinds:
        is_caught = plan.distribution in context.caught or bool(assertions_caught_in(tree))
        asserted = assertions_that_go(tree, staying, caught=is_caught)
    names = TypingNames() if _SEES_LOCALS.search(mapped.text) else how.names
    stripper = _Stripper(Offsets(mapped.text), kinds, how.newline, names, asserted, tuple(ast.walk(tree)))
    for node in stripper.nodes:
        goes = "docstrings" in kinds or (how.functions and isinstance(node, _Function))
        for body in _bodies(node):
            stripper.body(node, body, docs=goes and not staying.stays(node))
    edits = stripper.edits(tree)
    if how.numbered:
        edits = [_numbered(one, mapped.text, how.newline) for one in edits]
    stripper.cut()
    return _checked(mapped, edits, tree, plan.name) or (mapped, expected)


def _numbered(edit: Edit, text: bytes, newline: bytes) -> Edit:
    """Return an edit after which as many lines are there as before."""
    before, after = (one.count(newline) for one in (text[edit.start : edit.end], edit.text))
    return Edit(edit.start, edit.end, edit.text + newline * (before - after))


def _checked(
    mapped: MappedText, edits: list[Edit], tree: ast.Module, name: str
) -> tuple[MappedText, ast.Module] | None:
    """Return a text with edits, and its tree; None where it is not that tree then."""
    try:
        done = mapped.edited(edits)
        if same(tree, parse(done.text, name)) and declared_encoding(done.text) == declared_encoding(mapped.text):
            return done, tree
    except InternalError:
        pass  # it is no Python any more
    return None


def _bodies(node: ast.AST) -> Iterator[list[ast.stmt]]:
    for name in ("body", "orelse", "finalbody"):
        found = getattr(node, name, None)
        if isinstance(found, list) and found:
            yield found


@dataclass(slots=True)
class _Stripper:
    """Finds what goes from one module."""

    offsets: Offsets
    kinds: Stripped
    newline: bytes
    names: TypingNames
    """Conditions that hold by them for type checkers alone go, too."""
    asserted: frozenset[int]
    """Assertions that go."""
    nodes: tuple[ast.AST, ...]
    """All of the tree."""
    gone: list[Edit] = field(default_factory=list)
    """Statements; they do not overlap."""
    left: list[tuple[list[ast.stmt], list[ast.stmt]]] = field(default_factory=list)
    """Statement lists, and what they shall be."""
    inside: set[int] = field(default_factory=set)
    """Statements below ones that go."""

    def body(self, owner: ast.AST, body: list[ast.stmt], *, docs: bool) -> None:
        """Note what goes from a list of statements."""
        going = [] if id(owner) in self.inside else self._going(owner, body, docs=docs)
        if not going:
            return
        self.inside |= {id(one) for node in going for one in ast.walk(node)}
        gone = set(map(id, going))
        left = [node for node in body if id(node) not in gone]
        is_elif = self.offsets.text.startswith(b"elif", self.offsets.start(going[0]))
        stand_in = not (left or is_elif or isinstance(owner, ast.Module))
        for node in going:
            first = stand_in and node is going[0]
            self.gone.append(self._edit(body, body.index(node), b"pass" if first else b""))
        self.left.append((body, left or ([ast.Pass()] if stand_in else [])))

    def cut(self) -> None:
        """Take the statements out of the tree."""
        for body, left in self.left:
            body[:] = left

    def _going(self, owner: ast.AST, body: list[ast.stmt], *, docs: bool) -> list[ast.stmt]:
        """Return the statements of a list that go; a text that is no docstring is none then, either."""
        is_own = isinstance(owner, Owner) and body is owner.body
        docstring = docstring_of(owner) if is_own else None
        going: list[ast.stmt] = []
        for at, node in enumerate(body):
            # What follows a docstring that goes, or only what goes, would be one.
            leads = is_own and len(going) == at and (docs if docstring else "docstrings" in self.kinds)
            if is_text(node):
                goes = (leads or ("comments" in self.kinds and node is not docstring)) and self._may_go(node)
            else:
                goes = checked_only(node, self.names) or id(node) in self.asserted
            going += [node] if goes else []
        left = next((at for at, node in enumerate(body) if node not in going), len(body))
        stays = is_own and left < len(body) and is_text(body[left]) and body[left] is not docstring
        return [node for node in going if node not in body[:left]] if stays else going

    def _may_go(self, node: ast.stmt) -> bool:
        """Tell whether a text may go: it says nothing of rights, or stands where that can be a comment."""
        text, start, end = self.offsets.text, self.offsets.start(node), self.offsets.end(node)
        before = text[self.offsets.starts[node.lineno - 1] : start]
        behind = text[end : self.offsets.starts[node.end_lineno or node.lineno]].strip()
        return not NOTICE.search(text, start, end) or not (before.strip() or behind.rstrip(b";"))

    def _edit(self, body: Sequence[ast.stmt], index: int, text: bytes) -> Edit:
        offsets, node = self.offsets, body[index]
        start, end = offsets.start(node), offsets.end(node)
        before = offsets.text[offsets.starts[node.lineno - 1] : start]
        alone = not before.strip()
        if alone and is_text(node) and NOTICE.search(offsets.text, start, end):
            comment = as_comment(offsets.text[start:end], before, self.newline)
            text = comment + (self.newline + before + text if text else b"")
        if text:
            return Edit(start, end, text)
        if semicolon := _SEMICOLON.match(offsets.text, end):
            return Edit(start, semicolon.end(), b"")
        before_it = body[index - 1] if index else node
        shared = not alone and id(before_it) not in self.inside and before_it.end_lineno == node.lineno
        return Edit(offsets.end(before_it) if shared else start, end, b"")

    def edits(self, tree: ast.Module) -> list[Edit]:
        """Return what to do to the text."""
        found = [*self.gone, *(self._comments(tree) if "comments" in self.kinds else ())]
        return list(whole_lines(self.offsets, sorted(found, key=lambda one: one.start), self._kept_lines(tree)))

    def _kept_lines(self, tree: ast.Module) -> frozenset[int]:
        """Return the numbers of lines that go only where something was on them."""
        if "comments" not in self.kinds:
            return frozenset(range(1, len(self.offsets.starts) + 1))
        left = (node for node in self.nodes if id(node) not in self.inside)
        return lines_that_stay(tree, texts_in(left, self.offsets), self.offsets)

    def _comments(self, tree: ast.Module) -> Iterator[Edit]:
        gone = ((one.start, one.end) for one in self.gone)
        return comments(tree, self.offsets, sorted((*texts_in(self.nodes, self.offsets), *gone)))
