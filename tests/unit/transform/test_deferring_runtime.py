"""The module `__getattr__` of imports that wait."""

from __future__ import annotations

import ast
from importlib.resources import files


def test_a_name_that_another_thread_has_bound_since_it_was_missed() -> None:
    text = (files("vendorize") / "runtime" / "deferring.py").read_text(encoding="utf-8")
    space = dict[str, object]()
    exec(compile(ast.parse(text), "deferring", "exec"), space)  # noqa: S102 - our own text
    around = {"deferred": space["deferred"]}
    exec("ask = deferred('1 json')\ndef _vendorize_load_1(): raise ValueError", around)  # noqa: S102 - as above
    around.update(json=text, _vendorize_waits_1=False)
    ask = around["ask"]
    assert callable(ask)
    assert ask("json") is text
