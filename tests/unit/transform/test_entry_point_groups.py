# ruff: noqa: ANN401 - the type of the fixture lives in conftest

from __future__ import annotations

from typing import Any

import pytest


@pytest.mark.parametrize(
    "source",
    [
        "def f():\n    from importlib import metadata\n    return metadata.entry_points(group='a.b')\n",
        "from importlib_metadata import entry_points\nentry_points().select(group='a.b', name='a')\n",
        "import pkg_resources\npkg_resources.iter_entry_points('a.b')\n",
    ],
)
def test_a_group_of_entry_points_keeps_its_name_where_a_module_of_that_name_moves(workshop: Any, source: str) -> None:
    assert workshop.moved(source, frozenset({"a.b"})) == source
