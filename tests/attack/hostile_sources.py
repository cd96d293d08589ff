"""Hostile source text: in a module that is used, that is only there, or that the project itself has."""

from __future__ import annotations

from tests.attack.hostile import ENDLESS, SING, Content, Folder, Hostile, Link, Pipe

USED = (
    "def used(number):\n    return inner(number) + 2\n\n\ndef inner(number):\n    return number * 2\n\n\n"
    "def unused():\n    pass\n"
)
CORE, ONLY_THERE = "installed/dep/core.py", "installed/dep/lonely.py"
INIT = "from dep.core import used\n"
TEXTS: dict[str, Content] = {
    "a syntax error": "def f(:\n",
    "a NUL": "x = 1\0\n",
    "no UTF-8": b"x = 'caf\xe9'\n",
    "an unknown encoding": "# coding: klingon\nx = 1\n",
    "UTF-7": b"# coding: utf-7\nx = '+AGE-'\n",
    "UTF-16": "x = 1\n".encode("utf-16"),
    "an encoding that is no text": "# coding: zlib\nx = 1\n",
    "two marks": b"\xef\xbb\xbf\xef\xbb\xbfx = 1\n",
    "a surrogate": "x = '\ud800'\n",
    "brackets without end": "x = " + "(" * 5000,
    "tabs and blanks": "if 1:\n        x = 1\n\ty = 2\n",
    "a pipe": Pipe(),
    "an endless device": ENDLESS,
    "a folder": Folder(),
    "a link to itself": Link("lonely.py"),
    "code that runs": SING,
    "an end of the process": "import os\nos._exit(3)\n",
}
"""Of a module that nobody needs."""
VALID: dict[str, str | bytes] = {
    "a mark at its beginning": b"\xef\xbb\xbf" + USED.encode(),
    "ends of lines of Windows": USED.replace("\n", "\r\n"),
    "ends of lines of old": USED.replace("\n", "\r"),
    "form feeds": USED.replace("\n\n\n", "\n\x0c\n\x0c\n"),
    "no line end": USED.rstrip("\n"),
    "tabs": USED.replace("    ", "\t"),
    "another encoding": b"# coding: latin-1\nword = 'caf\xe9'\n" + USED.encode(),
    "an encoding of Windows": "# vim: set fileencoding=cp1251 :\nword = 'слово'\n".encode("cp1251") + USED.encode(),
    "lines that go on": USED.replace("number * 2", "number * \\\n    2"),
    "a class that ends in a backslash": USED + "class K:\n    x = 1; \\\n\n",
    "several statements on a line": "x = 1; y = 2; z = [x, y]; " + "del x, y\n" + USED,
    "semicolons and comments": "x = 1;  # one\nclass K: pass; y = 2  # two\n" + USED,
    "a long sum": f"total = {'+'.join(['1'] * 900)}\n{USED}",
    "a long sum of texts": f"text = {' + '.join([repr('a')] * 800)}\n{USED}",
    "a chain of calls": f"class C:\n    def c(self): return self\nvalue = C(){'.c()' * 150}\n{USED}",
    "a chain of attributes": f"class C: pass\nC.c = C\nvalue = C{'.c' * 300}\n{USED}",
    "many branches": "flag = 3\nif flag == 0:\n    def f(): pass\n"
    + "".join(f"elif flag == {number}:\n    def f{number}(): pass\n" for number in range(1, 200))
    + USED,
    "nested brackets": f"value = {'(' * 80}1{')' * 80}\n{USED}",
    "nested functions": "".join(f"{' ' * depth}def f{depth}():\n" for depth in range(90)) + f"{' ' * 90}pass\n{USED}",
    "nested lambdas": f"value = {'lambda: ' * 60}1\n{USED}",
    "nested f-strings": f"""value = f"{{f'{{1}}'}}"\n{USED}""",
    "a long literal": f"text = '{'x' * 2_000_000}'\n{USED}",
    "a file of more than three million bytes": f"# {'x' * 3_100_000}\n{USED}",
    "a long number": f"number = 0x{'f' * 20_000}\n{USED}",
    "many functions": USED + "".join(f"def f{number}(): return f{number - 1}()\n" for number in range(1, 3000)),
    "many comments": "# vendorize: keep this is one\n" * 5000 + USED,
    "comments that are odd": "# vendorize: ignore[VZ999]\n# vendorize: keep\n# vendorize: \x1b[31m\n" + USED,
    "names of one letter in many forms": "\ufb01x = 1\n\uff58 = 2\n\xaa = fix + x\n" + USED,
    "names that turn around": "# \u202e evil \u202c\ntext = '\u202e'\n" + USED,
    "names of ours": "_vendorize_support = 1\n__vendorize__ = 2\nremoved_members = 3\n" + USED,
    "built-in names bound again": "def getattr(*a): return 3\ndef __import__(*a): return None\n" + USED,
    "names in a circle": "a = lambda: b\nb = lambda: a\n\n\nclass K:\n    pass\n\n\nK.__bases__\n" + USED,
    "a star of itself": "from dep.core import *\n" + USED,
    "future statements": '"""text"""\nfrom __future__ import annotations, division\n' + USED,
    "soft keywords": "match = case = type = _ = 1\nmatch[0:0] if 0 else case\nprint if 0 else type\n" + USED,
    "__all__ of odd things": "__all__ = ('used',) + (*'',)\n__all__ += tuple(name for name in ())\n" + USED,
    "__all__ deleted": "__all__ = ['used']\ndel __all__\n" + USED,
    "only what is needed": "used = lambda number: number * 2 + 2\n",
    "an exec of all": f"exec({USED!r})\n",
}
"""Of a module that is used, and that runs."""


def _odd(text: str | bytes) -> Hostile:
    name = next(name for name, known in VALID.items() if known is text)
    return Hostile(f"source that is used: {name}", {CORE: text, "installed/dep/__init__.py": INIT})


CASES = (
    *(Hostile(f"source that is only there: {name}", {ONLY_THERE: text}) for name, text in TEXTS.items()),
    *map(_odd, VALID.values()),
)
