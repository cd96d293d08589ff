"""The text that goes into the target: statements as they are, comments above them included, with their licence."""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING, Final

from packaging.utils import canonicalize_name

from vendorize.inlining.rewriting import PLACE
from vendorize.model.inlined import MovedFrom
from vendorize_analysis.errors import UserError
from vendorize_analysis.reading import read_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from vendorize.inlining.ground import Ground
    from vendorize.model.inlined import MovedCode, MovedPart

LONGEST_TEXT: Final = 60
"""Lines of a licence that is written out where the code is; longer ones are named."""
_VENDORED: Final = re.compile(
    rb"\A# Vendored by vendorize from (?P<name>\S+) (?P<version>\S+): (?P<path>.+) \(licence: (?P<licence>.*)\)\s*\n"
)

_LICENCE_FILE: Final = re.compile(r"LICEN[CS]E|COPYING|NOTICE", re.IGNORECASE)


def origin_of(ground: Ground, module: str) -> MovedFrom:
    """Return where a module is from: as the metadata of its distribution says, or the head of a vendored copy."""
    loaded = ground.analysis.modules[module]
    if not loaded.distribution:
        found = _VENDORED.match(ground.text(module))
        if found is None:
            raise UserError(
                f"{ground.place(module)} does not say where it is from", hint="extract again: its first line is gone"
            )
        said = {key: value.decode("utf-8", "replace") for key, value in found.groupdict().items()}
        licences = () if said["licence"] == "not stated" else (said["licence"],)
        texts = tuple(filter(None, map(_text, _vendored_licences(ground, said["name"], said["version"]))))
        return MovedFrom(said["name"], said["version"], licences, said["path"], texts)
    one = ground.analysis.environment.distribution(loaded.distribution)
    texts = tuple(_text(one.location / relative) for relative in one.license_files)
    return MovedFrom(one.name, one.version, one.licenses, loaded.relative, tuple(filter(None, texts)))


def _vendored_licences(ground: Ground, name: str, version: str) -> list[Path]:
    """Find the licence texts that extraction has put beside a vendored distribution."""
    folder = ground.analysis.modules[ground.namespace].path.parent
    wanted = f"{canonicalize_name(name)}-{version}.dist-info"
    infos = [one for one in sorted(folder.glob("*.dist-info")) if _info_name(one.name) == wanted]
    return [path for info in infos for path in sorted(info.rglob("*")) if _LICENCE_FILE.match(path.name)]


def _info_name(folder: str) -> str:
    name, _, rest = folder.partition("-")
    return f"{canonicalize_name(name)}-{rest}"


def _text(path: Path) -> str:
    try:
        return read_bytes(path).decode("utf-8", "replace").strip()
    except OSError:
        return ""


def moved_text(ground: Ground, closure: MovedCode) -> str:
    """Return the moved statements with their comments, below notes of where they are from, in lines with line feeds."""
    blocks, written = [], set[tuple[str, str]]()
    for module, group in groupby(closure.parts, key=lambda part: part.module):
        origin = origin_of(ground, module)
        parts = list(group)
        key = (origin.distribution, origin.version)
        texts = list(_as_comments(origin)) if key not in written else []
        written.add(key)
        lines = (
            f"lines {parts[0].line} to {parts[-1].end_line}"
            if parts[0].line != parts[-1].end_line
            else f"line {parts[0].line}"
        )
        head = (
            f"# From {origin.distribution} {origin.version}: {origin.relative}, {lines} (licence: {_licence(origin)})"
        )
        end = f"# End of what is from {origin.distribution} {origin.version}."
        body = _joined(ground, parts)
        blocks.append("\n".join([_one_line(head), *texts]) + "\n\n\n" + body + "\n\n\n" + _one_line(end))
    return "\n\n\n".join(blocks)


def _joined(ground: Ground, parts: list[MovedPart]) -> str:
    """Return statements of one module: those that stood close together stay so."""
    found, last = "", 0
    for part in parts:
        start, text = statement_text(ground, part)
        gap = start - last - 1
        found += ("" if not found else "\n" * (min(gap, 2) + 1)) + text
        last = part.end_line
    return found


def statement_text(ground: Ground, part: MovedPart) -> tuple[int, str]:
    """Return the first line and the text of a statement with the comments right above it."""
    lines = source_lines(ground, part.module)
    start = part.line
    while start > 1 and lines[start - 2].startswith("#") and not _is_head(start - 1, lines[start - 2]):
        start -= 1
    return start, "\n".join(lines[start - 1 : part.end_line])


def _is_head(number: int, line: str) -> bool:
    """Tell whether a comment is about the whole file: its first lines may say how to run and read it."""
    return number <= 2 and (line.startswith(("#!", "# Vendored by vendorize")) or "coding" in line)  # noqa: PLR2004


def source_lines(ground: Ground, module: str) -> list[str]:
    """Return the lines of a module, as Python counts them."""
    text = ground.text(module)
    try:
        decoded = text.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UserError(f"{ground.place(module)} is not UTF-8", hint="convert it to UTF-8 first") from error
    return decoded.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _licence(origin: MovedFrom) -> str:
    return ", ".join(origin.licenses) or "not stated"


def _as_comments(origin: MovedFrom) -> Iterator[str]:
    for text in origin.texts:
        lines = text.splitlines()
        if len(lines) <= LONGEST_TEXT:
            yield "#"
            yield from (_one_line(f"# {line}").rstrip() for line in lines)


def long_texts(ground: Ground, closure: MovedCode) -> tuple[str, ...]:
    """Return notes on the licence texts that are too long to be written out, and have to go along."""
    found = {}
    for part in closure.parts:
        origin = origin_of(ground, part.module)
        lengths = [len(text.splitlines()) for text in origin.texts]
        name = f"{origin.distribution} {origin.version}"
        if not origin.texts:
            found[name] = f"{name} ships no licence text ({_licence(origin)}): see to it that its terms are kept"
        elif max(lengths) > LONGEST_TEXT:
            found[name] = f"the licence text of {name} has {max(lengths)} lines and is not written out: ship it along"
    return tuple(found[name] for name in sorted(found))


def _one_line(text: str) -> str:
    """Return a comment that stays one, whatever metadata holds."""
    return "".join(one if one.isprintable() else " " for one in text)


def placed(code: str, text: str, newline: str) -> str:
    """Return a module with the moved text where its mark stands, two blank lines apart from what is around it."""
    before, found, after = code.partition(f"{PLACE}{newline}")
    if not found:
        before, _, after = code.partition(PLACE)
    before, after = before.rstrip(), after.lstrip("\r\n")
    apart = newline * 3
    middle = text.replace("\n", newline)
    return (before + apart if before else "") + middle + (apart + after if after else newline)
