from __future__ import annotations

import ast

import pytest

from vendorize_analysis.summarizing import Checking, Target, outcome

TYPING = "from typing import TYPE_CHECKING\n"


def known(text: str) -> list[object]:
    """Return what is known of all conditions of a module, with its text at hand and without."""
    tree = ast.parse(text)
    tests = [node.test for node in ast.walk(tree) if isinstance(node, ast.If | ast.IfExp)]
    counted, walked = (
        [outcome(test, Target(checking=Checking(tree, given))) for test in tests] for given in (text.encode(), b"")
    )
    assert counted == walked
    return walked


@pytest.mark.parametrize(
    "more",
    [
        "TYPE_CHECKING = other",
        "def f(): global TYPE_CHECKING; TYPE_CHECKING = 1",
        "def f(TYPE_CHECKING): pass",
        "from .other import *",
        "match f:\n case 1:\n  from .other import *",
        "import other as TYPE_CHECKING",
        "from other import TYPE_CHECKING",
        "\uff34YPE_CHECKING = 1",
    ],
)
def test_one_more_binding_is_seen(more: str) -> None:
    assert known(f"{TYPING}{more}\nif TYPE_CHECKING: pass")[-1] is None


@pytest.mark.parametrize("more", ["typing = 1", "def f(): global typing; typing = 1", "for typing in (): pass"])
def test_one_more_binding_of_the_module_is_seen(more: str) -> None:
    assert known("import typing\nif typing.TYPE_CHECKING: pass") == [False]
    assert known(f"import typing\n{more}\nif typing.TYPE_CHECKING: pass")[-1] is None


@pytest.mark.parametrize(
    ("test", "expected"),
    [
        ("TYPE_CHECKING", False),
        ("not TYPE_CHECKING", True),
        ("TYPE_CHECKING and x", False),
        ("x and TYPE_CHECKING", False),
        ("TYPE_CHECKING or x", None),
    ],
)
def test_conditions(test: str, expected: object) -> None:
    assert known(f"{TYPING}if {test}: pass") == [expected]


@pytest.mark.parametrize(
    "before",
    [
        "from typing import TYPE_CHECKING",
        "from typing_extensions import TYPE_CHECKING",
        "from typing import *",
        "from .other import *\nfrom typing import TYPE_CHECKING",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING: from .other import *",
        "from typing import TYPE_CHECKING\ndef f(a): b = a",
        "if 1: from .other import *\nfrom typing import TYPE_CHECKING",
        "TYPE_CHECKING = False",
        "TYPE_CHECKING: bool = False",
        "TYPE_CHECKING = MYPY = False",
        "import typing as t\nTYPE_CHECKING = t.TYPE_CHECKING",
        "try: from typing import TYPE_CHECKING\nexcept ImportError: TYPE_CHECKING = False",
    ],
)
def test_constants(before: str) -> None:
    assert known(f"{before}\nif TYPE_CHECKING: pass")[-1] is False


@pytest.mark.parametrize(
    "before",
    [
        "",
        "TYPE_CHECKING = True",
        "TYPE_CHECKING = 1",
        "TYPE_CHECKING: bool = True",
        "TYPE_CHECKING: bool",
        "TYPE_CHECKING = False\nTYPE_CHECKING |= True",
        "TYPE_CHECKING = False\ndef set():\n    global TYPE_CHECKING\n    TYPE_CHECKING = 1",
        "from .flags import TYPE_CHECKING",
        "from .typing import TYPE_CHECKING",
        "from .flags import *",
        "from typing import TYPE_CHECKING\nfrom .flags import *",
        "from typing import TYPE_CHECKING\nfrom .flags import TYPE_CHECKING",
        "from typing import overload as TYPE_CHECKING",
        "from typing import TYPE_CHECKING\ndef f(TYPE_CHECKING): pass",
        "import conf\nTYPE_CHECKING = conf.TYPE_CHECKING",
        "def TYPE_CHECKING(): pass",
        "import TYPE_CHECKING",
    ],
)
def test_other_values(before: str) -> None:
    assert known(f"{before}\nif TYPE_CHECKING: pass")[-1] is None


def test_stars_behind() -> None:
    assert known(f"{TYPING}if TYPE_CHECKING: pass\nfrom .other import *") == [False]
    assert known(f"{TYPING}def f():\n    if TYPE_CHECKING: pass\nfrom .other import *") == [None]
    assert known(f"{TYPING}from .other import *\nif TYPE_CHECKING: pass") == [None]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("import typing\nif typing.TYPE_CHECKING: pass", False),
        ("import typing as t\nif t.TYPE_CHECKING: pass", False),
        ("import typing as t\ndef f(t): pass\ndef g():\n    if t.TYPE_CHECKING: pass", False),
        ("def g():\n    import typing_extensions as te\n    if te.TYPE_CHECKING: pass", False),
        ("if typing.TYPE_CHECKING: pass", None),
        ("import conf\nif conf.TYPE_CHECKING: pass", None),
        ("from . import typing\nif typing.TYPE_CHECKING: pass", None),
        ("import typing as t\ndef g(t):\n    if t.TYPE_CHECKING: pass", None),
        ("import typing as t\nt = t.conf\nif t.TYPE_CHECKING: pass", None),
        ("import typing as t\nclass A:\n    t = 1\n    x = 1 if t.TYPE_CHECKING else 2", None),
        ("import typing as t\ndef f():\n    global t\n    t = 1\nif t.TYPE_CHECKING: pass", None),
        ("import a.typing\nif a.typing.TYPE_CHECKING: pass", None),
    ],
)
def test_attributes(text: str, expected: object) -> None:
    assert known(text) == [expected]
