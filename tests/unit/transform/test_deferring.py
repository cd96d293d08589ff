"""Imports that wait, as text: what is written, and what hinders the module around a statement."""

from __future__ import annotations

import ast
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import pytest

from vendorize.transform.deferring import defer
from vendorize.transform.lazily import lazily
from vendorize.transform.linemap import MappedText, unchanged
from vendorize.transform.source import parse
from vendorize_analysis.model.deferral import Deferral

if TYPE_CHECKING:
    from vendorize.model.plan import ModulePlan

LOAD = "def _vendorize_load_1(): global _vendorize_waits_1; "
DONE = "; globals().setdefault('json', json); _vendorize_waits_1 = False"
CALL = "_vendorize_waits_1 and _vendorize_load_1()"


def deferred(text: str, *lines: int, by_path: bool = False, annotated: bool = True) -> tuple[str, list[str]]:
    """Return the text with the imports on some lines waiting, and the reason of each."""
    asked = tuple(Deferral("m", number, line, "x", annotated=annotated) for number, line in enumerate(lines))
    plan = cast("ModulePlan", SimpleNamespace(name="m", deferrals=asked, by_path=by_path, by_text=False))
    mapped = MappedText(text.encode(), unchanged(text.encode()))
    done, _, told = defer(mapped, None, plan, newline=b"\n", support="s")
    return done.text.decode(), [one.why for one in told]


def test_a_statement_becomes_a_function_and_its_users_call_it() -> None:
    text, reasons = deferred('"""Doc."""\nimport json  # text\ndef f(x):\n    return json.dumps(x)\n', 2)
    assert reasons == [""]
    assert text == (
        '"""Doc."""; __getattr__ = __import__("s").deferred(\'1 json\')\n'
        f"{LOAD}import json{DONE}  # text\n"
        f"def f(x):\n    {CALL}; return json.dumps(x)\n"
    ) or text.startswith('"""Doc."""\n__getattr__')


@pytest.mark.parametrize(
    ("body", "written"),
    [
        ("def f(): return json", f"def f(): {CALL}; return json"),
        ("def f():\n    if 1: json\n", f"def f():\n    {CALL}\n    if 1: json\n"),
        ('def f():\n    "D"\n    for x in json: pass\n', f'def f():\n    "D"; {CALL}\n    for x in json: pass\n'),
        (
            "class A:\n    def f(self):\n        with json: pass\n",
            f"    def f(self):\n        {CALL}\n        with json",
        ),
        ("def f():\n    def g(): return json\n    return g\n", f"def f():\n    {CALL}\n    def g(): return json\n"),
        ("def f(json): return json", "def f(json): return json"),
        ("def f():\n    json = 1\n    return json\n", "def f():\n    json = 1\n"),
    ],
)
def test_each_form_of_function_loads_first(body: str, written: str) -> None:
    text, reasons = deferred(f"import json\n{body}", 1)
    assert reasons == [""]
    assert written in text


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("import json; x = 1\n", "it does not stand alone on its lines"),
        ("import json\nx = json.loads\n", "json is used when the module is imported"),
        ("import json\nclass A(json.JSONEncoder): pass\n", "json is used when the module is imported"),
        ("import json\ndef f(x=json): pass\n", "json is used when the module is imported"),
        ("import json\n@json\ndef f(): pass\n", "json is used when the module is imported"),
        ("import json\ndef f(x: 'json.X'): pass\n", "json is used when the module is imported"),
        ("import json\nf = lambda: json\n", "json is used when the module is imported"),
        ("import json\nx = List['json']\n", "json is used when the module is imported"),
        ("import json\nimport json as json\n", "json is bound more than once"),
        ("import json\ndef f():\n    global json\n    json = 1\n", "json is bound more than once"),
        ("import json\ntry: pass\nexcept E as json: pass\n", "json is bound more than once"),
        ("import json as open\ndef f(): open\n", "open is the name of a built-in"),
        ("import json as __x__\n", "__x__ is a name of the language"),
        ("import json\ndef __getattr__(name): pass\n", "its module has __getattr__ of its own"),
        ("import json\ndef f(): return globals()\n", "line 2 may see which names its module has (globals)"),
        ("import json\nx = dir()\n", "line 2 may see which names its module has (dir)"),
        ("import json\nfrom a import *\n", "line 2 may bind any name"),
        ("import json\nclass F:\n    def find_spec(self): json\n",
         "line 3 defines find_spec, which runs while something is imported"),
    ],
)  # fmt: skip
def test_what_needs_its_names_at_once_does_not_wait(text: str, why: str) -> None:
    assert deferred(text, 1) == (text, [why])


def test_text_that_may_be_read_stays() -> None:
    assert deferred("import json\n", 1, by_path=True) == ("import json\n", ["the text of its module may be read"])


FUTURE = "from __future__ import annotations\nimport json\n"


@pytest.mark.parametrize(
    ("text", "waits"),
    [
        ("def f(a: json.X) -> json.Y:\n    return json.dumps(a)\n", True),
        ("class A:\n    @property\n    def f(self) -> json.Y: return json.dumps(self)\n", True),
        ("def f():\n    def g(a: json.X): return a\n    return g, json\n", True),
        ("@one.register\ndef f(a: json.X): return json\n", False),
        ("class A:\n    a: json.X = 1\n", False),
        ("def f(a=json): return a\n", False),
    ],
)
def test_annotations_of_functions_that_are_text_and_nobody_evaluates(text: str, *, waits: bool) -> None:
    """Those of classes are looked at by dataclasses; a decorator may evaluate those of its function."""
    assert (deferred(FUTURE + text, 2, annotated=False)[1] == [""]) == waits
    # Others are evaluated when they are defined, or by somebody.
    assert deferred(FUTURE + text, 2)[1] != [""]
    assert deferred(FUTURE.partition("\n")[2] + text, 1, annotated=False)[1] != [""]


def lazy(text: str, *lines: int) -> tuple[str, list[bool]]:
    """Return the text with the imports on some lines lazy, where they can be, and whether each is."""
    asked = tuple(Deferral("m", number, line, "x", lazy=True) for number, line in enumerate(lines))
    plan = cast("ModulePlan", SimpleNamespace(name="m", deferrals=asked, by_path=False, by_text=False))
    mapped = MappedText(text.encode(), unchanged(text.encode()))
    done, _, told = defer(mapped, None, plan, newline=b"\n", support="s")
    return lazily(done, told, "m").text.decode(), [one.lazy and not one.why for one in told]


def test_the_form_of_python_itself_is_a_word_before_the_statement() -> None:
    text = '"""lazy\nimport json\n"""\nimport json  #\nfrom .a import (\n    b as c,\n)\n\n\ndef f(): return json, c\n'
    wanted = text.replace("\nimport json  #", "\nlazy import json  #").replace("from .a", "lazy from .a")
    assert lazy(text, 4, 5) == (wanted, [True, True])
    first, second = (one for one in parse(wanted.encode(), "m").body if isinstance(one, ast.Import | ast.ImportFrom))
    assert (first.lineno, first.col_offset, second.end_lineno) == (4, 0, 7)


def test_one_that_has_to_stay_stays_beside_it() -> None:
    text = "import json\nimport os\nx = os.sep\ndef f(): return json\n"
    assert lazy(text, 1, 2) == (f"lazy {text}", [True, False])


def test_a_dotted_import_takes_the_other_form() -> None:
    """Python loads `a` alone where `a` is used, and `a.b` where that is asked for."""
    text, lazies = lazy("import a.b\nimport json\ndef f(): return a.b, json\n", 1, 2)
    assert lazies == [False, False]
    assert "lazy" not in text
    assert "def _vendorize_load_2()" in text
