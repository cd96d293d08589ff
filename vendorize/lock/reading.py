"""Read a lock back: everything in it is checked, for it may come from anybody."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, cast, get_args

from vendorize.emit.paths import is_safe
from vendorize.lock.guarded import is_readable
from vendorize.lock.plain import is_plain, unspelled
from vendorize.lock.writing import VERSION
from vendorize.model.cold import ColdPolicy
from vendorize.model.lock import (
    LOCK_NAME,
    Artefact,
    ChangedFile,
    Decision,
    Lock,
    LockedCapability,
    LockedCopy,
    LockedDistribution,
    LockedFile,
    LockedLicence,
    LockedPatch,
    LockedProject,
    Undeclared,
)
from vendorize_analysis.discovery.toml import read_toml
from vendorize_analysis.errors import UserError
from vendorize_analysis.model.capabilities import CAPABILITIES

if TYPE_CHECKING:
    from pathlib import Path

    from vendorize_analysis.discovery.toml import Table

_SHA256 = re.compile(r"[0-9a-f]{64}")
_FUNCTION = re.compile(r"[^\s:]+:[1-9][0-9]{0,8}")
_ANEW = "run `vendorize extract` again, or take the lock back from version control"


def read_lock(folder: Path, name: str = LOCK_NAME) -> Lock | None:
    """Return the lock of a result, which has this file name; None where it has none.

    Raises `UserError` for one that is no lock of ours: wrong types, paths out of the result, hashes that are none,
    control characters, a link, or nested without end.
    """
    file = folder / name
    if not is_readable(file, folder):
        return None
    content = read_toml(file)
    if content.values.get("version") != VERSION:
        raise UserError(f"{file}:1: not a lock that this version of vendorize knows", hint=_ANEW)
    lock = Lock(
        tool=_text(content, "tool"),
        layout=_text(content, "layout"),
        home=_home(content),
        python=_text(content, "python"),
        platform=_text(content, "platform"),
        configuration=_text(content, "configuration"),
        options=_texts(content, "options"),
        project=_project(content.table("project")),
        distributions=tuple(map(_distribution, content.tables("distribution"))),
        unused_rules=_texts(content, "unused-rules"),
        undeclared=tuple(map(_undeclared, content.tables("undeclared"))),
        changed=tuple(map(_changed, content.tables("changed"))),
        settings=_texts(content, "settings"),
        complete=_is_complete(content),
    )
    _check_sound(lock, file)
    return lock


def _check_sound(lock: Lock, file: Path) -> None:
    """Raise `UserError` for a lock that contradicts itself, so that something would not be looked at."""
    _check_each_once(lock, file)
    for one in lock.distributions:
        if one.verdict == "unused" and one.files:
            raise UserError(f"{file}: {one.name} is unused and has files", hint=_ANEW)
        outside = [each.path for each in one.files if not each.path.startswith(f"{lock.home}/")]
        if outside and not lock.complete and lock.home != ".":
            raise UserError(f"{file}: {outside[0]!r} does not lie in {lock.home}", hint=_ANEW)


def _check_each_once(lock: Lock, file: Path) -> None:
    written = [one.path for one in lock.written()]
    twice = sorted({path for path, after in pairwise(written) if path == after})
    if twice:
        raise UserError(f"{file}: {twice[0]!r} is listed twice", hint=_ANEW)


def _project(table: Table) -> LockedProject:
    return LockedProject(
        name=_text(table, "name"),
        requires=_texts(table, "requires"),
        requires_after=_texts(table, "requires-after"),
        files=tuple(_file(one) for one in table.tables("files")),
        inputs=tuple(_file(one, written=False) for one in table.tables("inputs")),
        version=_text(table, "version"),
        licenses=_texts(table, "licenses"),
    )


def _distribution(table: Table) -> LockedDistribution:
    verdict = _text(table, "verdict")
    if verdict not in get_args(Decision):
        raise table.wrong("verdict", "extract, external or unused")
    artefact = table.table("artefact")
    return LockedDistribution(
        name=_text(table, "name"),
        key=_text(table, "key"),
        version=_text(table, "version"),
        verdict=cast("Decision", verdict),
        licenses=_texts(table, "licenses"),
        license_files=tuple(_safe(one, table, "license-files") for one in table.texts("license-files")),
        requires=_texts(table, "requires"),
        artefact=Artefact(
            told_by=_text(artefact, "told-by"),
            name=_text(artefact, "name"),
            url=_text(artefact, "url"),
            hashes=_texts(artefact, "hashes"),
            revision=_text(artefact, "revision"),
        ),
        contents=_text(table, "contents"),
        requires_python=_text(table, "requires-python"),
        stripped=_texts(table, "stripped"),
        files=tuple(_file(one) for one in table.tables("files")),
        file_licenses=tuple(map(_file_licence, table.tables("file-licenses"))),
        copies=tuple(map(_copy, table.tables("copies"))),
        patches=tuple(map(_patch, table.tables("patches"))),
        capabilities=tuple(map(_capability, table.tables("capabilities"))) if "capabilities" in table else None,
    )


def _patch(table: Table) -> LockedPatch:
    return LockedPatch(_safe(table.text("path"), table, "path"), _sha256(table, "sha256"))


def _file_licence(table: Table) -> LockedLicence:
    return LockedLicence(_safe(table.text("source"), table, "source"), _text(table, "license"))


def _copy(table: Table) -> LockedCopy:
    return LockedCopy(_text(table, "name"), _text(table, "version"), _safe(table.text("folder"), table, "folder"))


def _capability(table: Table) -> LockedCapability:
    name, source = _text(table, "name"), table.text("source")
    if name not in CAPABILITIES:
        raise table.wrong("name", "a capability that this version of vendorize knows")
    safe = _safe(source, table, "source") if source else ""
    return LockedCapability(name, safe, _text(table, "symbol"), _text(table, "uses"))


def _file(table: Table, *, written: bool = True) -> LockedFile:
    path = _safe(table.text("path"), table, "path") if written else ""
    source = table.text("source")
    sha256 = _sha256(table, "sha256") if written else ""
    of_source = _sha256(table, "source-sha256") if not written or "source-sha256" in table else sha256
    return LockedFile(
        path=path,
        sha256=sha256,
        source=_safe(source, table, "source") if source else "",
        source_sha256=of_source if source else "",
        extracted_sha256=_sha256(table, "extracted-sha256") if "extracted-sha256" in table else "",
        cold=_cold(table),
        cold_functions=tuple(_function(one, table) for one in table.texts("cold-functions")),
    )


def _cold(table: Table) -> str:
    policy = table.text("cold")
    if policy not in {"", *get_args(ColdPolicy)} - {"drop"} or ("cold-functions" in table and not policy):
        raise table.wrong("cold", "load, warn or deny")
    return policy


def _function(text: str, table: Table) -> str:
    if not _FUNCTION.fullmatch(text):
        raise table.wrong("cold-functions", "names of functions, each with its line: name:1")
    return _plain(text, table, "cold-functions")


def _undeclared(table: Table) -> Undeclared:
    line = table.values.get("line")
    if not isinstance(line, int) or isinstance(line, bool) or line < 0:
        raise table.wrong("line", "a number of a line")
    path = _text(table, "path")
    return Undeclared(path, line, _text(table, "module"), _text(table, "distribution"), _text(table, "importer"))


def _changed(table: Table) -> ChangedFile:
    path = _safe(table.text("path"), table, "path")
    return ChangedFile(unspelled(_text(table, "distribution")), path, unspelled(_text(table, "reason")))


def _is_complete(content: Table) -> bool:
    found = content.values.get("complete", False)
    if not isinstance(found, bool):
        raise content.wrong("complete", "true or false")
    return found


def _home(content: Table) -> str:
    home = content.text("home")
    return home if home == "." else _safe(home, content, "home")


def _safe(path: str, table: Table, key: str) -> str:
    meant = unspelled(path)
    if not is_plain(path) or not is_safe(meant):
        raise UserError(f"{table.file}: {table.path(key)}: the path {path!r} leads out of its folder", hint=_ANEW)
    return meant


def _sha256(table: Table, key: str) -> str:
    value = table.text(key)
    if not _SHA256.fullmatch(value):
        raise table.wrong(key, "a SHA-256 in hexadecimal")
    return value


def _text(table: Table, key: str) -> str:
    return _plain(table.text(key), table, key)


def _texts(table: Table, key: str) -> tuple[str, ...]:
    return tuple(_plain(one, table, key) for one in table.texts(key))


def _plain(text: str, table: Table, key: str) -> str:
    if not is_plain(text):
        raise UserError(f"{table.file}: {table.path(key)}: {text!r} has control characters", hint=_ANEW)
    return text
