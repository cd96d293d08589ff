"""Hostile advisories, archives of them, symbols files and artefacts: `audit` reads them, or refuses them by name."""

from __future__ import annotations

import io
import json
import tarfile
import zipfile
from typing import TYPE_CHECKING, Any

from tests.attack.hostile import ENDLESS, SING, Content, Folder, Hostile, Link, Pipe
from tests.unit.audit.records_of import encoded, record

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.attack.hostile import Expected

OSV = "{folder}/osv"
VEX = ("--vex", "{folder}/outside/vex.json")
GOOD = encoded(record())


def zipped(entries: Mapping[str, bytes], mode: int = 0) -> bytes:
    """Return a zip, whose entries may say that they are no regular files."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            entry = zipfile.ZipInfo(name)
            entry.external_attr = mode << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return stream.getvalue()


def tarred(name: str, kind: bytes = tarfile.REGTYPE, content: bytes = b"") -> bytes:
    """Return a compressed tar archive of one entry."""
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w:gz") as archive:
        entry = tarfile.TarInfo(name)
        entry.type, entry.linkname, entry.size = kind, "/etc/passwd", len(content)
        archive.addfile(entry, io.BytesIO(content))
    return stream.getvalue()


def _records(contents: Mapping[str, Content], expected: Expected = "refused") -> list[Hostile]:
    call = ("audit", "--osv", OSV, *(VEX if expected == "refused" else ()))
    return [
        Hostile(f"audit: a record that {what}", {"osv/x.json": one}, expected, "x.json", call)
        for what, one in contents.items()
    ]


def _archives(contents: Mapping[str, Content]) -> list[Hostile]:
    call = ("audit", "--osv", f"{OSV}/all.zip", *VEX)
    return [
        Hostile(f"audit: an archive that {what}", {"osv/all.zip": one}, "refused", "all.zip", call)
        for what, one in contents.items()
    ]


def _artefacts(name: str, contents: Mapping[str, Content], expected: Expected = "refused") -> list[Hostile]:
    call = ("audit", "--osv", OSV, "--artefacts", "{folder}/wheels")
    return [
        Hostile(f"audit: {name} that {what}", {"osv/x.json": GOOD, f"wheels/{name}": one}, expected, name, call)
        for what, one in contents.items()
    ]


def _symbols(contents: Mapping[str, Content]) -> list[Hostile]:
    call = ("audit", "--osv", OSV, "--symbols", "{folder}/symbols.toml")
    return [
        Hostile(
            f"audit: symbols that are {what}", {"osv/x.json": GOOD, "symbols.toml": one}, "refused", "symbols", call
        )
        for what, one in contents.items()
    ]


def _naming(symbol: str, **more: Any) -> bytes:  # noqa: ANN401 - fields
    return encoded(record(ecosystem_specific={"symbols": [symbol]}, **more))


_BOMB = zipped({"x.json": b" " * (17 << 20)})
CASES = (
    *_records(
        {
            "is nested": "[" * 200_000,
            "is nested in a table": '{"id": ' * 100_000,
            "is a pipe": Pipe(),
            "never ends": ENDLESS,
            "is a link out": Link("../outside/secret.py"),
            "is a link to itself": Link("x.json"),
            "is bytes": b"\xff\xfe\x00",
            "is empty": "",
            "is a list": "[]",
            "has a long number": '{"id": "A-1", "x": ' + "9" * 10_000 + "}",
            "has no identifier": "{}",
            "has a long identifier": encoded(record("A" * 100_000)),
            "has ranges of another kind": encoded(record(ranges=[{"type": "\x1b[2J"}])),
            "names too much": encoded(record(ecosystem_specific={"symbols": [f"x{one}" for one in range(100_000)]})),
            "is too long": b'{"id": "A-1", "details": "' + b"x" * (17 << 20) + b'"}',
        }
    ),
    *_records(
        {
            "steers the terminal": _naming(
                "dep.core:inner", summary="\x1b]0;gone\x07\x1b[2J\u202e", aliases=["\x1b[1A"]
            ),
            "names a symbol with a path": _naming("../../../etc/passwd"),
            "names a symbol that steers": _naming("\x1b[2J"),
            "names a long symbol": _naming("a." * 50_000 + "b"),
            "names a symbol of blanks": _naming("a" + " " * 1_000_000 + "b"),
            "has many aliases": encoded(record(aliases=[f"CVE-{one}" for one in range(20_000)])),
            "has surrogates": '{"id": "\\ud800", "affected": [{"package": {"ecosystem": "PyPI", "name": "\\udfff"}}]}',
            "has odd versions": encoded(record(versions=["\x00", "1" * 10_000, "", "1!" * 500])),
        },
        "finds",
    ),
    *_archives(
        {
            "leads up": zipped({"../outside/evil.json": GOOD}),
            "leads to the root": zipped({"/tmp/evil.json": GOOD}),  # noqa: S108 - it must not be written
            "leads elsewhere on Windows": zipped({"C:\\evil.json": GOOD}),
            "has a link": zipped({"x.json": b"/etc/passwd"}, 0o120777),
            "has a device": zipped({"x.json": GOOD}, 0o020666),
            "is a bomb": _BOMB,
            "is none": b"PK\x03\x04" + b"\0" * 40,
            "is cut": zipped({"x.json": GOOD})[:-30],
            "is empty": zipped({}),
            "is a pipe": Pipe(),
            "never ends": ENDLESS,
        }
    ),
    *_artefacts(
        "dep-2.0-py3-none-any.whl",
        {
            "leads up": zipped({"../outside/evil.py": b"x = 1\n"}),
            "has a link": zipped({"dep/core.py": b"/etc/passwd"}, 0o120777),
            "is none": b"no zip",
            "is a pipe": Pipe(),
        },
    ),
    *_artefacts(
        "dep-2.0.tar.gz",
        {
            "leads up": tarred("dep-2.0/../../outside/evil.py"),
            "has a link": tarred("dep-2.0/dep/core.py", tarfile.SYMTYPE),
            "has a device": tarred("dep-2.0/dep/core.py", tarfile.CHRTYPE),
            "is none": b"\x1f\x8b no tar",
        },
    ),
    *_artefacts("dep-2.0-py3-none-any.whl", {"has code": zipped({"dep/core.py": SING.encode()})}, "finds"),
    *_symbols(
        {
            "nested": "x = " + "[" * 50_000,
            "a pipe": Pipe(),
            "bytes": b"\xff\xfe",
            "of other types": "advisory = 3\n",
            "a folder": Folder(),
        }
    ),
    Hostile("audit: no advisories", {"osv": Folder()}, "refused", "osv", ("audit", "--osv", OSV)),
    Hostile(
        "audit: --vex below a file",
        {"osv/x.json": GOOD, "file": "x"},
        "refused",
        "file",
        ("audit", "--osv", OSV, "--vex", "{folder}/file/x"),
    ),
    Hostile(
        "audit: names of files", {"osv/\x1b[2J\u202e.json": json.dumps({})}, "refused", ".json", ("audit", "--osv", OSV)
    ),
)
