"""Text that does not run, taken out of kept code: comments, empty lines, texts that are statements, docstrings.

Whatever comes out is read again, and is the tree of before without those statements; a file of which that cannot be
said stays as it is. What speaks of rights or is for us stays; above the first statement, of people and years too.
"""

from __future__ import annotations

import ast
import re
from bisect import bisect_right
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from vendorize.transform.blank import lines_that_stay, texts_in
from vendorize.transform.docstrings import Owner, StayingDocs, asserts_docstring, docstring_of, is_text
from vendorize.transform.proof import check_written, same
from vendorize.transform.source import Edit, Offsets, declared_encoding, parse
from vendorize.transform.typechecking import checked_only
from vendorize_analysis.errors import InternalError
from vendorize_analysis.summarizing import Checking

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from vendorize.model.plan import ModulePlan
    from vendorize.model.settings import Stripped
    from vendorize.transform.changes import Context
    from vendorize.transform.linemap import MappedText

RIGHTS = re.compile(
    rb"(?i)copyright|\xc2\xa9|\(c\)|licen[cs]|spdx|all rights reserved|public domain|permission is|written by|vendorize"
)
"""What makes a comment stay: rights, and what our own code reads (functions that a language model wrote say so)."""
_AT_HEAD = re.compile(
    RIGHTS.pattern + rb"|authors?\b|part of|warrant|patent|contribut(?:ed|ors?)\b|@\w|\b(?:19|20)\d\d\b"
)
"""What makes one stay above the first statement, where notices are."""
_FIRST = re.compile(rb"(?:\xef\xbb\xbf)?(?:#!|[ \t\f]*#.*?coding[:=])")
"""A line for the system, or one that says the encoding."""
_NOTICE = re.compile(
    rb"(?i)copyright|\xc2\xa9|spdx-|all rights reserved|licen[cs]ed under|public domain|permission is hereby"
)
"""What makes a text that goes stay as a comment."""
_FIRST_LINES = 2
"""The encoding is said in one of these (PEP 263)."""
_QUOTES = re.compile(rb"[rRuUbB]*(\"\"\"|'''|\"|')")
_PARAGRAPHS = re.compile(rb"\n[ \t]*\r?\n")
_SEMICOLON = re.compile(rb"[ \t]*;[ \t]*")


def without_text(
    mapped: MappedText,
    expected: ast.Module | None,
    plan: ModulePlan,
    how: tuple[Stripped, bytes],
    context: Context,
) -> tuple[MappedText, ast.Module | None]:
    """Return a module without text of some kinds, and what it must be parsed to; as it was, where that fails.

    `how` has these kinds, and how lines end. Raises `InternalError` where the text is not what is expected.
    """
    tree, kinds = parse(mapped.text, plan.name), how[0]
    if expected is not None:
        check_written(expected, tree, plan.name)
    checks = Checking(tree) if "typing" in kinds and b"TYPE_CHECKING" in mapped.text else None
    stripper = _Stripper(Offsets(mapped.text), *how, checks, tuple(ast.walk(tree)))
    staying = StayingDocs(tree, plan.name, context.documented, reads=b"doc" in mapped.text)
    for node in stripper.nodes:
        for body in _bodies(node):
            stripper.body(node, body, docs="docstrings" in kinds and not staying.stays(node))
    edits = stripper.edits(tree)
    stripper.cut()
    try:
        done = mapped.edited(edits)
        if same(tree, parse(done.text, plan.name)) and declared_encoding(done.text) == declared_encoding(mapped.text):
            return done, tree
    except InternalError:
        pass  # it is no Python any more
    return mapped, expected


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
    checks: Checking | None
    """Which conditions hold for type checkers alone; None where these stay."""
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
        going = [] if id(owner) in self.inside else list(self._going(owner, body, docs=docs))
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

    def _going(self, owner: ast.AST, body: list[ast.stmt], *, docs: bool) -> Iterator[ast.stmt]:
        docstring = docstring_of(owner) if isinstance(owner, Owner) and body is owner.body else None
        leading = docstring is not None
        for node in body:
            leading = leading and is_text(node)
            if is_text(node):
                # What follows a docstring that goes would be one.
                if (docs and leading) or ("comments" in self.kinds and node is not docstring):
                    yield node
            elif checked_only(node, self.checks) or ("docstrings" in self.kinds and asserts_docstring(node)):
                yield node

    def _edit(self, body: Sequence[ast.stmt], index: int, text: bytes) -> Edit:
        offsets, node = self.offsets, body[index]
        start, end = offsets.start(node), offsets.end(node)
        before = offsets.text[offsets.starts[node.lineno - 1] : start]
        alone = not before.strip()
        if alone and is_text(node) and _NOTICE.search(offsets.text, start, end):
            comment = self._as_comment(offsets.text[start:end], before)
            text = comment + (self.newline + before + text if text else b"")
        if text:
            return Edit(start, end, text)
        if semicolon := _SEMICOLON.match(offsets.text, end):
            return Edit(start, semicolon.end(), b"")
        before_it = body[index - 1] if index else node
        shared = not alone and id(before_it) not in self.inside and before_it.end_lineno == node.lineno
        return Edit(offsets.end(before_it) if shared else start, end, b"")

    def _as_comment(self, text: bytes, indent: bytes) -> bytes:
        quotes = _QUOTES.match(text)
        inner = text[quotes.end() : -len(quotes[1])] if quotes else text
        # What goes before a notice is another paragraph; what comes behind may be more of it.
        paragraphs = _PARAGRAPHS.split(inner)
        first = next((at for at, one in enumerate(paragraphs) if _NOTICE.search(one)), 0)
        kept = b"\n".join(paragraphs[first:])
        lines = (b"# " + line.strip() for line in kept.splitlines() if line.strip())
        return (self.newline + indent).join(lines)

    def edits(self, tree: ast.Module) -> list[Edit]:
        """Return what to do to the text."""
        found = [*self.gone, *(self._comments(tree) if "comments" in self.kinds else ())]
        return list(_whole_lines(self.offsets, sorted(found, key=lambda one: one.start), self._kept_lines(tree)))

    def _kept_lines(self, tree: ast.Module) -> frozenset[int]:
        """Return the numbers of lines that go only where something was on them."""
        if "comments" not in self.kinds:
            return frozenset(range(1, len(self.offsets.starts) + 1))
        left = (node for node in self.nodes if id(node) not in self.inside)
        return lines_that_stay(tree, texts_in(left, self.offsets), self.offsets)

    def _comments(self, tree: ast.Module) -> Iterator[Edit]:
        """Yield the comments that go; those of a file without statements stay."""
        if not tree.body:
            return
        gone = ((one.start, one.end) for one in self.gone)
        text, spans = self.offsets.text, sorted((*texts_in(self.nodes, self.offsets), *gone))
        head = self.offsets.starts[self.offsets.first_line(tree.body[0]) - 1]
        block: list[Edit] = []
        at = 0
        for number in range(1, len(self.offsets.starts)):
            begin, end = self.offsets.starts[number - 1], self.offsets.starts[number]
            position = text.find(b"#", begin, end)
            while position >= 0:
                while at < len(spans) and spans[at][1] <= position:
                    at += 1
                if at >= len(spans) or spans[at][0] > position:
                    break
                position = text.find(b"#", min(spans[at][1], end), end)
            found = Edit(position, begin + len(text[begin:end].rstrip(b"\r\n")), b"") if position >= 0 else None
            if number <= _FIRST_LINES and _FIRST.match(text, begin, end):
                found = None
            if found is None or begin == head or text[begin:position].strip():
                yield from self._without_rights(block, head)
                yield from self._without_rights([found] if found else [], head)
                block = []
            else:
                block.append(found)
        yield from self._without_rights(block, head)

    def _without_rights(self, block: list[Edit], head: int) -> list[Edit]:
        """Return the comments of adjacent lines, which stay together; `head` is where the first statement begins."""
        if not block:
            return []
        text, staying = self.offsets.text, _AT_HEAD if block[0].start < head else RIGHTS
        return [] if any(staying.search(text, one.start, one.end) for one in block) else list(block)


def _whole_lines(offsets: Offsets, edits: Sequence[Edit], kept: frozenset[int]) -> Iterator[Edit]:
    """Yield edits that take lines with them of which nothing is left, and blanks at the end of others.

    `edits` are sorted; a line of `kept` goes where something was on it, and all of that goes.
    """
    text, starts = offsets.text, offsets.starts
    waiting = list(edits)
    number = 1
    while number < len(starts):
        begin, last = starts[number - 1], number
        own: list[Edit] = []
        while waiting and waiting[0].start < starts[last]:
            own.append(waiting.pop(0))
            last = max(last, bisect_right(starts, max(own[-1].end - 1, own[-1].start)))
        yield from _of_lines(text, begin, starts[last], own, may_go=number not in kept)
        number = last + 1


def _of_lines(text: bytes, begin: int, end: int, own: list[Edit], *, may_go: bool) -> Iterator[Edit]:
    """Yield what becomes of lines with the edits that begin on them."""
    left, at = b"", begin
    for edit in own:
        left += text[at : edit.start] + edit.text
        at = edit.end
    left += text[at:end]
    if not left.strip() and (own or may_go):
        yield Edit(begin, end, b"")
        return
    for position, edit in enumerate(own):
        start = edit.start
        before = own[position - 1].end if position else begin
        if not edit.text and not text[edit.end : end].strip():
            start = before + len(text[before:start].rstrip(b" \t"))
        yield Edit(start, edit.end, edit.text)
