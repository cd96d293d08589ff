from __future__ import annotations

import pytest

from tests.unit.summarizing.sources import summary_of


@pytest.mark.parametrize(
    ("text", "names", "is_open"),
    [
        ("x = 1", None, False),
        ("__all__ = []", (), False),
        ("__all__ = 'a', 'b'", ("a", "b"), False),
        ("__all__ = ['a'] + ['b'] + ('c',)", ("a", "b", "c"), False),
        ("__all__ = ['a', 'a']", ("a",), False),
        ("__all__: list = ['a']", ("a",), False),
        ("__all__: list", None, False),
        ("__all__ = ['a']\n__all__ += ('b',)", ("a", "b"), False),
        ("__all__ = ['a']\n__all__ -= ['a']", ("a",), True),
        ("__all__ = ['a', name]", (), True),
        ("__all__ = [*core.__all__]", (), True),
        ("__all__ = core.__all__ + ['a']", (), True),
        ("__all__ = list(table)", (), True),
        ("__all__ = ['a']\n__all__.remove('a')", ("a",), True),
        ("__all__ = ['a']\n__all__.sort()", ("a",), True),
        ("__all__ = ['a']\ndel __all__[0]", ("a",), True),
        ("__all__ = ['a']\nfor n in x: __all__.append(n)", ("a",), True),
        ("for __all__ in x: pass", None, True),
        ("with x as __all__: pass", None, True),
        ("a, __all__ = x", None, True),
        ("from x import __all__", None, True),
        ("from x import y as __all__", None, True),
        ("def f():\n    global __all__\n    __all__ = []", None, True),
        ("def f():\n    __all__ = []\n    __all__.append(1)", None, False),
        ("class A:\n    __all__ = ['a']\n    __all__.append('b')", None, False),
        ("try:\n    __all__ = ['a']\nexcept E:\n    __all__ = ['b']", ("a", "b"), False),
        ("if 0:\n    __all__ = x", None, False),
        ("print(__all__)", None, False),
        ("globals()['__all__'] = ['a']", None, True),
        ("exec(\"__all__ = ['a']\")", None, True),
    ],
)
def test_exports(text: str, names: object, is_open: bool) -> None:  # noqa: FBT001 (a table)
    found = summary_of(text)
    assert (found.exports, found.open_exports) == (names, is_open)
