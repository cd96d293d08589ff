"""Regular expressions that come compiled: which are found in a text, and that they are those that `re` makes."""

from __future__ import annotations

import ast
import re
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import pytest

from vendorize.emit.expressions import prepared_source
from vendorize.model.bundle import Bundle, BundleFile

if TYPE_CHECKING:
    from vendorize.model.plan import DistributionPlan

PYTHON = Path(sys.executable)
ASKS = '__import__("_support").prepared("{}"); '
FOUND = {
    "a text": ('import re\nre.compile("a")', [("a", 0)]),
    "bytes": ('import re\nX = re.compile(b"\\xff")', [(b"\xff", 0)]),
    "flags": ('import re as _re\n_re.compile("a", _re.I | _re.X)', [("a", int(re.IGNORECASE | re.VERBOSE))]),
    "flags by name": ('from re import compile as c, VERBOSE\nc(flags=VERBOSE, pattern="a")', [("a", int(re.VERBOSE))]),
    "names": ('import re\nA = "a"\nB = A + "b"\nA = "c"\nre.compile(B + A)', [("abc", 0)]),
    "added to": ('import re\nA = "a"\nA += "b"\nre.compile(A)', [("ab", 0)]),
    "formatted": ('import re\nA = "a"\nre.compile(f"{A}b%s{{1}}" % "c")', [("abc{1}", 0)]),
    "joined": ('import re\nre.compile("|".join(("a", "b")))', [("a|b", 0)]),
    "a comprehension": (
        'import re\nD = {"x": "1"}\nP = ["%(x)s", "a%(x)s"]\nre.compile("|".join([p % D for p in P]))',
        [("1|a1", 0)],
    ),
    "in turns": ('import re\nX = [(k, re.compile(v)) for k, v in {1: "b", 2: "d"}.items()]', [("b", 0), ("d", 0)]),
    "a slice": ('import re\nA = "[ab]"\nre.compile("^" + A[1:-1])', [("^ab", 0)]),
    "the text of another one": (
        'import re\nA = re.compile("a")\nB = re.compile(A.pattern + "b")',
        [("a", 0), ("ab", 0)],
    ),
    "escaped": ('import re\nre.compile(re.escape("a.b"))', [(r"a\.b", 0)]),
    "in a class": ('import re\nclass A:\n    B = "x"\n    C = re.compile(B)', [("x", 0)]),
    "a default": ('import re\ndef f(x=re.compile("d")):\n    return re.compile("never")', [("d", 0)]),
    "a decorator": ('import re\n@some(re.compile("d"))\ndef f(): ...', [("d", 0)]),
    "in branches": ('import re\nif X:\n    re.compile("a")\nelse:\n    re.compile("b")', [("a", 0), ("b", 0)]),
    "another module's constant": ("import re\nfrom m.other import PART as P\nre.compile(P)", [("other", 0)]),
    "not of re": ('import regex as re\nre.compile("a")', []),
    "imported perhaps": ('try:\n    import fast as re\nexcept ImportError:\n    import re\nre.compile("a")', []),
    "not constant": ("import re, os\nre.compile(os.sep)\nA = f()\nre.compile(A)", []),
    "a lambda": ('import re\nf = lambda: re.compile("a")', []),
    "warned of": ('import re\nre.compile("[[a]")', []),
    "wrong": ('import re\nre.compile("(")', []),
    "of the locale": ('import re\nre.compile(b"a", re.L)', []),
    "a pair of lone surrogates": (
        'import re\nre.compile("\\ud800\\udc00")\nre.compile("\\U00010000")',
        [("\ud800\udc00", 0), ("\U00010000", 0)],
    ),
    "of a template": ('import re\nre.compile("a", re.TEMPLATE)', []),  # `re` itself warns, or has none
    "more than are kept": (
        "import re\n" + "\n".join(f're.compile("{one}")' for one in range(600)),
        [(str(one), 0) for one in range(512)],
    ),
    "huge by a width that is given": (
        'import re\nre.compile("%*s" % (9999999999, "a"))\nre.compile("% 9999999999d" % 1)',
        [],
    ),
    "huge by what is repeated": (
        f'import re\nA = "{"a" * 9999}"\nre.compile(A.replace("a", A))\nre.compile(A.join([A] * 9))',
        [],
    ),
    "endless": (
        "import re\nA = ['a']\n" + "A = [A, A]\n" * 40 + 're.compile("%s" % (A,))\nre.compile("{}".format(A))',
        [],
    ),
    "very many turns": (
        "import re\nA = ['a']\n"
        + "A = A + A\n" * 13
        + "X = [[[re.compile(a + b + c) for a in A] for b in A] for c in A]",
        [("aaa", 0)],
    ),
    "huge": ('import re\nre.compile("%9999999s" % "a")\nre.compile("{:9999999}".format("a"))', []),
}


def tables(text: str, **others: str) -> dict[str, Any]:
    files = [BundleFile("m/__init__.py", text.encode(), origin="m")]
    files += [BundleFile(f"m/{name}.py", other.encode(), origin=f"m.{name}") for name, other in others.items()]
    source = prepared_source(PYTHON, Bundle(tuple(files)), namespace="", support="_support").decode()
    return {
        node.targets[0].id: ast.literal_eval(node.value)
        for node in ast.parse(source).body
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
    }


@pytest.mark.parametrize("kind", FOUND)
def test_what_is_compiled_while_a_module_is_imported_is_found(kind: str) -> None:
    text, wanted = FOUND[kind]
    made = tables(ASKS.format("m") + text, other='PART = "other"')["_EXPRESSIONS"]
    assert sorted((row[0], row[1]) for row in made.get("m", ())) == sorted(wanted, key=str)


def test_a_module_that_does_not_ask_has_none() -> None:
    assert tables('import re\nre.compile("a")')["_EXPRESSIONS"] == {}


def test_the_standard_librarys_come_with_who_imports_it_first() -> None:
    made = tables(ASKS.format("m") + "from . import between", between="import textwrap\ndef f():\n    import csv\n")
    assert made["_NEEDED"] == {"m": ("textwrap",)}
    assert ("^[ \t]+$", int(re.MULTILINE)) in {row[:2] for row in made["_EXPRESSIONS"]["textwrap"]}
    # Who asks for itself has them from its own table.
    asking = tables(ASKS.format("m") + "from . import between", between=ASKS.format("m.between") + "import textwrap\n")
    assert asking["_NEEDED"] == {"m.between": ("textwrap",)}


def test_what_both_branches_import_is_imported() -> None:
    text = "import sys\nif sys.flags.bytes_warning:\n    import textwrap\nelse:\n    import textwrap, csv\n"
    assert tables(ASKS.format("m") + text)["_NEEDED"] == {"m": ("textwrap",)}


def test_those_of_what_stays_as_it_is_installed_come_with_who_imports_it(tmp_path: Path) -> None:
    (tmp_path / "stay").mkdir()
    (tmp_path / "stay/__init__.py").write_text("from stay import core\n")
    (tmp_path / "stay/core.py").write_text('import re\nX = re.compile("stays")\n')
    stays = SimpleNamespace(files=("stay/__init__.py", "stay/core.py", "stay/data.txt", "a-b/c.py"), location=tmp_path)
    bundle = Bundle((BundleFile("m.py", (ASKS.format("m") + "import stay").encode(), origin="m"),))
    made = prepared_source(
        PYTHON, bundle, namespace="", support="_support", stays=[cast("DistributionPlan", stays)]
    ).decode()
    assert "'m': ('stay.core',)" in made
    assert "('stays', 0, " in made


def test_the_cache_holds_what_re_makes(monkeypatch: pytest.MonkeyPatch) -> None:
    patterns = ['"(?P<x>a)(b)?"', 'r"[^\\W\\d_]+", re.I', 'b"\\x00[a-f]"', '"é{2,3}|ß", re.I | re.X']
    text = ASKS.format("m") + "import re\n" + "\n".join(f"re.compile({one})" for one in patterns)
    source = prepared_source(
        PYTHON, Bundle((BundleFile("m.py", text.encode(), origin="m"),)), namespace="", support="_support"
    ).decode()
    support: dict[str, Any] = {"sys": sys}
    exec(source, support)  # noqa: S102 - what a result runs
    cache: dict[Any, Any] = {}
    monkeypatch.setattr(re, "_cache", cache)
    support["prepared"]("m")
    assert len(cache) == len(patterns)
    for (kind, pattern, flags), made in cache.items():
        wanted = re._compiler.compile(pattern, flags)  # type: ignore[attr-defined]
        assert (made, made.groupindex, made.groups, kind) == (wanted, wanted.groupindex, wanted.groups, type(pattern))
    cache.clear()
    support["prepared"]("m")
    assert not cache  # they are handed out once


@pytest.mark.parametrize("changed", [0, 1, 2, 3])
def test_another_interpreter_takes_nothing(monkeypatch: pytest.MonkeyPatch, changed: int) -> None:
    text = ASKS.format("m") + 'import re\nre.compile("another")'
    source = prepared_source(
        PYTHON, Bundle((BundleFile("m.py", text.encode(), origin="m"),)), namespace="", support="_support"
    )
    support: dict[str, Any] = {"sys": sys}
    exec(source, support)  # noqa: S102 - as above
    support["_BUILT_FOR"] = tuple(
        f"{one}0" if number == changed else one for number, one in enumerate(support["_BUILT_FOR"])
    )
    cache: dict[Any, Any] = {}
    monkeypatch.setattr(re, "_cache", cache)
    support["prepared"]("m")
    assert not cache


LATE = {
    "it": ("import re", False),
    "a module that imports it": ('"""Text."""\nimport sys, os.path\nX = 1\ndef f(): ...\nimport textwrap', False),
    "through a module": ("from . import other", False),
    "perhaps": ("0\nif X:\n    import re", True),
    "after a call": ("import sys\nsys.path.insert(0, 'own')\nimport re", True),
    "after a decorator": ("0\n@f\ndef g(): ...\nimport re", True),
    "after an unknown module": ("import unheard_of\nimport re", True),
    "after what another module does": ("from . import does\nimport re", True),
    "a module of that name": ("import re", True),
}


@pytest.mark.parametrize("kind", LATE)
def test_what_can_tell_when_re_comes_waits_for_it(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    text, late = LATE[kind]
    files = {"m": f'{text}\nimport re\nre.compile("late")', "m.other": "import textwrap", "m.does": "print()"}
    files |= {"re": "compile = print"} if kind.endswith("of that name") else {}
    made = [
        BundleFile(f"{name.replace('.', '/')}{'/__init__' if name == 'm' else ''}.py", one.encode(), origin=name)
        for name, one in {**files, "m": ASKS.format("m") + files["m"]}.items()
    ]
    source = prepared_source(PYTHON, Bundle(tuple(made)), namespace="", support="_support").decode()
    support: dict[str, Any] = {"sys": sys}
    exec(source, support)  # noqa: S102 - as above
    assert support["_LATE"] == (("m",) if late else ())
    cache: dict[Any, Any] = {}
    monkeypatch.setattr(re, "_cache", cache)
    if late:
        monkeypatch.delitem(sys.modules, "re")
    support["prepared"]("m")
    assert ("re" in sys.modules) is not late
    monkeypatch.setitem(sys.modules, "re", re)
    support["prepared"]("another")
    assert (str, "late", 0) in cache or kind.endswith("of that name")
