"""What stays as it is installed, and what counts as run because of it, in small programs."""

from __future__ import annotations

import sys
from importlib.machinery import EXTENSION_SUFFIXES
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from vendorize.planning import plan
from vendorize_analysis.model.options import AnalysisOptions
from vendorize_analysis.pipeline import analyze

if TYPE_CHECKING:
    from vendorize_analysis.model.analysis import Analysis

TAGGED, BARE = EXTENSION_SUFFIXES[0], EXTENSION_SUFFIXES[-1]
READABLE = b"\x7fELF PyInit__core\0fast.used\0"
FAST: dict[str, str | bytes] = {
    "main.py": "import fast\n",
    "site/fast/__init__.py": "from fast import _core\n",
    f"site/fast/_core{TAGGED}": READABLE,
    f"site/fast/_other{TAGGED}": READABLE,
    f"site/fast/_opened{BARE}": READABLE,
    "site/fast/used.py": "x = 1\n",
    "site/fast/spare.py": "x = 1\n",
}


def look(folder: Path, files: dict[str, str | bytes], **options: bool) -> Analysis:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    asked = AnalysisOptions(search_path=(folder / "site",), python=Path(sys.executable), use_cache=False, **options)  # type: ignore[arg-type]
    return analyze(folder / "main.py", asked)


def test_what_surrounds_a_compiled_module_is_searched_by_what_that_names(tmp_path: Path) -> None:
    found = look(tmp_path, FAST)
    assert found.compiled == {"fast": "its compiled module fast._core is reached"}
    assert "fast.used" in found.liveness.executed
    assert "fast.spare" not in found.liveness.executed


def test_compiled_modules_stay_where_they_are_and_the_rest_is_cut(tmp_path: Path) -> None:
    found = look(tmp_path, FAST)
    assert found.external == frozenset()
    (fast,) = plan(found, layout="site").distributions
    assert {file.relative for file in fast.data} == {f"fast/_core{TAGGED}", f"fast/_opened{BARE}"}
    assert {module.name for module in fast.modules} == {"fast", "fast.used"}
    assert "native-code" in found.capabilities.of("fast")


def test_where_names_move_it_stays_a_dependency(tmp_path: Path) -> None:
    found = look(tmp_path, FAST, on_path=False)
    assert found.external == {"fast"}
    assert "fast.spare" not in found.liveness.executed


@pytest.mark.parametrize("text", [b"\x7fELF PyInit__core cython_runtime", b"\x7fELF", b""])
def test_what_cannot_be_read_may_use_all_of_its_distribution(text: bytes, tmp_path: Path) -> None:
    found = look(tmp_path, FAST | {f"site/fast/_core{TAGGED}": text})
    assert found.external == {"fast"}
    assert {"fast.used", "fast.spare"} <= found.liveness.executed


def test_a_readable_twin_does_not_speak_for_a_compiled_module(tmp_path: Path) -> None:
    found = look(tmp_path, FAST | {"site/fast/_core.py": "import fast.spare\n"})
    assert {"fast.used", "fast.spare"} <= found.liveness.executed
    assert "native-code" in found.capabilities.of("fast")
