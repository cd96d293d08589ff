# ruff: noqa: ANN401 - the type of the fixture lives in conftest

from __future__ import annotations

import ast
from dataclasses import replace
from typing import Any

import pytest

from vendorize.transform import text_notes, transform
from vendorize.transform.docnames import prefixes_in
from vendorize.transform.docowners import DocOwners
from vendorize.transform.docreads import read_in, sources_read_in
from vendorize.transform.typechecking import names_for_checkers, without_typing

COMMENTS, TYPING, DOCSTRINGS = "comments", "typing", "docstrings"
ALL = (COMMENTS, TYPING, DOCSTRINGS)
CHECKING = "from typing import TYPE_CHECKING\n"

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
    "rights behind code, and the next line": (
        (COMMENTS,),
        "x = 1  # Copyright a\n# b\ny = 2  # c\n# d\nz = 3\n",
        "x = 1  # Copyright a\n# b\ny = 2\nz = 3\n",
    ),
    "a notice that cannot be a comment": (
        ALL,
        "class A: 'Copyright B'; x = 1\ndef f(): '(c) C'\nx = 1; 'SPDX: D'\n'License: E'; y = 2\n'Permission to use'\n",
        "class A: 'Copyright B'; x = 1\ndef f(): '(c) C'\nx = 1; 'SPDX: D'\n'License: E'; y = 2\n# Permission to use\n",
    ),
    "an assertion that the module catches": (
        (DOCSTRINGS,),
        "def f(g):\n    try:\n        assert g.__doc__\n    except AssertionError:\n        return 1\n",
        None,
    ),
    "a text that would be a docstring": (
        (DOCSTRINGS,),
        "def g():\n    'g'\ndef f():\n    assert g.__doc__\n    'a'\n    return 1\n",
        "def g():\n    pass\ndef f():\n    return 1\n",
    ),
    "a notice that would be one": (
        ALL,
        "def f(): 'd'; 'Copyright A'; 'b'; return 1\n",
        "def f(): 'd'; 'Copyright A'; return 1\n",
    ),
    "one in a function, for type checkers": (
        (TYPING,),
        f"{CHECKING}def f(x):\n    if TYPE_CHECKING:\n        assert x\n    'a'\n",
        None,
    ),
    "one in a class": ((TYPING,), f"{CHECKING}class A:\n    if TYPE_CHECKING:\n        import x\n    'a'\n", None),
    "TYPE_CHECKING from elsewhere": (
        (TYPING,),
        "from .conf import TYPE_CHECKING\nif TYPE_CHECKING:\n    import x\n",
        None,
    ),
    "an attribute of something": ((TYPING,), "import conf\nif conf.TYPE_CHECKING:\n    import x\n", None),
    "one of self": (
        (TYPING,),
        f"{CHECKING}def f(self):\n    if self.TYPE_CHECKING:\n        print(1)\n    return 1\n",
        None,
    ),
    "a parameter of that name": (
        (TYPING,),
        f"{CHECKING}def f(TYPE_CHECKING):\n    if TYPE_CHECKING:\n        print(1)\n    return 1\n",
        None,
    ),
    "added to": ((TYPING,), "TYPE_CHECKING = False\nTYPE_CHECKING |= f()\nif TYPE_CHECKING:\n    x = 1\n", None),
    "with an annotation": ((TYPING,), "TYPE_CHECKING: bool = True\nif TYPE_CHECKING:\n    x = 1\n", None),
    "names by a star": ((TYPING,), f"{CHECKING}from .x import *\nif TYPE_CHECKING:\n    import y\n", None),
    "either is false": (
        (TYPING,),
        (
            "try:\n    from typing import TYPE_CHECKING\nexcept ImportError:\n    TYPE_CHECKING = False\n"
            "if TYPE_CHECKING:\n    import y\n"
        ),
        "try:\n    from typing import TYPE_CHECKING\nexcept ImportError:\n    TYPE_CHECKING = False\n",
    ),
    "who sees names of functions": (
        (TYPING,),
        f"{CHECKING}def f(x):\n    if TYPE_CHECKING:\n        print(x)\n    return locals()\n",
        None,
    ),
    "an overload with another one for programs": (
        (TYPING,),
        f"{CHECKING}if TYPE_CHECKING:\n    from typing import overload\n@overload\ndef f(): ...\ndef f(): ...\n",
        f"{CHECKING}@overload\ndef f(): ...\ndef f(): ...\n",
    ),
    "an overload that does something": (
        (TYPING,),
        "from typing import overload\n@overload\ndef f(x: a()): ...\ndef f(x): ...\n",
        None,
    ),
    "an overload that is used": (
        (TYPING,),
        "from typing import overload\n@overload\ndef f(x): ...\ng = f\ndef f(x): ...\n",
        None,
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
        'def f():\n    "f"\ndef h():\n    "h"\ng.__doc__ = f.__doc__\n',
        'def f():\n    "f"\ndef h():\n    pass\ng.__doc__ = f.__doc__\n',
    ),
    "asserted ones": (
        (DOCSTRINGS,),
        (
            "def f(g):\n    assert g.__doc__\n    assert g.__doc__ is not None\n"
            "    assert g().__doc__\n    assert g.x.__doc__\n"
        ),
        "def f(g):\n    assert g().__doc__\n    assert g.x.__doc__\n",
    ),
    "conditions of modules": (
        (TYPING,),
        CHECKING + "if TYPE_CHECKING:\n    import x\nif TYPE_CHECKING:\n    import y\nelse:\n    y = 1\n",
        CHECKING + "if TYPE_CHECKING:\n    pass\nelse:\n    y = 1\n",
    ),
    "the other way round": (
        (TYPING,),
        "import typing\nif not typing.TYPE_CHECKING:\n    y = 1\nelse:\n    import y\n",
        "import typing\nif not typing.TYPE_CHECKING:\n    y = 1\n",
    ),
    "conditions of functions, of other kinds": (
        (COMMENTS, DOCSTRINGS),
        CHECKING + "def f(x):\n    if TYPE_CHECKING:\n        assert x\n    return x  # c\n",
        CHECKING + "def f(x):\n    if TYPE_CHECKING:\n        assert x\n    return x\n",
    ),
    "conditions of functions": (
        (TYPING,),
        CHECKING
        + "def f(x):\n    if TYPE_CHECKING:\n        assert x\n    if TYPE_CHECKING:\n        y = 1\n    return x\n",
        CHECKING + "def f(x):\n    if TYPE_CHECKING:\n        y = 1\n    return x\n",
    ),
    "an elif of a function": (
        (TYPING,),
        CHECKING + "def f(x):\n    if x:\n        return 1\n    elif TYPE_CHECKING:\n        assert x\n    return 2\n",
        CHECKING + "def f(x):\n    if x:\n        return 1\n    return 2\n",
    ),
    "an else of one": (
        (TYPING,),
        CHECKING
        + "def f(x):\n    if x:\n        return 1\n    else:\n        if TYPE_CHECKING:\n            assert x\n",
        CHECKING + "def f(x):\n    if x:\n        return 1\n    else:\n        pass\n",
    ),
    "another meaning": (
        (TYPING,),
        "TYPE_CHECKING = bool(1)\nif TYPE_CHECKING:\n    x = 1\n",
        "TYPE_CHECKING = bool(1)\nif TYPE_CHECKING:\n    x = 1\n",
    ),
    "the only annotation": (
        (TYPING,),
        CHECKING + "class A:\n    if TYPE_CHECKING:\n        x: int\n",
        CHECKING + "class A:\n    if TYPE_CHECKING:\n        x: int\n",
    ),
    "one of more": (
        (TYPING,),
        CHECKING + "class A:\n    y: int\n    if TYPE_CHECKING:\n        x: int\n",
        CHECKING + "class A:\n    y: int\n",
    ),
    "signatures": (
        (TYPING,),
        "from typing import overload as o\n@o\ndef g(): ...\n@o\ndef f(x: int): ...\ndef f(x): ...\n",
        "from typing import overload as o\n@o\ndef g(): ...\ndef f(x): ...\n",
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
        f'{CHECKING}class A:\n    """A."""\n    # c\n\n    if TYPE_CHECKING:\n        import x\n    def f(self): ...\n',
        f"{CHECKING}class A:\n    def f(self): ...\n",
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


@pytest.mark.parametrize(
    "setting", ["import typing\ntyping.TYPE_CHECKING = True\n", "setattr(x, 'TYPE_CHECKING', 1)\n"]
)
def test_conditions_stay_where_somebody_sets_them(workshop: Any, setting: str) -> None:
    workshop.module("dep/set.py", setting.encode(), distribution="dep")
    text = f"{CHECKING}if TYPE_CHECKING:\n    import x\n"
    workshop.module("dep/mod.py", text.encode(), distribution="dep")
    plan = workshop.plan()
    distributions = tuple(replace(one, strip=frozenset({TYPING})) for one in plan.distributions)
    mod, _ = transform(replace(plan, distributions=distributions)).files
    assert mod.content.endswith(text.encode())


def test_whose_docstring_a_name_means(workshop: Any) -> None:
    workshop.module("dep/one.py", b"'one'\nclass A:\n    'A'\n    def f(self): 'f'\nb = A\n", distribution="dep")
    workshop.module("dep/two.py", b"from .one import A as C\nfrom dep import one\n", distribution="dep")
    text = b"import dep.two as t, dep.one, os\nfrom dep.two import C, one\ndef g(p): pass\n"
    workshop.module("dep/use.py", text, distribution="dep")
    owners = DocOwners({one.name: one for one in workshop.plan().distributions[0].modules})
    known = {"t.C": "A", "C.f": "f", "one": "one", "t.one.A": "A", "dep.one.A.f": "f", "os.path": ""}
    for names, name in known.items():
        assert owners.whose("dep.use", names.split(".")) == (name, True), names
    for names, name in {"t.one.b": "b", "p": "", "C.x": "x", "g": "g", "dep.x": "x"}.items():
        assert owners.whose("dep.use", names.split(".")) == (name, False), names


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
    names = names_for_checkers(text, "dep.mod", conditions=True)
    assert [part.kind for part in without_typing(plan, text, names, overloads=True).kept_parts()] == ["import", "def"]
    assert without_typing(plan, text, names, overloads=False) is plan


@pytest.mark.parametrize(
    ("text", "wanted"),
    {
        "x.__doc__": ["x"],
        "x().__doc__": [""],
        "import x\nx.f.__doc__": ["x.f"],
        "y.__doc__ = x.__doc__ or z.__doc__": ["x=", "z="],
        "if not x.__doc__: x.__doc__ = 'text'": ["x="],
        "if x.__doc__ and not y.__doc__: pass": ["x", "y"],
        "x.__doc__ is None": ["x"],
        "C = type('C', (), {'__doc__': x.__doc__})": ["x="],
        "C = dict({'__doc__': x.__doc__})": ["x"],
        "property(f, doc=x.__doc__)": ["x="],
        "make(f, doc=x.__doc__)": ["x"],
        "getattr(x, '__doc__', '')": ["x"],
        "import inspect\ninspect.getdoc(x)": ["x"],
        "from inspect import getdoc\nclass A: pass\ngetdoc(A)": ["A"],
        "from inspect import getdoc as g\ng(A)": [""],
        "map(getdoc, [])": [""],
        "import doctest": [""],
        "import cmd": [""],
        "from pydoc import render_doc": [""],
        "namespace['__doc__'].strip()": [""],
        "namespace.get('__doc__')": [""],
        "attrgetter('__doc__')": [""],
        "'%(__doc__)s' % x": [""],
        "namespace['__doc__'] = 'x'": [],
        "__all__ = ['__doc__']": [],
        "f.__code__.co_consts": [""],
        "from dep.tool import __doc__ as text": ["text"],
        "help(x)": [""],
        "def help(x): pass\nhelp(x)": [],
        "x.__doc__ = 'text'": [],
        "def f():\n    'f'\nassert f.__doc__": [],
        "def f(g):\n    assert g.__doc__": ["g"],
        "assert f.g.__doc__": ["f.g"],
    }.items(),
)
def test_who_reads_docstrings(text: str, wanted: list[str]) -> None:
    reads = read_in(ast.parse(text), caught=True)
    assert [".".join(read.receiver) + "=" * read.is_copy for read in reads] == wanted


def test_assertions_of_which_the_failing_is_not_caught_are_no_reading() -> None:
    assert read_in(ast.parse("def f(g):\n    assert g.__doc__"), caught=False) == ()


def test_beginnings_of_names_and_source_text() -> None:
    tree = ast.parse("n.startswith('p_'); n[:2] == 't_'; n.startswith('x'); n == 'q_'\ninspect.getsource(f)\n")
    assert prefixes_in(tree) == {"p_", "t_"}
    assert sources_read_in(tree) == (2,)
    assert sources_read_in(ast.parse("from inspect import getsource as g\nimport linecache\n")) == (1, 2)
    assert sources_read_in(ast.parse("m.__file__\nopen(f.__code__.co_filename)\n__file__\n")) == (1, 2)
    assert sources_read_in(ast.parse("m.__file__\n")) == ()


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
    assert note.startswith("Dep 1.0 reads docstrings (dep/reader.py:2); that of dep is None, and help made of it ")
    assert note.endswith('[tool.vendorize.distribution.dep] strip = ["comments", "typing"]')


def test_nothing_is_said_where_nothing_goes(workshop: Any) -> None:
    workshop.module("dep/mod.py", "import inspect\nprint(x.__doc__, inspect.getsource(x))\n", distribution="dep")
    plan = workshop.plan()
    assert list(text_notes(plan)) == []
    (one,) = plan.distributions
    (note,) = text_notes(replace(plan, distributions=(replace(one, strip=frozenset({COMMENTS})),)))
    assert "reads source text (dep/mod.py:2)" in note
