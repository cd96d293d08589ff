# ruff: noqa: ANN401 - the type of the fixture lives in conftest

from __future__ import annotations

from typing import Any

import pytest

N = "app._vendor"
ORIGINAL = f'__import__("{N}._support", fromlist=["original"]).original'


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


@pytest.mark.parametrize("quote", ["'", '"', "'''"])
def test_a_logger_named_in_an_f_string_has_its_original_name(workshop: Any, quote: str) -> None:
    written = workshop.moved(f"import logging\nlogging.getLogger(f{quote}x.{{__name__}}.y{quote})\n")
    seen: list[str] = []
    call = written.partition("\n")[2].replace(ORIGINAL, "original").replace(ORIGINAL.replace('"', "'"), "original")
    logger = type("", (), {"getLogger": staticmethod(seen.append)})
    exec(call, {"logging": logger, "original": lambda name: name.removeprefix(f"{N}."), "__name__": f"{N}.a"})  # noqa: S102
    assert seen == ["x.a.y"]


def test_an_f_string_without_the_module_s_name_keeps_its_bytes(workshop: Any) -> None:
    source = "import logging\nlogging.getLogger(f'x.{y!r:>{1}}')\n"
    assert workshop.moved(source) == source
