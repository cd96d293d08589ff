# ruff: noqa: ANN401 - the type of the fixture lives in conftest

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from vendorize.layouts.package import PackageLayout
from vendorize.transform import support_source, transform

if TYPE_CHECKING:
    from pathlib import Path

    from vendorize.model.bundle import Bundle

N = "app._vendor"

CASES = {
    "plain": ("import a\n", f"from {N} import a\n"),
    "plain with a new name": ("import a as x\n", f"from {N} import a as x\n"),
    "dotted": ("import a.b.c\n", f"from {N}.a.b.c import __doc__ as a; from {N} import a\n"),
    "dotted with a new name": ("import a.b as x\n", f"import {N}.a.b as x\n"),
    "mixed": (
        "import os, a.x, sys as s, b, re  # note\n",
        (
            f"import os; from {N}.a.x import __doc__ as a; from {N} import a; import sys as s; from {N} import b; "
            "import re  # note\n"
        ),
    ),
    "from": ("from a.b import c as d, e\n", f"from {N}.a.b import c as d, e\n"),
    "from with odd blanks": ("from  a . b  import(c)\n", f"from  {N}.a . b  import(c)\n"),
    "from over a backslash": ("from \\\n a import b\n", f"from \\\n {N}.a import b\n"),
    "star": ("from a import *\n", f"from {N}.a import *\n"),
    "brackets and comments": (
        "from a import (  # import this\n    c,  # from a import c\n)\n",
        f"from {N}.a import (  # import this\n    c,  # from a import c\n)\n",
    ),
    "relative": ("from . import a\nfrom .a import b\n", "from . import a\nfrom .a import b\n"),
    "names that only look alike": ("import ab, os.a\nfrom ab import a\n", "import ab, os.a\nfrom ab import a\n"),
    "one line of several": ("x = 1; import a; y = 2\n", f"x = 1; from {N} import a; y = 2\n"),
    "after a colon": ("if x: import a.b\n", f"if x: from {N}.a.b import __doc__ as a; from {N} import a\n"),
    "everywhere": (
        "def f():\n    import a\nclass A:\n    from b import c\ntry:\n    import b as q\nexcept E: pass\n",
        (
            f"def f():\n    from {N} import a\nclass A:\n    from {N}.b import c\n"
            f"try:\n    from {N} import b as q\nexcept E: pass\n"
        ),
    ),
    "text is no code": ('"""import a"""\nx = "import a"  # import a\n', '"""import a"""\nx = "import a"  # import a\n'),
}


@pytest.mark.parametrize(("source", "wanted"), CASES.values(), ids=CASES.keys())
def test_rewriting(workshop: Any, source: str, wanted: str) -> None:
    assert workshop.moved(source) == wanted


def test_nothing_moves_in_the_site_layout(workshop: Any) -> None:
    workshop.module("mod.py", "import a\n")
    workshop.module("a.py", "", distribution="a")
    assert [file.relative for file in workshop.transform().files] == ["a.py", "mod.py"]
    assert workshop.transform().files[1].content == b"import a\n"


def test_names_that_are_first_party_or_standard_never_move(workshop: Any) -> None:
    workshop.module("shared/mod.py", "import json, shared.lib, a\n")
    workshop.module("shared/lib.py", "", distribution="a")
    workshop.module("json/__init__.py", "", distribution="a")
    workshop.module("a.py", "", distribution="a")
    plan = workshop.plan("package")
    assert PackageLayout().moved(plan) == {"a"}
    files = {file.relative: file.content for file in transform(plan).files}
    assert files["shared/mod.py"] == b"import json, shared.lib; from app._vendor import a\n"
    assert sorted(files) == ["app/_vendor/a.py", "json/__init__.py", "shared/lib.py", "shared/mod.py"]


def test_trimming_and_moving_meet_in_one_statement(workshop: Any) -> None:
    workshop.module("a.py", "", distribution="a")
    workshop.module("mod.py", "from a import x, y\nimport os, a\nfrom a import z\n", names=frozenset({"x", "os"}))
    content = workshop.transform("package").files[-1].content.decode()
    assert content.splitlines() == [
        f"from {N}.a import x",
        f"import os; from {N} import a as _vendorize_unused",
        f"from {N}.a import __doc__ as _vendorize_unused",
    ]


def run(bundle: Bundle, folder: Path, moved: frozenset[str], code: str) -> str:
    for file in bundle.files:
        target = folder / file.relative
        target.parent.mkdir(parents=True, exist_ok=True)
        assert isinstance(file.content, bytes)
        target.write_bytes(file.content)
    for package in ("app", "app/_vendor"):
        (folder / package / "__init__.py").touch()
    (folder / "app/_vendor/_support.py").write_bytes(support_source("shop", N, moved))
    program = f"import sys\nsys.path.insert(0, {str(folder)!r})\n{code}"
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-B", "-c", program], capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_dotted_imports_bind_the_top_and_work_in_circles(workshop: Any, tmp_path: Path) -> None:
    workshop.module("a/__init__.py", "from a import one\nfrom a.two import b\n", distribution="a")
    workshop.module("a/one.py", "import a.two.three\nimport a.one as me\nTOP = a.__name__\n", distribution="a")
    workshop.module("a/two/__init__.py", "import a.two.three\nthree = 'shadow'\ndef b(): return a\n", distribution="a")
    workshop.module(
        "a/two/three.py", "import a.one, a.two\nDONE = sorted(n for n in globals() if n[0] != '_')\n", distribution="a"
    )
    workshop.module("use.py", "def f():\n    import a.two.three\n    return a, sorted(locals())\n")
    plan = workshop.plan("package")
    code = (
        "import use, sys\n"
        "a, names = use.f()\n"
        "done = sys.modules['app._vendor.a.two.three'].DONE\n"
        "print(a.__name__, names, a.one.TOP, a.two.three, done, a.b().__name__)\n"
        "print([name for name in sys.modules if name.partition('.')[0] == 'a'])"
    )
    shown = run(transform(plan), tmp_path / "out", PackageLayout().moved(plan), code)
    assert shown == "app._vendor.a ['a'] app._vendor.a shadow ['a'] app._vendor.a\n[]\n"


def test_a_dotted_import_works_where_an_object_replaces_the_module(workshop: Any, tmp_path: Path) -> None:
    workshop.module("a/__init__.py", "", distribution="a")
    source = "import sys\nclass C: value = 7\nsys.modules[__name__] = C()\n"
    workshop.module("a/odd.py", source, distribution="a")
    workshop.module("use.py", "import a.odd\nVALUE = a.odd.value\n")
    plan = workshop.plan("package")
    assert run(transform(plan), tmp_path / "out", PackageLayout().moved(plan), "import use; print(use.VALUE)") == "7\n"
