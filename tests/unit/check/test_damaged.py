"""Wheels, locks and statements that were made to deceive: an error or a finding, never nothing."""

from __future__ import annotations

import base64
import copy
import json
import zipfile
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from tests.unit.check.test_whole_results import INFO, found, wheel_of
from tests.unit.lock.test_reading import LOCK
from vendorize.lock import lock_source, read_lock
from vendorize.model.request import Request
from vendorize.provenance import provenance_findings, read_statement, statement_of
from vendorize.stating import state_provenance
from vendorize_analysis.errors import UserError
from vendorize_analysis.model.events import Silent

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SUBJECTS = {"a.py": "1" * 64}


@pytest.mark.parametrize("kind", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_wheel_that_is_damaged_anywhere_is_an_error(tmp_path: Path, kind: int) -> None:
    wheel = tmp_path / "app-0.1-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w", kind) as archive:
        archive.writestr(f"{INFO}/vendorize.lock", lock_source(LOCK) * 3)
        archive.writestr("app/a.py", "x = 1\n" * 400)
    content = wheel.read_bytes()
    for at in range(30, len(content) - 30, max(len(content) // 25, 1)):
        for damaged in (content[:at], content[:at] + b"\xff\x00" + content[at + 2 :]):
            wheel.write_bytes(damaged)
            with pytest.raises(UserError):
                found(wheel)


def test_links_and_second_entries_in_a_wheel_are_refused(tmp_path: Path) -> None:
    for name, mode in (("app/link", 0o120777), ("app/table.txt", 0)):
        wheel = wheel_of(tmp_path, {})
        with zipfile.ZipFile(wheel, "a") as archive:
            entry = zipfile.ZipInfo(name)
            entry.external_attr = mode << 16
            if name == "app/table.txt":
                with pytest.warns(UserWarning, match="Duplicate"):
                    archive.writestr(entry, "42\n")
            else:
                archive.writestr(entry, "/etc/passwd")
        with pytest.raises(UserError):
            found(wheel)


def test_a_lock_that_contradicts_itself_is_refused(tmp_path: Path) -> None:
    (first, *_) = (one for one in LOCK.distributions if one.files)
    unused = replace(LOCK, distributions=(replace(first, verdict="unused"),))
    elsewhere = replace(LOCK, home="other", distributions=(first,))
    for lock in (unused, elsewhere):
        (tmp_path / "vendorize.lock").write_bytes(lock_source(lock))
        with pytest.raises(UserError, match=r"has files|does not lie in"):
            read_lock(tmp_path)


def _subject(said: dict[str, Any]) -> None:
    said["subject"].insert(0, {"name": "a.py", "digest": {"sha256": "2" * 64}})


def _nameless(said: dict[str, Any]) -> None:
    said["subject"].append({"digest": {"sha256": "2" * 64}})


def _project(said: dict[str, Any]) -> None:
    said["predicate"]["buildDefinition"]["externalParameters"]["project"] = "other"


def _kind(said: dict[str, Any]) -> None:
    said["predicate"]["buildDefinition"]["buildType"] = "other"


@pytest.mark.parametrize("change", [_subject, _nameless, _project, _kind])
def test_a_statement_with_anything_else_in_it_is_found(
    tmp_path: Path, change: Callable[[dict[str, Any]], None]
) -> None:
    file = tmp_path / "a.json"
    said = statement_of(LOCK, SUBJECTS)
    for one, expected in ((said, False), (copy.deepcopy(said), True)):
        if expected:
            change(one)
        file.write_text(json.dumps(one), encoding="utf-8")
        read = read_statement(file, None)
        assert bool(list(provenance_findings(read, file, None, lock=LOCK, subjects=SUBJECTS))) is expected


@pytest.mark.parametrize("in_envelope", [False, True])
def test_a_statement_with_a_key_twice_is_refused(tmp_path: Path, *, in_envelope: bool) -> None:
    text = f'{json.dumps(statement_of(LOCK, SUBJECTS))[:-1]}, "subject": []}}'
    if in_envelope:
        payload = base64.b64encode(text.encode()).decode()
        text = json.dumps({"payload": payload, "payloadType": "application/vnd.in-toto+json", "signatures": []})
    (tmp_path / "a.json").write_text(text, encoding="utf-8")
    with pytest.raises(UserError, match="twice"):
        read_statement(tmp_path / "a.json", None)


def test_nothing_is_stated_of_a_wheel_with_a_file_that_no_lock_names(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="nothing is stated"):
        state_provenance(
            Request(wheel_of(tmp_path, {"app/more.py": ""})), None, key=None, attestations=(), progress=Silent()
        )


def test_who_names_a_private_key_is_told_to_keep_it(tmp_path: Path) -> None:
    pytest.importorskip("securesystemslib")
    payload = base64.b64encode(json.dumps(statement_of(LOCK, SUBJECTS)).encode()).decode()
    said = {"payload": payload, "payloadType": "application/vnd.in-toto+json", "signatures": []}
    (tmp_path / "a.json").write_text(json.dumps(said), encoding="utf-8")
    (tmp_path / "key").write_text("-----BEGIN PRIVATE KEY-----\nAA==\n-----END PRIVATE KEY-----\n", encoding="utf-8")
    with pytest.raises(UserError, match="private key"):
        read_statement(tmp_path / "a.json", tmp_path / "key")
