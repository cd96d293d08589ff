# ruff: noqa: ANN401 - the type of the fixture lives in conftest

from __future__ import annotations

import re
from typing import Any

import pytest

N = "app._vendor"
PATTERN = rf"(?:{re.escape(N)}\.)?a\.b"


def helper(name: str) -> str:
    return f'__import__("{N}._support", fromlist=["{name}"]).{name}'


def ours(name: str) -> str:
    return f'__import__("{N}", fromlist=["{name}"]).{name}'


CASES = {
    "a literal name": (
        "import importlib\nimportlib.import_module('a.b')\n",
        f"import importlib\nimportlib.import_module({helper('moved')}('a.b'))\n",
    ),
    "a literal name that stays": (
        "from importlib import import_module\nimport_module('json')\n",
        "from importlib import import_module\nimport_module('json')\n",
    ),
    "a relative name": (
        "from importlib import import_module\nimport_module('.x', 'a.b')\nimport_module('.x', package=__package__)\n",
        (
            "from importlib import import_module\n"
            f"import_module('.x', {helper('moved')}('a.b'))\nimport_module('.x', package=__package__)\n"
        ),
    ),
    "exports that are listed, and exports that are computed": (
        "import sys\n__all__ = ['b', sys.modules['a.b']]\n__all__ = get(sys.modules['a.' + m].__all__ for m in ms)\n",
        (
            f"import sys\n__all__ = ['b', sys.modules[{helper('moved')}('a.b')]]\n"
            f"__all__ = get({helper('modules')}['a.' + m].__all__ for m in ms)\n"
        ),
    ),
    "a computed name": (
        "from importlib import import_module as load\ndef f(n):\n    return load(n + '.x')\n",
        f"from importlib import import_module as load\ndef f(n):\n    return load({helper('moved')}(n + '.x'))\n",
    ),
    "the function as a value": (
        "import importlib as i\nmap(i.import_module, names)\n",
        f"import importlib as i\nmap({helper('import_module')}, names)\n",
    ),
    "starred arguments": (
        "import importlib\nimportlib.import_module(*x)\n",
        f"import importlib\n{helper('import_module')}(*x)\n",
    ),
    "the built-in function": ("x = __import__('a.b')\n", f"x = {helper('import_')}('a.b')\n"),
    "the built-in function for its effect alone adds no frame to a traceback": (
        "def f(n):\n    __import__(n)\n    __import__('a.b')\n",
        f"def f(n):\n    __import__({helper('moved')}(n))\n    __import__({helper('moved')}('a.b'))\n",
    ),
    "the built-in function for the module that it names": (
        "x = __import__(n, fromlist=['y'])\nx = __import__('a.b', {}, {}, ('y',))\n",
        (
            f"x = __import__({helper('moved')}(n), fromlist=['y'])\n"
            f"x = __import__({helper('moved')}('a.b'), {{}}, {{}}, ('y',))\n"
        ),
    ),
    "the built-in function in all other forms": (
        "x = __import__(n, fromlist=names)\n__import__(n, level=i)\n__import__(*n)\n__import__(n, **k)\n",
        (
            f"x = {helper('import_')}(n, fromlist=names)\n{helper('import_')}(n, level=i)\n"
            f"{helper('import_')}(*n)\n{helper('import_')}(n, **k)\n"
        ),
    ),
    "the built-in function with what stays": ("__import__('os')\n", "__import__('os')\n"),
    "the built-in function, computed": ("x = __import__(n, g)\n", f"x = {helper('import_')}(n, g)\n"),
    "the built-in function, replaced and put back": (
        "import builtins\nold = builtins.__import__\nbuiltins.__import__ = new\nx = builtins.__import__(n)\n",
        (f"import builtins\nold = builtins.__import__\nbuiltins.__import__ = new\nx = {helper('import_')}(n)\n"),
    ),
    "the built-in function as a value": ("map(__import__, names)\n", f"map({helper('import_')}, names)\n"),
    "one's own function of that name": (
        "def __import__(x): pass\ndef f(import_module): import_module(x)\n__import__(x)\n",
        "def __import__(x): pass\ndef f(import_module): import_module(x)\n__import__(x)\n",
    ),
    "a parameter hides an import": (
        "import sys\ndef f(sys): return sys.modules['a']\n",
        "import sys\ndef f(sys): return sys.modules['a']\n",
    ),
    "a class scope is not seen by its methods": (
        "import sys\nclass A:\n    sys = 1\n    def f(self): return sys.modules['a']\n",
        f"import sys\nclass A:\n    sys = 1\n    def f(self): return sys.modules[{helper('moved')}('a')]\n",
    ),
    "an import in a function": (
        "def f():\n    import sys\n    return 'b' in sys.modules\n",
        f"def f():\n    import sys\n    return {helper('moved')}('b') in sys.modules\n",
    ),
    "keys of sys.modules": (
        "import sys\nsys.modules['a.b'], sys.modules.get(\"b\"), sys.modules['os'], sys.modules[__name__]\n",
        (
            f"import sys\nsys.modules[{helper('moved')}('a.b')], sys.modules.get({helper('moved')}(\"b\")), "
            "sys.modules['os'], sys.modules[__name__]\n"
        ),
    ),
    "keys of sys.modules that are written": (
        "import sys\nsys.modules['a.b'] = sys.modules.setdefault('a', x)\ndel sys.modules['b'], sys.modules['os']\n",
        (
            f"import sys\n{helper('modules')}['a.b'] = {helper('modules')}.setdefault('a', x)\n"
            f"del {helper('modules')}['b'], sys.modules['os']\n"
        ),
    ),
    "computed keys of sys.modules": (
        "import sys\nfor m in list(sys.modules): sys.modules['p.' + m] = 1\n",
        f"import sys\nfor m in list({helper('modules')}): {helper('modules')}['p.' + m] = 1\n",
    ),
    "resources": (
        "from importlib import resources\nimport pkgutil\nresources.files('a')\npkgutil.get_data('a', 'b')\n",
        (
            "from importlib import resources\nimport pkgutil\n"
            f"resources.files({helper('moved')}('a'))\npkgutil.get_data({helper('moved')}('a'), 'b')\n"
        ),
    ),
    "what is patched": (
        "from unittest import mock\nmock.patch('a.b', 1), mock.patch('os.x'), mock.patch.object(a, 'b')\n",
        (
            "from unittest import mock\n"
            f"mock.patch({helper('moved')}('a.b'), 1), mock.patch('os.x'), mock.patch.object(a, 'b')\n"
        ),
    ),
    "a fall-back for an import": (
        (
            "try:\n    from importlib import import_module\nexcept ImportError:\n    import_module = None\n"
            "import_module('a')\n"
        ),
        (
            "try:\n    from importlib import import_module\nexcept ImportError:\n    import_module = None\n"
            f"import_module({helper('moved')}('a'))\n"
        ),
    ),
    "nested calls": (
        "import importlib, sys\nimportlib.import_module(sys.modules['a'].x)\n",
        f"import importlib, sys\nimportlib.import_module({helper('moved')}(sys.modules[{helper('moved')}('a')].x))\n",
    ),
    "unusual literals": (
        "import importlib\nimportlib.import_module('a' '.b')\nimportlib.import_module('\\x61')\n",
        (
            f"import importlib\nimportlib.import_module({helper('moved')}('a' '.b'))\n"
            f"importlib.import_module({helper('moved')}('\\x61'))\n"
        ),
    ),
    "a name for the world outside": (
        "import logging, importlib.metadata as m\nlogging.getLogger(__name__)\nm.version(__package__.split('.')[0])\n",
        (
            f"import logging, importlib.metadata as m\nlogging.getLogger({helper('original')}(__name__))\n"
            f"m.version({helper('original')}(__package__).split('.')[0])\n"
        ),
    ),
    "a warning filter": (
        "from warnings import filterwarnings as f\nf('error', module=r'a\\.b')\nf('error', '', W, '^os')\n",
        (f"from warnings import filterwarnings as f\nf('error', module={PATTERN!a})\nf('error', '', W, '^os')\n"),
    ),
    "command lines": (
        "run([exe, '-m', 'a.b', 'a.b'])\nrun((exe, '-c', 'import a; from b.c import d'))\nrun([x, '-m', 'os'])\n",
        (
            f"run([exe, '-m', '{N}.a.b', 'a.b'])\n"
            f"run((exe, '-c', 'from {N} import a; from {N}.b.c import d'))\nrun([x, '-m', 'os'])\n"
        ),
    ),
    "a command line of this interpreter, computed": (
        "import sys\nrun([sys.executable, '-m', name]), run(['git', '-m', name]), run([sys.executable, '-m', *name])\n",
        (
            f"import sys\nrun([sys.executable, '-m', {helper('private')}(name)]), run(['git', '-m', name]), "
            f"run([sys.executable, '-m', *({helper('private')}(one) if not place else one "
            "for place, one in enumerate(name))])\n"
        ),
    ),
    "a command line of another program that is completed in another place": (
        "words = ['git', 'commit', '-m']; words.append('click'); run(['git', '-m', *name]); run(words + ['click'])\n",
        "words = ['git', 'commit', '-m']; words.append('click'); run(['git', '-m', *name]); run(words + ['click'])\n",
    ),
    "a command line that asks a class for its module": (
        "run(['-m', self.__module__, '-c', 'x'])\n",
        f"run([{ours('_start_by')}(self.__module__), {ours('_start')}(self.__module__), '-c', 'x'])\n",
    ),
    "code for another process, made when it is needed": (
        "run([exe, '-c', f'from {main.__module__} import main']), run(('-c', *rest))\n",
        f"run([exe, '-c', {ours('_start_code')}(f'from {{main.__module__}} import main')]), run(('-c', *rest))\n",
    ),
    "a table with names of modules": (
        (
            "TABLE[module.__name__], self.table.get(__name__, 1), by[cls.__module__][0]\n"
            "x[f'{__name__}.y'], x[__name__ + y]\n"
        ),
        (
            f"TABLE[{helper('known')}(TABLE, module.__name__)], "
            f"self.table.get({helper('known')}(self.table, __name__), 1), "
            f"by[{helper('known')}(by, cls.__module__)][0]\n"
            f"x[{helper('known')}(x, f'{{__name__}}.y')], x[{helper('known')}(x, __name__ + y)]\n"
        ),
    ),
    "a table that is made on the spot, and one that is filled": (
        "make()[x.__name__], TABLE[key(x.__name__)], x.__name__[0]\nTABLE[x.__name__] = 1\ndel TABLE[x.__name__]\n",
        "make()[x.__name__], TABLE[key(x.__name__)], x.__name__[0]\nTABLE[x.__name__] = 1\ndel TABLE[x.__name__]\n",
    ),
    "a mark": ("x = 'ext://a.b', 'ext://sys.stdout'\n", f"x = 'ext://{N}.a.b', 'ext://sys.stdout'\n"),
    "text is no code": (
        '"""importlib.import_module(\'a\')"""\nx = "a.b"\n',
        '"""importlib.import_module(\'a\')"""\nx = "a.b"\n',
    ),
}


@pytest.mark.parametrize(("source", "wanted"), CASES.values(), ids=CASES.keys())
def test_rewriting(workshop: Any, source: str, wanted: str) -> None:
    assert workshop.moved(source) == wanted


def test_strings_that_name_modules_keep_their_text_also_where_they_are_code_that_nothing_runs(workshop: Any) -> None:
    source = 'x = ["a.C", \'b:f\', """a.C"""], call(group="a.b"), "from a.b import c"\n'
    assert workshop.moved(source) == source


CODE = {
    "a beginning": ("exec('from a.b import ' + x)\n", f"exec('from {N}.a.b import ' + x)\n"),
    "a name and an alias": (
        "exec('import a\\nimport a.b as c')\n",
        f"exec('from {N} import a\\nimport {N}.a.b as c')\n",
    ),
    "lines keep their number": (
        "exec('''\nif x:\n    from a import b\n''')\n1\n",
        f"exec('''\nif x:\n    from {N}.a import b\n''')\n1\n",
    ),
    "what is written in pieces keeps its lines": (
        "exec('from '\n     'a import b')\n",
        f"exec(('from {N}.a import b'\n))\n",
    ),
    "what does not move, and what is no code": (
        "exec('import os; from . import a')\nsay('import a, then rest')\n",
        "exec('import os; from . import a')\nsay('import a, then rest')\n",
    ),
}


@pytest.mark.parametrize(("source", "wanted"), CODE.values(), ids=CODE.keys())
def test_imports_in_code_that_is_made_at_run_time_move(workshop: Any, source: str, wanted: str) -> None:
    assert workshop.moved(source) == wanted


HANDED = """\
out.write('from a.b import ' + x)
x = 'from a import %s' % y
warn('from a import b')
out.write('Install it: import a, then go')
z = ['from a import b']
"""
"""What a module does with text that another one of its distribution may run."""


@pytest.mark.parametrize("runs", [True, False])
def test_imports_in_text_that_another_module_runs_move_where_it_is_handed_on(workshop: Any, runs: bool) -> None:  # noqa: FBT001
    workshop.module("c/__init__.py", "exec(x)\n" if runs else "", distribution="c")
    workshop.module("c/compiler.py", HANDED, distribution="c")
    workshop.module("a/__init__.py", "", distribution="a")
    files = {file.origin: file.content for file in workshop.transform("package").files}
    got = files["c.compiler"].decode().partition("\n")[2]
    moved = HANDED.replace("'from a.b import ' +", f"'from {N}.a.b import ' +").replace(
        "'from a i", f"'from {N}.a i", 1
    )
    assert got == (moved if runs else HANDED)
