"""Write a lock as TOML: sorted, one line for each file, so that a difference between two of them can be reviewed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from vendorize.emit.own import with_own_file
from vendorize.lock.plain import spelled
from vendorize.model.bundle import BundleFile
from vendorize_analysis.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from vendorize.model.bundle import Bundle
    from vendorize.model.lock import Artefact, Lock, LockedDistribution, LockedFile

VERSION = 1
_HEAD = """\
# Written by `vendorize extract`, compared by `vendorize check`: commit it, review its changes, do not edit it.
# A file without `source-sha256` is its source, unchanged; one without `source` is made by vendorize, or by a build.
"""
_PLAIN = re.compile(r"[ !#-\[\]-~]*")
"""ASCII text that is in a TOML string as it is: neither quotes, backslashes nor control characters."""


def lock_source(lock: Lock) -> bytes:
    """Return the text of a lock; raises `UserError` for names that are no Unicode text."""
    text = _HEAD + "".join(f"{line}\n" for line in _lines(lock))
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise UserError(
            f"a file name is not Unicode text: {text[max(error.start - 60, 0) : error.end]!r}", hint="rename that file"
        ) from error


def with_lock(bundle: Bundle, lock: Lock, name: str) -> Bundle:
    """Return a result with its lock; raises `UserError` where the project has a file of that name that is none."""
    head = _HEAD.partition(":")[0].encode()
    return with_own_file(bundle, BundleFile(name, lock_source(lock)), head=head, what="the lock")


def _lines(lock: Lock) -> Iterator[str]:
    yield f"version = {VERSION}"
    for name in ("tool", "layout", "home", "python", "platform", "configuration"):
        yield f"{name} = {_string(getattr(lock, name))}"
    if lock.complete:
        yield "complete = true"
    if lock.settings:
        yield from _list("settings", lock.settings)
    yield from _list("options", lock.options)
    yield from _list("unused-rules", lock.unused_rules)
    yield from ("", "[project]", f"name = {_string(lock.project.name)}")
    if lock.complete:
        yield f"version = {_string(lock.project.version)}"
        yield from _list("licenses", lock.project.licenses)
    yield from _list("requires", lock.project.requires)
    yield from _list("requires-after", lock.project.requires_after)
    yield from _files("files", lock.project.files)
    yield from _files("inputs", lock.project.inputs)
    for undeclared in lock.undeclared:
        yield from ("", "[[undeclared]]", f"path = {_string(undeclared.path)}", f"line = {undeclared.line}")
        for name in ("module", "distribution", "importer"):
            yield f"{name} = {_string(getattr(undeclared, name))}"
    for changed in lock.changed:
        yield from ("", "[[changed]]")
        for name in ("distribution", "path", "reason"):
            yield f"{name} = {_string(spelled(getattr(changed, name)))}"
    for distribution in lock.distributions:
        yield from _distribution(distribution)


def _distribution(one: LockedDistribution) -> Iterator[str]:
    yield from ("", "[[distribution]]")
    for name in ("name", "key", "version", "verdict", "contents"):
        yield f"{name} = {_string(getattr(one, name))}"
    yield f"artefact = {_artefact(one.artefact)}"
    yield from _list("licenses", one.licenses)
    yield from _list("license-files", tuple(map(spelled, one.license_files)))
    yield from _list("requires", one.requires)
    if one.requires_python:
        yield f"requires-python = {_string(one.requires_python)}"
    if one.stripped:
        yield from _list("stripped", one.stripped)
    if one.file_licenses:
        licences = ([("source", spelled(each.source)), ("license", each.license)] for each in one.file_licenses)
        yield from _tables("file-licenses", licences)
    if one.copies:
        copies = (
            [("name", each.name), ("version", each.version), ("folder", spelled(each.folder))] for each in one.copies
        )
        yield from _tables("copies", copies)
    if one.patches:
        pairs = ([("path", spelled(each.path)), ("sha256", each.sha256)] for each in one.patches)
        yield from _tables("patches", pairs)
    if one.capabilities is not None:
        pairs = (
            [("name", each.name), ("source", spelled(each.source)), ("symbol", each.symbol), ("uses", each.uses)]
            for each in one.capabilities
        )
        yield from _tables("capabilities", pairs)
    yield from _files("files", one.files)


def _artefact(artefact: Artefact) -> str:
    pairs = [("told-by", _string(artefact.told_by))]
    pairs += [(name, _string(value)) for name in ("name", "url", "revision") if (value := getattr(artefact, name))]
    if artefact.hashes:
        pairs.append(("hashes", _value(artefact.hashes)))
    return _table(pairs)


def _tables(name: str, tables: Iterable[Sequence[tuple[str, str | tuple[str, ...]]]]) -> Iterator[str]:
    """Yield an array of tables, one on a line, without the pairs that have no value."""
    lines = [f"    {_table((key, _value(value)) for key, value in pairs if value)}," for pairs in tables]
    yield from (f"{name} = [", *lines, "]") if lines else (f"{name} = []",)


def _value(value: str | tuple[str, ...]) -> str:
    return _string(value) if isinstance(value, str) else f"[{', '.join(map(_string, value))}]"


def _files(name: str, files: tuple[LockedFile, ...]) -> Iterator[str]:
    yield from _tables(
        name,
        (
            [
                ("path", spelled(file.path)),
                ("sha256", file.sha256),
                ("source", spelled(file.source)),
                ("source-sha256", file.source_sha256 if file.source_sha256 != file.sha256 else ""),
                ("extracted-sha256", file.extracted_sha256),
                ("cold", file.cold),
                ("cold-functions", file.cold_functions),
            ]
            for file in files
        ),
    )


def _list(name: str, values: tuple[str, ...]) -> Iterator[str]:
    if not values:
        yield f"{name} = []"
        return
    yield f"{name} = ["
    yield from (f"    {_string(value)}," for value in values)
    yield "]"


def _table(pairs: Iterable[tuple[str, str]]) -> str:
    return f"{{ {', '.join(f'{name} = {value}' for name, value in pairs)} }}"


def _string(text: str) -> str:
    """Return a TOML string; `tomlkit` knows how, and is asked where there is something to know."""
    if _PLAIN.fullmatch(text):
        return f'"{text}"'
    import tomlkit  # noqa: PLC0415 - slow to import, and rarely needed

    return tomlkit.string(text).as_string()
