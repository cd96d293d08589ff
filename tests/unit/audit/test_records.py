"""Records are read as the schema says, whatever they are named by, and refused where they cannot be understood."""

from __future__ import annotations

import io
import json
import os
import sys
import tarfile
import zipfile
from typing import TYPE_CHECKING, Any

import pytest

from tests.unit.audit.records_of import encoded, record
from vendorize.audit import files
from vendorize.audit.files import archive_files, folder_files
from vendorize.audit.grouping import without_aliases
from vendorize.audit.records import read_advisories, read_record
from vendorize.audit.symbolfields import spelled_symbol, symbols_named
from vendorize.audit.userfile import read_symbols
from vendorize_analysis.errors import UserError

if TYPE_CHECKING:
    from pathlib import Path


def zipped(path: Path, entries: dict[str, bytes], **attributes: int) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            entry = zipfile.ZipInfo(name)
            entry.external_attr = attributes.get("mode", 0) << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return path


def test_a_folder_a_zip_and_a_file_say_the_same(tmp_path: Path) -> None:
    content = encoded(record(aliases=["CVE-2024-1"], summary="bad\nthings"))
    folder = tmp_path / "osv"
    (folder / "dep").mkdir(parents=True)
    (folder / ".git").mkdir()
    (folder / ".git/x.json").write_text("{")
    (folder / "dep/PYSEC-2024-1.json").write_bytes(content)
    (folder / "README.md").write_text("no record")
    archive = zipped(tmp_path / "all.zip", {"PYSEC-2024-1.json": content, "note.txt": b"x"})
    found = [read_advisories(one) for one in (folder, archive, folder / "dep/PYSEC-2024-1.json")]
    assert [(one.id, one.aliases, one.summary) for (one,) in found] == [
        ("PYSEC-2024-1", ("CVE-2024-1",), "bad things")
    ] * 3


@pytest.mark.parametrize(
    ("fields", "names"),
    [
        (
            {"imports": [{"attribute": "Session.get", "modules": ["dep", "dep.api"]}]},
            ["dep.api:Session.get", "dep:Session.get"],
        ),
        ({"imports": [{"path": "dep.core", "symbols": ["run", "stop"]}]}, ["dep.core:run", "dep.core:stop"]),
        ({"imports": [{"path": "dep/core"}, "dep.other"]}, ["dep.core:", "dep.other"]),
        ({"affected_functions": ["dep.core.run()", "`stop`"]}, ["dep.core.run", "stop"]),
        ({"affects": {"functions": {"dep::core::run": ["< 2"]}, "os": []}}, ["dep.core.run"]),
        ({"symbols": [{"name": "run"}], "functions": "stop"}, ["run", "stop"]),
        ({"symbols": [1, None, ""], "imports": "x", "affects": []}, []),
        ({"severity": "HIGH"}, []),
    ],
)
def test_symbols_are_read_in_the_shapes_that_databases_have(fields: dict[str, Any], names: list[str]) -> None:
    assert list(symbols_named({"ecosystem_specific": fields})) == names
    assert list(symbols_named({"database_specific": fields})) == names


def test_what_is_no_name_stays_as_it_is() -> None:
    assert spelled_symbol("the render\n function") == "the render function"
    assert spelled_symbol("Markup#escape(x, y)") == "Markup.escape"
    assert spelled_symbol("a.b:") == "a.b:"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\xff", "no JSON"),
        (b"[" * 100_000, "no JSON"),
        (b"[]", "not a table"),
        (encoded({"id": 1}), "id must be a text"),
        (encoded({}), "id must be an identifier"),
        (encoded({"id": "x" * 1000}), "id must be an identifier"),
        (encoded(record(affected={})), "affected must be a list"),
        (encoded(record(affected=[1])), "affected[0]"),
        (encoded(record(schema_version="2.0.0")), "schema 2.0.0"),
        (encoded(record(package={"ecosystem": "PyPI"})), "name must be the name"),
        (encoded(record(ranges=[{"type": "OTHER"}])), "ranges[0].type"),
        (encoded(record(versions=[1])), "versions must be a list of texts"),
        (encoded(record(aliases="x")), "aliases must be a list"),
    ],
)
def test_what_cannot_be_understood_is_refused_with_its_place(content: bytes, said: str) -> None:
    with pytest.raises(UserError) as caught:
        read_record(content, "db/one.json")
    assert caught.value.message.startswith("db/one.json: ")
    assert said in caught.value.message


def test_other_ecosystems_are_passed_over_and_null_is_nothing() -> None:
    found = read_record(encoded(record(package={"ecosystem": "npm", "name": 5}, aliases=None, severity=None)), "x")
    assert found.affected == ()


def test_texts_steer_no_terminal() -> None:
    found = read_record(encoded(record(summary="\x1b[2Jgone\u202e", aliases=["CVE\x1b]0;x\x07"])), "x")
    assert found.summary == "?[2Jgone?"
    assert found.aliases == ("CVE?]0;x?",)


@pytest.mark.parametrize("name", ["../x.json", "/etc/x.json", "a/../../x.json", "./../x.json", "C:\\x.json"])
def test_an_archive_that_leads_elsewhere_is_refused(tmp_path: Path, name: str) -> None:
    path = zipped(tmp_path / "all.zip", {name: b"{}"})
    with pytest.raises(UserError, match="leads out of the archive"):
        read_advisories(path)
    assert list(tmp_path.iterdir()) == [path]


def test_links_devices_and_what_is_too_much_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UserError, match="no regular file"):
        read_advisories(zipped(tmp_path / "link.zip", {"x.json": b"/etc/passwd"}, mode=0o120777))
    folder = tmp_path / "osv"
    folder.mkdir()
    (tmp_path / "real.json").write_bytes(encoded(record()))
    (folder / "x.json").symlink_to(tmp_path / "real.json")
    with pytest.raises(UserError, match="is a link"):
        read_advisories(folder)
    (folder / "x.json").unlink()
    os.mkfifo(folder / "x.json")
    with pytest.raises(UserError, match="no regular file"):
        read_advisories(folder)
    (folder / "x.json").unlink()
    with pytest.raises(UserError, match="no OSV record"):
        read_advisories(folder)
    monkeypatch.setattr(files, "MOST_BYTES_OF_A_FILE", 100)
    with pytest.raises(UserError, match="more than 100 bytes"):
        read_advisories(zipped(tmp_path / "bomb.zip", {"x.json": b" " * 10_000}))
    monkeypatch.setattr(files, "MOST_BYTES", 50)
    with pytest.raises(UserError, match="more than 50 bytes"):
        read_advisories(
            zipped(tmp_path / "all.zip", {f"{one}.json": b'{"id": "PYSEC-2024-1"}' + b" " * 20 for one in "ab"})
        )
    monkeypatch.setattr(files, "MOST_FILES", 1)
    with pytest.raises(UserError, match="more than 1 files"):
        read_advisories(zipped(tmp_path / "many.zip", {"a": b"", "b": b""}))


def test_an_archive_that_lies_about_a_length_is_refused(tmp_path: Path) -> None:
    path = zipped(tmp_path / "all.zip", {"x.json": encoded(record())})
    broken = bytearray(path.read_bytes())
    broken[len(broken) // 2] ^= 0xFF
    path.write_bytes(bytes(broken))
    with pytest.raises(UserError):
        read_advisories(path)
    path.write_bytes(b"no zip")
    with pytest.raises(UserError, match="cannot be read"):
        read_advisories(path)


def test_a_tar_with_a_link_or_a_device_is_refused(tmp_path: Path) -> None:
    for kind in (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE, tarfile.CHRTYPE):
        path = tmp_path / "dep-1.0.tar.gz"
        with tarfile.open(path, "w:gz") as archive:
            entry = tarfile.TarInfo("dep-1.0/dep.py")
            entry.type, entry.linkname = kind, "/etc/passwd"
            archive.addfile(entry, io.BytesIO())
        with pytest.raises(UserError, match="no regular file"):
            list(archive_files(path, lambda _: True))


def test_names_of_files_steer_no_terminal(tmp_path: Path) -> None:
    (tmp_path / "\x1b[2J.json").write_text("{")
    with pytest.raises(UserError) as caught:
        read_advisories(tmp_path)
    assert "\x1b" not in caught.value.message
    assert [one.name for one in folder_files(tmp_path, lambda _: True)] == ["\x1b[2J.json"]


def test_aliases_are_one_advisory_and_withdrawn_ones_are_none() -> None:
    made = [
        record("CVE-2024-1", severity=[{"type": "CVSS_V3", "score": "CVSS:3.1/AV:N"}]),
        record("GHSA-a", aliases=["CVE-2024-1"], summary="said"),
        record("PYSEC-2024-1", aliases=["GHSA-a"], ecosystem_specific={"symbols": ["run"]}),
        record("PYSEC-2024-2", aliases=["CVE-2024-2"], withdrawn="2024-02-01T00:00:00Z"),
        record("PYSEC-2024-3"),
    ]
    found = without_aliases([read_record(encoded(one), "x") for one in made])
    assert [one.id for one in found] == ["PYSEC-2024-1", "PYSEC-2024-3"]
    assert (found[0].aliases, found[0].summary, found[0].severity) == (
        ("CVE-2024-1", "GHSA-a"),
        "said",
        "CVSS:3.1/AV:N",
    )
    assert [one.symbols for one in found[0].affected] == [("run",), ()]


def test_the_users_file_is_read_strictly(tmp_path: Path) -> None:
    path = tmp_path / "symbols.toml"
    path.write_text(
        '[[advisory]]\nid = "CVE-1"\nsymbols = ["dep.core:run"]\ndistribution = "De_P"\nnote = "looked at"\n'
    )
    (found,) = read_symbols(path)
    assert (found.advisory, found.symbols, found.key) == ("CVE-1", ("dep.core:run",), "de-p")
    for text in (
        "x = 1\n",
        '[[advisory]]\nid = "CVE-1"\n',
        '[[advisory]]\nid = "C"\nsymbols = ["a"]\nother = 1\n',
        "a = [",
    ):
        path.write_text(text)
        with pytest.raises(UserError):
            read_symbols(path)


def test_a_whole_database_is_read_and_broken_json_named(tmp_path: Path) -> None:
    (tmp_path / "good.json").write_bytes(encoded(record()))
    (tmp_path / "bad.json").write_text(json.dumps(record())[:-1])
    with pytest.raises(UserError, match=r"bad\.json: no JSON"):
        read_advisories(tmp_path)


def test_records_in_yaml_are_read_and_other_yaml_is_passed_over(tmp_path: Path) -> None:
    folder = tmp_path / "osv"
    folder.mkdir()
    (folder / "a.json").write_bytes(encoded(record()))
    (folder / "workflow.yml").write_text("on: push\njobs:\n  id: 1\n", encoding="utf-8")
    assert len(read_advisories(folder)) == 1
    (folder / "PYSEC-2024-2.yaml").write_text(IN_YAML, encoding="utf-8")
    (one,) = read_advisories(folder / "PYSEC-2024-2.yaml")
    assert (one.id, one.aliases, one.withdrawn) == ("PYSEC-2024-2", ("CVE-2024-2",), False)
    (package,) = one.affected
    assert (package.key, package.versions, package.symbols) == ("dep", ("1.10", "1.9"), ("dep.core:run",))
    assert [event.version for event in package.ranges[0].events] == ["0", "1.20"]
    assert [one.id for one in read_advisories(folder)] == ["PYSEC-2024-1", "PYSEC-2024-2"]
    (folder / "b.yml").write_text(json.dumps(record("PYSEC-2024-3")), encoding="utf-8")
    assert len(read_advisories(folder)) == 3


IN_YAML = """\
id: PYSEC-2024-2
modified: 2024-01-01T00:00:00Z
withdrawn: null
aliases: [CVE-2024-2]
affected:
- package: {ecosystem: PyPI, name: dep}
  versions:
  - 1.10
  - "1.9"
  ranges:
  - type: ECOSYSTEM
    events:
    - introduced: "0"
    - fixed: 1.20
  ecosystem_specific:
    symbols: ["dep.core:run"]
details: |-
  A text: of several
  lines.
"""


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("aliases: &a [x]\nrelated: *a\n", "anchors and aliases"),
        ("related: *a\n", "anchors and aliases"),
        ("id: PYSEC-2\n", "twice"),
        ("---\nid: PYSEC-2\n", "2 documents"),
        ("[a]: b\n", "a key that is no text"),
        (f"x: {'[' * 5000}\n", "no YAML that can be read"),
        (f"x: {'[' * 150}{']' * 150}\n", "nested too deeply"),
        ("x: 'no end\n", "no YAML that can be read"),
        ("x: \x00\n", "no YAML that can be read"),
        ("severity: !!python/object/apply:os.system ['touch /tmp/x']\n", "severity"),
    ],
)
def test_yaml_that_is_more_than_tables_lists_and_texts_is_refused(text: str, message: str) -> None:
    with pytest.raises(UserError, match=message) as caught:
        read_record(f"id: PYSEC-1\nmodified: 2024-01-01T00:00:00Z\n{text}".encode(), "x.yaml")
    assert caught.value.message.isprintable()


def test_a_record_in_yaml_without_the_extra_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "yaml", None)
    (tmp_path / "x.yaml").write_text(IN_YAML, encoding="utf-8")
    with pytest.raises(UserError, match="a record in YAML needs yaml"):
        read_advisories(tmp_path)
