from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from vendorize_analysis.errors import UserError
from vendorize_analysis.tables.build import build, main, pack
from vendorize_analysis.tables.interpreter import StandardLibrary, ask

if TYPE_CHECKING:
    from pathlib import Path


def _library(folder: Path, version: str = "3.11", **sources: str) -> StandardLibrary:
    for name, source in sources.items():
        path = folder / version / (name.replace("__", "/") + ".py")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(source, encoding="utf-8")
    return StandardLibrary(
        version=version,
        folder=folder / version,
        include=folder / version / "include",
        names=frozenset({"winreg"}),
        compiled={"builtins": {"object": ["__init__"], "dict": ["keys", "__len__"]}, "_io": {"_IOBase": ["close"]}},
        parameters=frozenset({"keyword"}),
    )


def test_a_class_is_found_where_it_is_made(tmp_path: Path) -> None:
    library = _library(
        tmp_path,
        pack__init="",
        maker="from other import *\nfrom base import B\nclass C(B):\n def hook(self): pass",
        base="class B(dict):\n def run(self): self.asked()",
        front="from maker import C as Public\nimport maker\nAlso = maker.C",
        other="class Starred: pass",
    )
    table = build([library])
    assert table["aliases"]["front.Public"] == "maker.C"
    assert table["aliases"]["front.Also"] == "maker.C"
    assert table["aliases"]["maker.Starred"] == "other.Starred"
    assert table["classes"]["maker.C"] == ["hook", "base.B"]
    assert table["classes"]["base.B"] == ["asked run", "builtins.dict"]
    assert table["classes"]["builtins.dict"] == ["keys"]


def test_modules_that_take_names_from_each_other_are_no_trap(tmp_path: Path) -> None:
    library = _library(
        tmp_path, a="from b import C\nfrom b import *", b="from a import C\nfrom a import *\nclass C: pass"
    )
    table = build([library])
    assert table["aliases"]["a.C"] == "b.C"


def test_versions_are_laid_over_each_other_in_any_order(tmp_path: Path) -> None:
    old = _library(tmp_path, "3.9", m="class C:\n def old(self): pass\ndef f(x): x.before")
    new = _library(tmp_path, "3.12", m="class C:\n def new(self): pass\ndef f(x): x.after")
    table = build([new, old])
    assert table["pythons"] == ["3.9", "3.12"]
    assert table["classes"]["m.C"] == ["new old"]
    assert table["modules"]["m"] == ["after before"]
    assert pack(table) == pack(build([old, new]))


def test_the_order_of_sets_does_not_show(tmp_path: Path) -> None:
    # Modules that take names from each other in circles once gave other bytes with another hash seed.
    for name in "abcdef":
        others = "".join(f"from {other} import *\n" for other in "abcdef" if other != name)
        (tmp_path / f"{name}.py").write_text(f"{others}\nclass In{name}: pass\nAlias = In{name}", encoding="utf-8")
    code = f"""
import sys; sys.path[:0] = {sys.path!r}
from pathlib import Path
from vendorize_analysis.tables.build import build, pack
from vendorize_analysis.tables.interpreter import StandardLibrary
folder = Path({str(tmp_path)!r})
library = StandardLibrary("3.11", folder, folder, frozenset(), {{"builtins": {{}}}}, frozenset())
print(pack(build([library])).hex())
"""
    command = [sys.executable, "-c", code]
    packed = {
        subprocess.run(
            command, check=True, capture_output=True, env={**os.environ, "PYTHONHASHSEED": seed}, encoding="utf-8"
        ).stdout
        for seed in ("0", "1", "2", "3")
    }
    assert len(packed) == 1
    aliases = json.loads(gzip.decompress(bytes.fromhex(packed.pop())))["aliases"]
    assert aliases["a.Inf"] == "f.Inf"
    assert len(aliases["a.Alias"].split()) == 6


def test_tests_of_the_library_are_left_out(tmp_path: Path) -> None:
    table = build([_library(tmp_path, test__case="x = 1", m__tests__t="x = 1", m="x = 1")])
    assert "m" in table["modules"]
    assert not [name for name in table["modules"] if "test" in name]


def test_identifiers_of_the_core_count_unless_they_are_explained(tmp_path: Path) -> None:
    header = tmp_path / "3.11" / "include" / "internal" / "pycore_global_strings.h"
    header.parent.mkdir(parents=True)
    names = ("brand_new", "keyword", "co_code", "__len__")
    header.write_text("".join(f"STRUCT_FOR_ID({name})\n" for name in names), encoding="utf-8")
    asked = build([_library(tmp_path)])["modules"]["builtins"][0].split()
    assert "brand_new" in asked
    assert not {"keyword", "co_code", "__len__"} & set(asked)


def test_a_source_that_is_too_new_is_an_error_with_a_hint(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="newest"):
        build([_library(tmp_path, m="def f(:")])


def test_the_running_interpreter_describes_its_library() -> None:
    library = ask(sys.executable)
    assert library.version == f"{sys.version_info.major}.{sys.version_info.minor}"
    assert (library.folder / "json" / "encoder.py").is_file()
    assert "read" in library.compiled["_io"]["BytesIO"]
    assert "requests" not in library.names


def test_a_program_that_is_no_interpreter_is_an_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path / "python")]) == 2
    assert "does not answer" in capsys.readouterr().err


def test_without_interpreters_the_builder_says_how_to_call_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    assert "usage" in capsys.readouterr().err


def test_packed_bytes_hold_no_time_and_no_order_of_their_own() -> None:
    assert pack({"b": "1", "a": "2"}) == pack({"a": "2", "b": "1"})
    assert json.loads(gzip.decompress(pack({"a": "é"}))) == {"a": "é"}
