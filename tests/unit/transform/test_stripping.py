# ruff: noqa: ANN401 - the type of the fixture lives in conftest

from __future__ import annotations

import ast
from dataclasses import replace
from typing import Any

import pytest

from vendorize.transform import text_notes, transform
from vendorize.transform.docstrings import prefixes_in, read_in, sources_read_in
from vendorize.transform.typechecking import without_typing

COMMENTS, TYPING, DOCSTRINGS = "comments", "typing", "docstrings"
ALL = (COMMENTS, TYPING, DOCSTRINGS)
CHECKED = "from typing import TYPE_CHECKING\n"

CASES = {
    "comments and empty lines": ((COMMENTS,), "x = 1  # one\n\n# two\ny = 2\n", "x = 1\ny = 2\n"),
    "the head of a file": (
        (COMMENTS,),
        "#!/bin/sh\n# -*- coding: utf-8 -*-\n# Made by a tool.\n\n# By A, 2001\n# of B\n\n# no\nx = 1\n# 2001\n",
        "#!/bin/sh\n# -*- coding: utf-8 -*-\n\n# By A, 2001\n# of B\n\nx = 1\n",
    ),
    "a statement right behind the head": ((COMMENTS,), "# 2001\nx = 1  # 2001\n", "# 2001\nx = 1\n"),
    "a file of comments": ((COMMENTS,), "# one\n\n# two\n", "# one\n\n# two\n"),
    "rights, with the lines around": (
        (COMMENTS,),
        "x = 1\n# a\n# Copyright b\n# c\n\n# d\n",
        "x = 1\n# a\n# Copyright b\n# c\n",
    ),
    "what we read": ((COMMENTS,), "x = 1  # vendorize: keep\ny = 2  # keep\n", "x = 1  # vendorize: keep\ny = 2\n"),
    "who wrote it": (
        (COMMENTS,),
        "x = 1\n# Written by the language model m, not by the authors of dep: p\ndef f(): pass  # c\n",
        "x = 1\n# Written by the language model m, not by the authors of dep: p\ndef f(): pass\n",
    ),
    "a hash in a text": ((COMMENTS,), "x = '#'  # '\ny = f'#{x}#'  #\n", "x = '#'\ny = f'#{x}#'\n"),
    "lines of a text": ((COMMENTS,), 'x = """\n\n# no\n"""  # yes\n', 'x = """\n\n# no\n"""\n'),
    "behind a backslash": (
        (COMMENTS,),
        "x = 1 + \\\n    2\nassert x, \\\n    1  # c\n",
        "x = 1 + \\\n    2\nassert x, \\\n    1\n",
    ),
    "a backslash and nothing": ((COMMENTS,), "x = 1 \\\n\ny = 2\n", "x = 1 \\\n\ny = 2\n"),
    "inside of brackets": ((COMMENTS,), "x = [  # a\n    # b\n\n    1,\n]\n", "x = [\n    1,\n]\n"),
    "no line end": ((COMMENTS,), "x = 1\n# c", "x = 1\n"),
    "line ends": ((COMMENTS,), "x = 1  # c\r\n\r\ny = 2\r\n", "x = 1\r\ny = 2\r\n"),
    "texts that are statements": (
        (COMMENTS,),
        '"doc"\nx = 1\n"x"\nif x:\n    "only"\n',
        '"doc"\nx = 1\nif x:\n    pass\n',
    ),
    "a text among others": ((COMMENTS,), "x = 1; 'a'; y = 2; 'b'\n", "x = 1; y = 2\n"),
    "several on a line": (
        (COMMENTS,),
        "def f(): 'd'; 'a'; 'b'; return 1\nx = 1; 'a'; 'b'\n",
        "def f(): 'd'; return 1\nx = 1; \n",
    ),
    "nothing else on a line": (ALL, "def f(): 'd'; 'a'\n", "def f(): pass;\n"),
    "a text first on its line": ((COMMENTS,), "import x\n'a'; y = 2\n", "import x\ny = 2\n"),
    "docstrings": (
        (DOCSTRINGS,),
        '"""Doc."""\n\ndef f():\n    "f"\n    # c\n    return 1\n',
        "\ndef f():\n    # c\n    return 1\n",
    ),
    "nothing but a docstring": (
        (DOCSTRINGS,),
        "class A:\n    'doc'\ndef f(): 'f'\n",
        "class A:\n    pass\ndef f(): pass\n",
    ),
    "a docstring on the line of code": ((DOCSTRINGS,), "def f(): 'f'; return 1\n", "def f(): return 1\n"),
    "what would be one": ((DOCSTRINGS,), "def f():\n    'a'\n    'b'\n    return 1\n", "def f():\n    return 1\n"),
    "a notice in one": (
        (DOCSTRINGS,),
        'class A:\n    """A.\n\n    Copyright B.\n    """\n',
        "class A:\n    # Copyright B.\n    pass\n",
    ),
    "the future": (
        (DOCSTRINGS,),
        '"""Doc."""\nfrom __future__ import annotations\n',
        "from __future__ import annotations\n",
    ),
    "a module that reads its own": (
        (DOCSTRINGS,),
        '"""Doc."""\ndef f():\n    "f"\n    print(__doc__)\n',
        '"""Doc."""\ndef f():\n    print(__doc__)\n',
    ),
    "a class body that does": (
        (DOCSTRINGS,),
        'class A:\n    "A"\n    help = __doc__\n',
        'class A:\n    "A"\n    help = __doc__\n',
    ),
    "a class with a decorator": ((DOCSTRINGS,), "@dataclass\nclass A:\n    'A'\n    x: int\n", None),
    "a module that asks its namespace": ((DOCSTRINGS,), '"Doc."\nprint(globals()["__doc__"])\n', None),
    "one that is added to": (
        (DOCSTRINGS,),
        'def f():\n    "f"\nf.__doc__ += "g"\n',
        'def f():\n    "f"\nf.__doc__ += "g"\n',
    ),
    "asked by name": (
        (DOCSTRINGS,),
        'def f():\n    "f"\ndef g():\n    "g"\nprint(f.__doc__)\n',
        'def f():\n    "f"\ndef g():\n    pass\nprint(f.__doc__)\n',
    ),
    "methods that read": (
        (DOCSTRINGS,),
        'class A:\n    "A"\n    def f(self): return self.__doc__\n',
        'class A:\n    "A"\n    def f(self): return self.__doc__\n',
    ),
    "a copy": (
        (DOCSTRINGS,),
        'def f():\n    "f"\ng.__doc__ = f.__doc__\n',
        "def f():\n    pass\ng.__doc__ = f.__doc__\n",
    ),
    "asserted ones": (
        (DOCSTRINGS,),
        "def f(g):\n    assert g.__doc__\n    assert g.x.__doc__ is not None\n    assert g().__doc__\n    assert g\n",
        "def f(g):\n    assert g().__doc__\n    assert g\n",
    ),
    "conditions of modules": (
        (TYPING,),
        CHECKED + "if TYPE_CHECKING:\n    import x\nif TYPE_CHECKING:\n    import y\nelse:\n    y = 1\n",
        CHECKED + "if TYPE_CHECKING:\n    pass\nelse:\n    y = 1\n",
    ),
    "the other way round": (
        (TYPING,),
        "import typing\nif not typing.TYPE_CHECKING:\n    y = 1\nelse:\n    import y\n",
        "import typing\nif not typing.TYPE_CHECKING:\n    y = 1\n",
    ),
    "conditions of functions": (
        (TYPING,),
        CHECKED + "def f(x):\n    if TYPE_CHECKING:\n        assert x\n    if TYPE_CHECKING:\n        y = 1\n",
        CHECKED + "def f(x):\n    if TYPE_CHECKING:\n        y = 1\n",
    ),
    "an elif of a function": (
        (TYPING,),
        CHECKED + "def f(x):\n    if x:\n        return 1\n    elif TYPE_CHECKING:\n        assert x\n    return 2\n",
        CHECKED + "def f(x):\n    if x:\n        return 1\n    return 2\n",
    ),
    "an else of one": (
        (TYPING,),
        CHECKED + "def f(x):\n    if x:\n        return\n    else:\n        if TYPE_CHECKING:\n            assert x\n",
        CHECKED + "def f(x):\n    if x:\n        return\n    else:\n        pass\n",
    ),
    "another meaning": (
        (TYPING,),
        "TYPE_CHECKING = bool(1)\nif TYPE_CHECKING:\n    x = 1\n",
        "TYPE_CHECKING = bool(1)\nif TYPE_CHECKING:\n    x = 1\n",
    ),
    "the only annotation": (
        (TYPING,),
        CHECKED + "class A:\n    if TYPE_CHECKING:\n        x: int\n",
        CHECKED + "class A:\n    if TYPE_CHECKING:\n        x: int\n",
    ),
    "one of more": (
        (TYPING,),
        CHECKED + "class A:\n    y: int\n    if TYPE_CHECKING:\n        x: int\n",
        CHECKED + "class A:\n    y: int\n",
    ),
    "signatures": (
        (TYPING,),
        "from typing import overload as o\n@o\ndef f(x: int): ...\n@o\ndef g(): ...\ndef f(x): ...\n",
        "from typing import overload as o\n@o\ndef g(): ...\ndef f(x): ...\n",
    ),
    "a signature that is read": (
        (TYPING,),
        "from typing import overload\n@overload\ndef f(x: int): ...\ndel f\n@overload\ndef f(): ...\ndef f(x): f()\n",
        "from typing import overload\n@overload\ndef f(x: int): ...\ndel f\ndef f(x): f()\n",
    ),
    "an overload of a class": (
        (TYPING,),
        "from typing import overload\nclass A:\n    overload = f\n    @overload\n    def g(): ...\n    def g(): ...\n",
        None,
    ),
    "false by itself": ((TYPING,), "TYPE_CHECKING = False\nif TYPE_CHECKING:\n    x = 1\n", "TYPE_CHECKING = False\n"),
    "signatures of somebody else": (
        (TYPING,),
        "from dep import overload\n@overload\ndef f(): ...\ndef f(x): ...\n",
        None,
    ),
    "all of it": (
        ALL,
        CHECKED + 'class A:\n    """A."""\n    # c\n\n    if TYPE_CHECKING:\n        import x\n    def f(self): ...\n',
        CHECKED + "class A:\n    def f(self): ...\n",
    ),
}


def stripped(workshop: Any, text: str, kinds: tuple[str, ...], **more: Any) -> tuple[str, Any]:
    workshop.module("dep/mod.py", text.encode(), distribution="dep")
    plan = workshop.plan()
    distributions = tuple(replace(one, strip=frozenset(kinds)) for one in plan.distributions)
    (file,) = transform(replace(plan, distributions=distributions, **more)).files
    lines = file.content.decode().splitlines(keepends=True)
    return "".join(line for line in lines if not line.startswith("# Vendored by vendorize from ")), file


@pytest.mark.parametrize(("kinds", "text", "wanted"), CASES.values(), ids=CASES.keys())
def test_what_goes_and_what_stays(workshop: Any, kinds: tuple[str, ...], text: str, wanted: str | None) -> None:
    got, file = stripped(workshop, text, kinds)
    assert got == (text if wanted is None else wanted)
    assert file.stripped == tuple(sorted(kinds))


def test_every_line_is_known_to_be_one_of_the_original(workshop: Any) -> None:
    function = 'def f():\n    """f"""\n    # c\n    return (\n        1,  # 1\n\n        2,\n    )\n'
    text = f'"""Doc."""\n\n# c\nimport os\n\n{function}'
    got, file = stripped(workshop, text, ALL)
    assert got == "import os\ndef f():\n    return (\n        1,\n        2,\n    )\n"
    original, written = text.splitlines(), file.content.decode().splitlines()
    lines = [(run.line + at, run.original + at) for run in file.source.lines for at in range(run.length)]
    assert [line for line, _ in lines] == list(range(2, len(written) + 1))
    assert all(original[was - 1].startswith(written[line - 1]) for line, was in lines)


def test_signatures_that_somebody_asks_for_stay(workshop: Any) -> None:
    text = "from typing import overload\n@overload\ndef f(x: int): ...\ndef f(x): ...\n"
    assert stripped(workshop, text, (TYPING,), signatures=True)[0] == text


def test_what_may_be_read_as_text_keeps_it(workshop: Any) -> None:
    workshop.module("dep/read.py", b"# a\nx = 1  # b\n", distribution="dep", by_path=True)
    workshop.module("dep/run.py", b"# a\nx = 1  # b\n", distribution="dep", by_path=True, by_loader=True)
    plan = workshop.plan()
    distributions = tuple(replace(one, strip=frozenset({COMMENTS})) for one in plan.distributions)
    read, run = transform(replace(plan, distributions=distributions)).files
    assert (read.content, read.stripped) == (b"# a\nx = 1  # b\n", ())
    assert (run.content, run.stripped, run.lost) == (b"x = 1\n", (COMMENTS,), 9)


def test_a_function_that_goes_is_none_of_the_plan(workshop: Any) -> None:
    text = b"from typing import overload\n@overload\ndef f(x: int): ...\ndef f(x): ...\n"
    plan = workshop.module("dep/mod.py", text, distribution="dep")
    assert [part.kind for part in without_typing(plan, text, overloads=True).kept_parts()] == ["import", "def"]
    assert without_typing(plan, text, overloads=False) is plan


@pytest.mark.parametrize(
    ("text", "wanted"),
    {
        "x.__doc__": [""],
        "import x\nx.f.__doc__": ["f"],
        "def f(g): return g.__doc__.strip()": [""],
        "y.__doc__ = x.__doc__ or z.__doc__": [],
        "if x.__doc__ and not y.__doc__: pass": [],
        "x.__doc__ is None": [],
        "C = type('C', (), {'__doc__': x.__doc__})": [],
        "property(f, doc=x.__doc__)": [],
        "getattr(x, '__doc__', '')": [""],
        "import inspect\ninspect.getdoc(x)": [""],
        "from inspect import getdoc\nclass A: pass\ngetdoc(A)": ["A"],
        "import doctest": [""],
        "from pydoc import render_doc": [""],
        "namespace['__doc__'].strip()": [""],
        "namespace.get('__doc__')": [""],
        "namespace['__doc__'] = 'x'": [],
        "from dep.tool import __doc__ as text": ["tool"],
        "help(x)": [""],
        "def help(x): pass\nhelp(x)": [],
        "x.__doc__ = 'text'": [],
    }.items(),
)
def test_who_reads_docstrings(text: str, wanted: list[str]) -> None:
    assert [read.receiver for read in read_in(ast.parse(text))] == wanted


def test_beginnings_of_names_and_source_text() -> None:
    tree = ast.parse("n.startswith('p_'); n[:2] == 't_'; n.startswith('x'); n == 'q_'\ninspect.getsource(f)\n")
    assert prefixes_in(tree) == {"p_", "t_"}
    assert sources_read_in(tree) == (2,)


def test_grammars_in_docstrings_stay(workshop: Any) -> None:
    reader = b"def grammar(space):\n    return [f.__doc__ for n, f in space.items() if n.startswith('p_')]\n"
    workshop.module("dep/reader.py", reader, distribution="dep")
    text = "def p_rule():\n    'a : b'\ndef other():\n    'x'\n"
    workshop.module("dep/mod.py", text, distribution="dep")
    plan = workshop.plan()
    distributions = tuple(replace(one, strip=frozenset({DOCSTRINGS})) for one in plan.distributions)
    plan = replace(plan, distributions=distributions)
    mod, _ = transform(plan).files
    assert mod.content.endswith(b"def p_rule():\n    'a : b'\ndef other():\n    pass\n")
    (note,) = text_notes(plan)
    assert note.startswith("Dep 1.0 reads docstrings (dep/reader.py:2), which are None now: keep what matters by ")
    assert "for dep" in note


def test_nothing_is_said_where_nothing_goes(workshop: Any) -> None:
    workshop.module("dep/mod.py", "import inspect\nprint(x.__doc__, inspect.getsource(x))\n", distribution="dep")
    plan = workshop.plan()
    assert list(text_notes(plan)) == []
    (one,) = plan.distributions
    (note,) = text_notes(replace(plan, distributions=(replace(one, strip=frozenset({COMMENTS})),)))
    assert "reads source text (dep/mod.py:2)" in note
