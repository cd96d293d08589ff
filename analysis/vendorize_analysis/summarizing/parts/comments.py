"""What the authors of a file say to vendorize in comments: `# vendorize: keep` and `# vendorize: ignore[VZ201]`.

A comment speaks of the statement on its line, or, on a line of its own, of the statement directly below. Most files
have none: only those that hold the marker are read a second time, as tokens.
"""

from __future__ import annotations

import io
import re
import tokenize
from bisect import bisect_left, bisect_right
from functools import partial
from typing import TYPE_CHECKING, Final, NamedTuple

from vendorize_analysis.model.hazards import SITE_CODES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from vendorize_analysis.model.summary import ModuleSummary, Part

MARKER: Final = b"vendorize:"
_COMMENT: Final = re.compile(r"#\s*vendorize:\s*(?P<body>[^#]*)")
_KEEP: Final = re.compile(r"keep(?:\s*\((?P<reason>.*)\))?")
_IGNORE: Final = re.compile(r"ignore\s*\[(?P<codes>[^\]]*)\](?:\s*\(.*\))?")
_SILENT: Final = frozenset(
    {tokenize.ENCODING, tokenize.INDENT, tokenize.DEDENT, tokenize.NL, tokenize.NEWLINE, tokenize.ENDMARKER}
)
_REASON: Final = "a comment says so"
_MOST_COMPLAINTS: Final = 100
"""In one file; nobody reads more."""


class _Line(NamedTuple):
    """A logical line (language reference, "Line structure")."""

    first: int
    last: int
    decorator: bool


class _Comment(NamedTuple):
    line: int
    body: str
    around: _Line | None
    """The logical line that it speaks of."""


def with_comments(summary: ModuleSummary, source: bytes) -> ModuleSummary:
    """Return the summary with what the comments of the file ask for, and what is wrong with them."""
    if MARKER not in source:
        return summary
    try:
        lines, comments = _read(source)
    except (tokenize.TokenError, SyntaxError):
        return summary._replace(complaints=((1, "the comments of this file cannot be read"),))
    reading = _CommentReading(_heads(summary.parts, lines), _sites(summary.parts))
    for comment in comments:
        reading.take(comment)
    return summary._replace(
        keeps=tuple(sorted(reading.keeps.items())),
        ignored=tuple(sorted(reading.ignored)),
        complaints=reading.result(),
    )


class _CommentReading:
    """What the comments that were read so far ask for."""

    def __init__(self, heads: dict[_Line, list[int]], sites: dict[str, list[int]]) -> None:
        self._heads = heads
        self._sites = sites
        self.keeps: dict[int, str] = {}
        self.ignored: set[tuple[int, str]] = set()
        self._wholes: dict[tuple[_Line, str], bool] = {}
        """For a statement and a code that a comment ignores in all of it, whether it has any."""
        self._complaints: list[tuple[int, str]] = []
        self._more: list[int] = []
        """Lines of complaints beyond the first."""

    def take(self, comment: _Comment) -> None:
        """Do as a comment asks."""
        if found := _KEEP.fullmatch(comment.body):
            marked = self._heads.get(comment.around, []) if comment.around else []
            self.keeps.update(dict.fromkeys(marked, (found["reason"] or "").strip() or _REASON))
            if not marked:
                self._complain(comment, lambda: "`keep` stands at no statement that is kept or dropped by itself")
        elif found := _IGNORE.fullmatch(comment.body):
            for code in _codes(found["codes"]):
                if not self._ignore(comment, code):
                    self._complain(comment, partial(_nothing_to_ignore, code))
        else:
            self._complain(comment, partial(_not_understood, comment.body))

    def _ignore(self, comment: _Comment, code: str) -> bool:
        """Ignore a code on the line of a comment, else in the whole statement; tell whether it is there."""
        around, lines = comment.around, self._sites.get(code, [])
        if around is None:
            return False
        at = bisect_left(lines, comment.line)
        if around.first <= comment.line <= around.last and lines[at : at + 1] == [comment.line]:
            self.ignored.add((comment.line, code))
            return True
        if (around, code) not in self._wholes:
            hit = lines[bisect_left(lines, around.first) : bisect_right(lines, around.last)]
            self._wholes[around, code] = bool(hit)
            self.ignored.update((line, code) for line in hit)
        return self._wholes[around, code]

    def _complain(self, comment: _Comment, message: Callable[[], str]) -> None:
        if len(self._complaints) < _MOST_COMPLAINTS:
            self._complaints.append((comment.line, message()))
        else:
            self._more.append(comment.line)

    def result(self) -> tuple[tuple[int, str], ...]:
        """Return what is wrong with the comments, each with its line."""
        more = [(self._more[0], f"{len(self._more)} more comments, from here on, have no effect")] if self._more else []
        return tuple(sorted([*self._complaints, *more]))


def _read(source: bytes) -> tuple[list[_Line], list[_Comment]]:
    """Return the logical lines of a file, and the comments to us."""
    text = source.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    lines: list[_Line] = []
    bodies: list[tuple[int, str]] = []
    first: tokenize.TokenInfo | None = None
    for token in tokenize.tokenize(io.BytesIO(text).readline):
        if token.type == tokenize.COMMENT:
            bodies += [(token.start[0], found["body"].strip()) for found in _COMMENT.finditer(token.string)]
        elif token.type not in _SILENT:
            first = first or token
        elif token.type == tokenize.NEWLINE and first is not None:
            lines.append(_Line(first.start[0], token.start[0], first.string == "@"))
            first = None
    below = _code_below(text)
    first_of = {line.first: line for line in lines}
    starts = sorted(first_of)
    comments = []
    for line, body in bodies:
        at = bisect_right(starts, line) - 1
        above = first_of[starts[at]] if at >= 0 else None
        # The logical line that it stands in, or the one directly below it and other comments.
        around = above if above is not None and line <= above.last else first_of.get(below.get(line, line))
        comments.append(_Comment(line, body, around))
    return lines, comments


def _code_below(text: bytes) -> dict[int, int]:
    """Return for each line that is a comment alone the number of the next one that is not."""
    below: dict[int, int] = {}
    lines = text.splitlines()
    for number in range(len(lines), 0, -1):
        if lines[number - 1].lstrip().startswith(b"#"):
            below[number] = below.get(number + 1, number + 1)
    return below


def _heads(parts: tuple[Part, ...], lines: list[_Line]) -> dict[_Line, list[int]]:
    """Return the parts that each logical line begins, decorators included."""
    heads: dict[_Line, list[int]] = {}
    lasts = [line.last for line in lines]
    for part in parts:
        position = bisect_left(lasts, part.span.line)
        is_head = position < len(lines) and lines[position].first <= part.span.line
        while is_head and position < len(lines):
            heads.setdefault(lines[position], []).append(part.index)
            is_head = lines[position].decorator
            position += 1
    return heads


def _sites(parts: tuple[Part, ...]) -> dict[str, list[int]]:
    """Return the lines that have each code, in order."""
    sites: dict[str, set[int]] = {}
    for part in parts:
        for hazard in part.hazards:
            sites.setdefault(hazard.code, set()).add(hazard.line)
    return {code: sorted(lines) for code, lines in sites.items()}


def _codes(text: str) -> Iterator[str]:
    for code in text.split(","):
        yield code.strip()


def _nothing_to_ignore(code: str) -> str:
    if code in SITE_CODES:
        return f"`ignore[{code}]` has no effect: there is no {code} here"
    return f"`ignore[{code}]`: no line of code has the code {code!r}{_nearest(code.upper(), sorted(SITE_CODES))}"


def _not_understood(body: str) -> str:
    verb = re.split(r"\W", body, maxsplit=1)[0]
    near = _nearest(verb, ["keep", "ignore"]) if verb not in {"keep", "ignore"} else ""
    return f"`vendorize: {body}` is not understood{near}: write `keep`, `keep (reason)` or `ignore[CODE]`"


def _nearest(word: str, known: list[str]) -> str:
    import difflib  # noqa: PLC0415 - for a message that is rarely needed

    near = difflib.get_close_matches(word, known, n=1)
    return f", did you mean {near[0]!r}?" if near else ""
