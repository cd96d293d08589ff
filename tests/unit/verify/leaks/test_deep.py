"""Modules that are nested deeply are guarded too: neither side of the comparison ends with the height of a stack."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.unit.verify.leaks.guarded import run_guarded

if TYPE_CHECKING:
    from pathlib import Path

DEEP = {
    "elif": "a = 0\nif a == 1:\n    pass\n" + "".join(f"elif a == {i}:\n    pass\n" for i in range(1, 900)),
    "sum": "import lib\nx = " + " + ".join("1" for _ in range(900)) + "\n",
    "attributes": "class A: pass\nA.a = A\nx = A" + ".a" * 900 + "\n",
}


@pytest.mark.parametrize("kind", DEEP)
def test_a_deep_module_leaks_like_any_other(tmp_path: Path, kind: str) -> None:
    deep = f"import lib\n{DEEP[kind]}def read():\n    return lib.extra\n"
    release = {"lib.py": "kept = 1\n", "app/core.py": deep}
    program = "import app.core\nprint(app.core.read())\n"
    found = run_guarded(tmp_path, release, {"lib.py": "kept = 1\nextra = 2\n", "app/deep.py": deep}, program)
    assert found.out == "2\n"
    assert found.symbols == ["lib.extra"]


@pytest.mark.parametrize("kind", DEEP)
def test_what_a_deep_module_has_more_is_found(tmp_path: Path, kind: str) -> None:
    release = {"lib.py": DEEP[kind], "app/core.py": "import lib\ndef read():\n    return lib.extra\n"}
    wide = {"lib.py": DEEP[kind] + "extra = 2\n"}
    assert run_guarded(tmp_path, release, wide, "import app.core\napp.core.read()\n").symbols == ["lib.extra"]
