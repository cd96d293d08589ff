# ruff: noqa: ANN401 - the type of the fixture lives in conftest

from __future__ import annotations

from typing import Any

import pytest

CASES = {
    "a list": ("__all__ = ['a', 'b', 'c']\n", "__all__ = ['b']\n"),
    "a list with a line each": (
        "__all__ = [\n    'a',  # one\n    'b',  # two\n    'c',\n]\n",
        "__all__ = [\n    'b',  # two\n]\n",
    ),
    "a tuple keeps its comma": ("__all__ = ('a', 'b')\n", "__all__ = ('b',)\n"),
    "a tuple cut at its end": ("__all__ = ('b', 'a')\n", "__all__ = ('b',)\n"),
    "a tuple with a comma at its end": ("__all__ = ('b', 'a',)\n", "__all__ = ('b',)\n"),
    "a tuple with a line each": ("__all__ = (\n    'a',\n    'b'\n)\n", "__all__ = (\n    'b',\n)\n"),
    "a bare tuple": ("__all__ = 'a', 'b'\n", "__all__ = 'b',\n"),
    "nothing left of a list": ("__all__ = ['a', 'c']\n", "__all__ = []\n"),
    "nothing left of a bare tuple": ("__all__ = 'a',\n", "__all__ = ()\n"),
    "items in brackets": ("__all__ = [('a'), ('b')]\n", "__all__ = ['b']\n"),
    "joined lines": ("__all__ = (['a'] + ['b'])\n", "__all__ = ([] + ['b'])\n"),
    "added later": ("__all__ += ['a', 'b']\n", "__all__ += ['b']\n"),
    "extended later": ("if x:\n    __all__.extend(('a', 'b', 'b'))\n", "if x:\n    __all__.extend(('b', 'b'))\n"),
    "annotated": ("__all__: list[str] = ['a', 'b']\n", "__all__: list[str] = ['b']\n"),
    "what is not literal stays": ("__all__ = [a, *c, 'b', 'c']\n", "__all__ = [a, *c, 'b']\n"),
    "other lists stay": ("names = ['a']\n", "names = ['a']\n"),
}


@pytest.mark.parametrize(("source", "wanted"), CASES.values(), ids=CASES.keys())
def test_only_what_remains_is_exported(workshop: Any, source: str, wanted: str) -> None:
    assert workshop.text(source, exports=("b",)) == wanted
