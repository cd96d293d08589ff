"""What the authors of a file say to vendorize in comments: `# vendorize: keep` and `# vendorize: ignore[VZ201]`.

A comment speaks of the statement on its line, or, on a line of its own, of the statement directly below. Most files
have none: only those that hold the marker are read a second time, as tokens.
"""

from __future__ import annotations

import io
import re
import tokenize
from typing import TYPE_CHECKING, Final, NamedTuple

from vendorize_analysis.model.hazards import SITE_CODES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vendorize_analysis.model.summary import ModuleSummary, Part

MARKER: Final = b"vendorize:"
_COMMENT: Final = re.compile(r"#\s*vendorize:\s*(?P<body>[^#]*)")
_KEEP: Final = re.compile(r"keep(?:\s*\((?P<reason>.*)\))?")
_IGNORE: Final = re.compile(r"ignore\s*\[(?P<codes>[^\]]*)\](?:\s*\(.*\))?")
_SILENT: Final = frozenset(
    {tokenize.ENCODING, tokenize.INDENT, tokenize.DEDENT, tokenize.NL, tokenize.NEWLINE, tokenize.ENDMARKER}
)
_REASON: Final = "a comment says so"


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
    heads = _heads(summary.parts, lines)
    keeps: dict[int, str] = {}
    ignored: set[tuple[int, str]] = set()
    complaints: list[tuple[int, str]] = []
    for comment in comments:
        if found := _KEEP.fullmatch(comment.body):
            marked = heads.get(comment.around, []) if comment.around else []
            keeps.update(dict.fromkeys(marked, (found["reason"] or "").strip() or _REASON))
            if not marked:
                complaints.append((comment.line, "`keep` stands at no statement that is kept or dropped by itself"))
        elif found := _IGNORE.fullmatch(comment.body):
            sites = _sites(comment, summary.parts)
            for code in _codes(found["codes"]):
                hit = sites.get(code, set())
                ignored |= {(line, code) for line in hit}
                if not hit:
                    complaints.append((comment.line, _nothing_to_ignore(code)))
        else:
            complaints.append((comment.line, _not_understood(comment.body)))
    return summary._replace(
        keeps=tuple(sorted(keeps.items())),
        ignored=tuple(sorted(ignored)),
        complaints=tuple(sorted(complaints)),
    )


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
    alone = {number for number, line in enumerate(text.splitlines(), 1) if line.lstrip().startswith(b"#")}
    return lines, [_Comment(line, body, _around(line, lines, alone)) for line, body in bodies]


def _around(line: int, lines: list[_Line], alone: set[int]) -> _Line | None:
    """Return the logical line that a comment stands in, or the one directly below it and other comments."""
    if any(one.first <= line <= one.last for one in lines):
        return next(one for one in lines if one.first <= line <= one.last)
    while line in alone:
        line += 1
    return next((one for one in lines if one.first == line), None)


def _heads(parts: tuple[Part, ...], lines: list[_Line]) -> dict[_Line, list[int]]:
    """Return the parts that each logical line begins, decorators included."""
    heads: dict[_Line, list[int]] = {}
    for part in parts:
        position = next((n for n, line in enumerate(lines) if line.first <= part.span.line <= line.last), len(lines))
        for line in lines[position:]:
            heads.setdefault(line, []).append(part.index)
            if not line.decorator:
                break
    return heads


def _sites(comment: _Comment, parts: tuple[Part, ...]) -> dict[str, set[int]]:
    """Return the codes that a comment may speak of, with their lines: on its own line, else on the whole statement."""
    sites: dict[str, set[int]] = {}
    around = comment.around
    for hazard in (hazard for part in parts for hazard in part.hazards):
        if around and around.first <= hazard.line <= around.last:
            sites.setdefault(hazard.code, set()).add(hazard.line)
    return {code: {comment.line} if comment.line in found else found for code, found in sites.items()}


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
