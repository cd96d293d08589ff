"""Whatever stands in a file of advisories: it is read, or refused with its place; nothing else happens.

Records are mutated from good ones, because text that is no JSON is refused by others before we see it.
"""

from __future__ import annotations

import io
import json
import os
import zipfile
from typing import TYPE_CHECKING, Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.audit.records_of import record
from vendorize.audit.bodies import bodies_of, differing
from vendorize.audit.defining import definitions_of
from vendorize.audit.grouping import without_aliases
from vendorize.audit.matching import match_release
from vendorize.audit.records import read_advisories, read_record
from vendorize_analysis.errors import UserError

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

EXAMPLES = settings(max_examples=20_000 if os.environ.get("VENDORIZE_PROPERTIES") == "thorough" else 100)
WORDS = st.sampled_from(
    ["dep", "PyPI", "0", "1.0", "2.0", "*", "weird", "dep.core:run", "\x1b[2J", "a b", "", "\u202e", "CVE-1"]
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | WORDS | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["name", "symbols", "modules", "events", "fixed", "introduced", "type"]), inner
        )
    ),
    max_leaves=8,
)
YAML = [
    "id: x",
    "\n",
    "- ",
    ": ",
    "{",
    "}",
    "[",
    "]",
    "&a ",
    "*a",
    "!!str ",
    "'",
    '"',
    "|",
    ">",
    "\t",
    "#",
    "? ",
    "---",
]
KEYS = (
    "id", "aliases", "summary", "details", "severity", "references", "affected", "withdrawn", "package", "ranges",
    "versions", "ecosystem_specific", "database_specific", "schema_version",
)  # fmt: skip
RECORDS = st.dictionaries(st.sampled_from(KEYS), VALUES, max_size=4).map(lambda more: record(**more))
RANGES = st.lists(
    st.fixed_dictionaries(
        {
            "type": st.sampled_from(["ECOSYSTEM", "SEMVER", "GIT"]),
            "events": st.lists(
                st.dictionaries(
                    st.sampled_from(["introduced", "fixed", "last_affected", "limit"]), WORDS, min_size=1, max_size=2
                ),
                max_size=4,
            ),
        }
    ),
    max_size=3,
)


def plain(value: object) -> bool:
    return str(value).isprintable()


def check(error: UserError, beginning: str) -> None:
    assert error.message.startswith(beginning)
    assert plain(error.message)


@EXAMPLES
@given(values=RECORDS | VALUES)
def test_a_record_is_read_or_refused(values: Any) -> None:  # noqa: ANN401 - anything
    try:
        found = read_record(json.dumps(values).encode(), "x.json")
    except UserError as error:
        check(error, "x.json: ")
        return
    assert found.id
    assert all(map(plain, (found.id, found.summary, found.severity, *found.aliases, *found.urls)))
    assert all(plain(name) for one in found.affected for name in (*one.symbols, *one.versions, one.key))
    without_aliases([found, found])
    for version in ("1.0", "2.0", "weird", ""):
        match_release(found, "dep", version)


@EXAMPLES
@given(ranges=RANGES, version=st.sampled_from(["0.5", "1.0", "1.5", "2.0", "3.0", "weird", "1.0+x"]))
def test_a_fix_is_above_the_release_and_a_listed_release_is_affected(ranges: list[Any], version: str) -> None:
    found = read_record(json.dumps(record(ranges=ranges)).encode(), "x")
    match = match_release(found, "dep", version)
    if match is not None and match.fixed:
        assert match_release(found, "dep", version) == match
        assert match.fixed not in {"0.5", version}
    listed = read_record(json.dumps(record(ranges=ranges, versions=[version])).encode(), "x")
    assert match_release(listed, "dep", version) is not None


@EXAMPLES
@given(
    text=st.lists(st.sampled_from(YAML) | st.text(max_size=3), max_size=20).map("".join),
    values=RECORDS,
)
def test_yaml_is_read_or_refused(text: str, values: dict[str, Any]) -> None:
    good = json.dumps(values)
    for piece in (text, f"id: x\nmodified: y\n{text}", good, f"{good[:60]}{text}{good[60:]}"):
        try:
            found = read_record(piece.encode("utf-8", "surrogatepass"), "x.yaml")
        except UserError as error:
            check(error, "x.yaml: ")
            continue
        assert found.id


@EXAMPLES
@given(content=st.binary(max_size=200) | RECORDS.map(lambda one: json.dumps(one).encode()), cut=st.integers(0, 250))
def test_bytes_are_read_or_refused(content: bytes, cut: int) -> None:
    for piece in (content, content[:cut]):
        try:
            read_record(piece, "x.json")
        except UserError as error:
            check(error, "x.json: ")


@settings(max_examples=EXAMPLES.max_examples // 10)
@given(
    data=st.data(), name=st.sampled_from(["a.json", "../a.json", "/a.json", "a/b.json", "\x1b.json", "a\\..\\b.json"])
)
def test_an_archive_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject, name: str
) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(name, json.dumps(record()))
    content = bytearray(stream.getvalue())
    for _ in range(data.draw(st.integers(0, 3))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    folder: Path = tmp_path_factory.mktemp("osv")
    path = folder / "all.zip"
    path.write_bytes(bytes(content))
    try:
        read_advisories(path)
    except UserError as error:
        check(error, str(folder))
    assert list(folder.iterdir()) == [path]


SOURCES = st.lists(
    st.sampled_from(
        [
            "def f(): pass", "def f(x): return x", "class C:\n    def f(self): pass", "class C(D): x = 1", "x = 1",
            "x = y = 2",
            "from a import *", "from . import b as c", "import a.b", "if x:\n    def f(): pass\nelse:\n    f = 1",
            "try:\n    import q\nexcept ImportError:\n    q = None", "X", "for i in x: y = i", "x: int = 3",
            "f()",
            "with a as b:\n    class D: pass", "async def g(): await f()", "def broken(",
        ]
    ),
    max_size=6,
).map("\n".join)  # fmt: skip


@EXAMPLES
@given(before=SOURCES, after=SOURCES)
def test_sources_that_differ_by_more_than_comments_differ(before: str, after: str) -> None:
    old, new = bodies_of(before.encode()), bodies_of(after.encode())
    definitions_of(before.encode())
    if old is None or new is None:
        assert "broken" in before + after
        return
    assert list(differing(old, old)) == []
    commented = bodies_of(f"# more\n{before}\n\n# end\n".encode())
    assert commented == old
    if before.replace("X", "").split() != after.replace("X", "").split():
        names = sorted(one for one in before.splitlines() if "'''" not in one)
        if names != sorted(one for one in after.splitlines() if "'''" not in one):
            assert list(differing(old, new))
