# ruff: noqa: ANN401 - the type of the fixture lives in conftest

from __future__ import annotations

from typing import Any

import pytest

ALL_GONE = "__doc__ as _vendorize_unused"

CASES = {
    "nothing to trim": ("import os\n", {"os"}, "import os\n"),
    "one of several": ("import os, sys, re\n", {"os", "re"}, "import os, re\n"),
    "the name that is bound decides": ("import os as o, a.b.c\n", {"o", "a"}, "import os as o, a.b.c\n"),
    "in one line": ("from x import a, b, c\n", {"b"}, "from x import b\n"),
    "the last in one line": ("from x import a, b  # note\n", {"a"}, "from x import a  # note\n"),
    "in brackets on one line": ("from x import (a, b,)\n", {"a"}, "from x import (a,)\n"),
    "over a backslash": ("from x import a, \\\n    b\n", {"a"}, "from x import a\n"),
    "a line each": (
        "from x import (\n    a,  # one\n    # about b\n    b,  # two\n    c,  # three\n)\n",
        {"a", "c"},
        "from x import (\n    a,  # one\n    c,  # three\n)\n",
    ),
    "the last without a comma": ("from x import (\n    a,\n    b\n)\n", {"a"}, "from x import (\n    a,\n)\n"),
    "several on a line": (
        "from x import (\n    a, b,  # note\n    c,\n)\n",
        {"a"},
        "from x import (\n    a,  # note\n)\n",
    ),
    "the first of a line": ("from x import (\n    a, b,\n    c)\n", {"b", "c"}, "from x import (\n    b,\n    c)\n"),
    "nothing left of a plain import": (
        "import a.b, c\n",
        set(),
        f"import a.b as {ALL_GONE[11:]}, c as {ALL_GONE[11:]}\n",
    ),
    "nothing left": ("from x import a, b\n", set(), f"from x import {ALL_GONE}\n"),
    "nothing left in brackets": ("from .x import(\n    a,  # one\n)\n", set(), f"from .x import {ALL_GONE}\n"),
    "the future stays entire": ("from __future__ import annotations\n", set(), "from __future__ import annotations\n"),
    "a star stays": ("from x import *\n", set(), "from x import *\n"),
    "imports in try stay entire": (
        "try:\n    from x import a, b\nexcept ImportError:\n    a = 1\n",
        {"a"},
        "try:\n    from x import a, b\nexcept ImportError:\n    a = 1\n",
    ),
    "imports in if are trimmed": ("if x:\n    from x import a, b\n", {"a"}, "if x:\n    from x import a\n"),
    "imports in functions and classes stay": (
        "def f():\n    import os, re\nclass A:\n    import os, re\n",
        set(),
        "def f():\n    import os, re\nclass A:\n    import os, re\n",
    ),
    "a wanted doc stays": ("from x import __doc__, b\n", {"__doc__"}, "from x import __doc__\n"),
}


@pytest.mark.parametrize(("source", "names", "wanted"), CASES.values(), ids=CASES.keys())
def test_trimming(workshop: Any, source: str, names: set[str], wanted: str) -> None:
    assert workshop.text(source, names=frozenset(names)) == wanted


def test_an_unneeded_alias_that_names_a_module_of_the_result_still_loads_it(workshop: Any) -> None:
    workshop.module("pkg/sub.py", "")
    workshop.module("pkg/__init__.py", "from . import sub, other\nfrom . import gone\n", names=frozenset())
    assert workshop.transform().files[0].content.decode() == (
        "from . import sub as _vendorize_unused\nfrom . import __doc__ as _vendorize_unused\n"
    )


def test_a_kept_alias_keeps_its_import_when_cut_ones_stand_beside_it(workshop: Any) -> None:
    workshop.module("pkg/sub.py", "")
    workshop.module("pkg/mod.py", "from pkg import (\n    sub,\n    name,  # note\n)\n", names=frozenset({"name"}))
    assert workshop.transform().files[0].content.decode() == (
        "from pkg import (\n    sub as _vendorize_unused,\n    name,  # note\n)\n"
    )
