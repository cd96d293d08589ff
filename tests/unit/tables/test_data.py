from __future__ import annotations

import gzip
import json
import subprocess
import sys
import time
import tomllib
from importlib.resources import files

from vendorize_analysis.tables.build import pack
from vendorize_analysis.tables.data import row, standard_library, written

_FILE = files("vendorize_analysis.tables").joinpath("stdlib.json.gz")
_MOST_BYTES = 400_000


def test_the_data_file_is_small_and_covers_these_versions() -> None:
    assert len(_FILE.read_bytes()) < _MOST_BYTES
    assert {"3.9", "3.11", "3.13"} <= set(standard_library().pythons)


def test_packing_what_the_file_holds_gives_its_text_again() -> None:
    # The compressed bytes depend on the zlib of the builder; the text and the header (no time, no name) do not.
    before = _FILE.read_bytes()
    text = gzip.decompress(before)
    assert gzip.decompress(pack(json.loads(text))) == text
    assert before[4:8] == bytes(4)
    assert pack(json.loads(text)) == pack(json.loads(text))


def test_loading_is_quick() -> None:
    standard_library.cache_clear()
    best = 1.0
    for _ in range(5):
        start = time.perf_counter()
        standard_library()
        best = min(best, time.perf_counter() - start)
        standard_library.cache_clear()
    assert best < 0.1


def test_importing_the_tables_reads_no_data() -> None:
    code = (
        "import vendorize_analysis.tables.stdlib as s, vendorize_analysis.tables.data as d;"
        "assert not d.standard_library.cache_info().currsize and not d.written.cache_info().currsize"
    )
    path = f"import sys; sys.path[:0] = {sys.path!r}; "
    subprocess.run([sys.executable, "-c", path + code], check=True)


def test_all_that_is_written_by_hand_for_compiled_modules_was_built_in() -> None:
    table = standard_library()
    native = tomllib.loads(files("vendorize_analysis.tables").joinpath("native.toml").read_text(encoding="utf-8"))
    for module, names in native["names"].items():
        assert set(names.split()) <= set(row(table.modules, module)[0].split()), module
    for name, hint in native["classes"].items():
        texts = row(table.classes, name)
        assert texts[1] or set(texts[0].split()) - set(hint.get("names", "").split()), f"no version has {name}"
        assert set(hint.get("prefixes", "").split()) <= set(texts[2].split())
        assert set(hint.get("suffixes", "").split()) <= set(texts[3].split())


def test_a_table_that_is_written_by_hand_is_read_once() -> None:
    assert written("pure.toml") is written("pure.toml")
