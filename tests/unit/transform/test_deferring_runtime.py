"""The module `__getattr__` of imports that wait."""

from __future__ import annotations

import ast
import subprocess
import sys
from importlib.resources import files

import pytest


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


@pytest.mark.parametrize(
    ("left", "loads"),
    [
        ("", False),
        ("class C:\n    def __del__(self): pass\nheld = C()", True),
        ("def f(): yield\nheld = f()", True),
        ("held = (lambda: (yield))()\nheld.close()", False),
        ("async def f(): pass\nheld = f()", True),
        ("import weakref\nclass C: pass\nheld = C(); ref = weakref.ref(held, lambda ref: None)", True),
        ("import weakref\nclass C: pass\nheld = C(); ref = weakref.ref(held)", False),
        ("import weakref\nclass C: pass\nheld = C(); ref = weakref.proxy(held)", True),
        ("import weakref\nclass C: pass\nheld = C(); weakref.finalize(held, print)", False),
        ("import weakref\nclass C: pass\nheld = C(); table = weakref.WeakValueDictionary(a=held)", False),
        ("import weakref\nclass C:\n    def m(self): pass\nheld = C(); ref = weakref.WeakMethod(held.m, print)", True),
        ("import io\nclass C(io.RawIOBase): pass\nheld = C()", True),
        ("import sys\nsys.unraisablehook = print", True),
        ("import gc\ngc.freeze()", True),
        ("import gc\ngc.callbacks.append(print)", True),
    ],
)
def test_what_waits_is_loaded_at_the_end_if_anything_is_left(left: str, *, loads: bool) -> None:
    text = (files("vendorize") / "runtime" / "deferring.py").read_text(encoding="utf-8")
    program = f"""{text}
import _weakref, types
module = types.ModuleType("module")
code = "ask = deferred('1 json', '2 os', at_end='2')\\n"
code += "def _vendorize_load_1(): print('one')\\ndef _vendorize_load_2(): print('two')"
module.deferred = deferred
exec(code, module.__dict__)
{left}
"""
    done = subprocess.run([sys.executable, "-S", "-c", program], capture_output=True, text=True, check=True)
    assert ("two" in done.stdout.split("\n"), "one" in done.stdout, "Traceback" in done.stderr) == (loads, False, False)
