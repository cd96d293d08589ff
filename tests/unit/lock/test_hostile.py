"""Whatever a lock, a RECORD, a statement or the record of a result says, the answer is a value or a `UserError`."""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.lock.installed import distribution
from tests.unit.lock.test_artefacts import PYLOCK, UV
from tests.unit.lock.test_reading import LOCK
from vendorize.emit.manifest import Manifest, ManifestEntry, manifest_source, read_manifest
from vendorize.lock import changed_files, contents_digest, lock_source, read_lock, recorded_hashes
from vendorize.lock.artefacts import artefacts_of
from vendorize.provenance import provenance_findings, read_statement, statement_of
from vendorize.storage import MARKER
from vendorize_analysis.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Callable

MOST = 20_000 if os.environ.get("VENDORIZE_PROPERTIES") == "thorough" else 60
TEXT = lock_source(LOCK).decode()
PIECES = st.sampled_from(
    [
        '"',
        "'",
        "\\",
        "[",
        "]",
        "{",
        "}",
        "=",
        "\n",
        "..",
        "/",
        "\x00",
        "\x1b[2J",
        "\\u0000",
        "0",
        "true",
        "[[x]]",
        "é",
        ",",
    ]
)


def mangled(text: str) -> st.SearchStrategy[str]:
    """Replace parts of a text by what means something to its reader, or by anything."""
    places = st.integers(0, len(text))
    edit = st.tuples(places, st.integers(0, 30), PIECES | st.text(max_size=5))

    def apply(edits: list[tuple[int, int, str]]) -> str:
        found = text
        for at, length, new in edits:
            found = found[:at] + new + found[at + length :]
        return found

    return st.lists(edit, min_size=1, max_size=4).map(apply)


def survives(name: str, text: str, ask: Callable[[Path], object]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / name).parent.mkdir(parents=True, exist_ok=True)
        (Path(folder) / name).write_bytes(text.encode("utf-8", "surrogatepass"))
        before = sorted(Path(folder).rglob("*"))
        try:
            ask(Path(folder))
        except UserError as error:
            assert "\x1b" not in error.message  # noqa: PT017 - what it raises is not what this is about
        assert sorted(Path(folder).rglob("*")) == before


@pytest.mark.slow
@given(mangled(TEXT))
@settings(deadline=None, max_examples=MOST)
def test_any_lock_is_read_or_refused(text: str) -> None:
    survives("vendorize.lock", text, read_lock)


@pytest.mark.slow
@given(
    st.sampled_from([("uv.lock", UV), ("pylock.toml", PYLOCK)]).flatmap(
        lambda one: st.tuples(st.just(one[0]), mangled(one[1]))
    )
)
@settings(deadline=None, max_examples=MOST)
def test_any_other_lock_is_read_or_refused(given_: tuple[str, str]) -> None:
    survives(*given_, lambda folder: artefacts_of(folder)(distribution(folder, "dep")))


@given(mangled("dep/__init__.py,sha256=AAAA,3\ndep-1.0.dist-info/RECORD,,\n"))
@settings(deadline=None, max_examples=MOST)
def test_any_record_is_read_or_refused(text: str) -> None:
    def ask(folder: Path) -> None:
        found = distribution(folder, "dep")
        contents_digest(found, recorded_hashes(found))
        changed_files(found, ["dep/__init__.py"])

    survives("dep-1.0.dist-info/RECORD", text, ask)


@given(mangled(json.dumps(statement_of(LOCK, {"app.py": "0" * 64}))))
@settings(deadline=None, max_examples=MOST)
def test_any_statement_is_read_and_compared_or_refused(text: str) -> None:
    def ask(folder: Path) -> None:
        file = folder / "a.json"
        list(provenance_findings(read_statement(file, None), file, None, lock=LOCK, subjects={"app.py": "0" * 64}))

    survives("a.json", text, ask)


@given(mangled(manifest_source(Manifest(Path(), "site", (ManifestEntry("a/b.py", "0" * 64, 3, "dep", "x"),))).decode()))
@settings(deadline=None, max_examples=MOST)
def test_any_record_of_a_result_is_read_or_passed_over(text: str) -> None:
    survives(MARKER, text, read_manifest)
