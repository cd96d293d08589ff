"""An import that waits in one of two results is the same import for the guard."""

from __future__ import annotations

import ast

import pytest

from vendorize.verify.leaks.aligning import widen
from vendorize.verify.leaks.waiting import put_back
from vendorize_analysis.newer import parse_any

NOW = (
    "import json, os\nfrom a import b as c\ndef f():\n    return json, c\n"
    "class K:\n    def g(self):\n        return c\n"
)
FIRST = "__getattr__ = __import__('_s', fromlist=['deferred']).deferred('1 json os', '2 c')\n"
LOADS = (
    "def _vendorize_load_1(): global _vendorize_waits_1; import json, os; globals().setdefault('json', json);"
    " _vendorize_waits_1 = False\n"
)
LOADS_C = (
    "def _vendorize_load_{0}(): global _vendorize_waits_{0}; from a import b as c; globals().setdefault('c', c);"
    " _vendorize_waits_{0} = False\n"
)
USES = (
    "def f():\n    _vendorize_waits_1 and _vendorize_load_1(); _vendorize_waits_2 and _vendorize_load_2()\n"
    "    return json, c\n"
    "class K:\n    def g(self):\n        _vendorize_waits_2 and _vendorize_load_2(); return c\n"
)
BOTH = FIRST + LOADS + LOADS_C.format(2) + USES
ONE = (
    "__getattr__ = __import__('_s', fromlist=['deferred']).deferred('1 c')\nimport json, os\n"
    + LOADS_C.format(1)
    + "def f():\n    _vendorize_waits_1 and _vendorize_load_1(); return json, c\n"
    "class K:\n    def g(self):\n        _vendorize_waits_1 and _vendorize_load_1(); return c\n"
)


LAZY = NOW.replace("from a", "lazy from a").replace("import json", "lazy import json")


@pytest.mark.parametrize("wide", [NOW, BOTH, ONE, LAZY])
@pytest.mark.parametrize("narrow", [NOW, BOTH, ONE, LAZY])
def test_neither_text_is_wider(wide: str, narrow: str) -> None:
    found = widen(put_back(parse_any(wide)), put_back(parse_any(narrow)))
    assert (found.names, found.members, found.added, found.dropped) == (frozenset(), (), (), ())


def test_an_import_that_only_the_overlay_has_is_wider_though_it_waits() -> None:
    found = widen(put_back(ast.parse(BOTH)), put_back(ast.parse(NOW.replace(", os", ""))))
    assert found.names == {"os"}


def test_a_function_of_another_is_left_as_it_is() -> None:
    text = "def _vendorize_load_1():\n    pass\nx and y()\n__getattr__ = make()\n"
    assert ast.unparse(put_back(ast.parse(text))) == ast.unparse(ast.parse(text))
