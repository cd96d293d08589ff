# ruff: noqa: ANN401 - the type of the fixture lives in conftest

from __future__ import annotations

from typing import Any

import pytest

N = "app._vendor"
ORIGINAL = f'__import__("{N}._support", fromlist=["original"]).original'


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
