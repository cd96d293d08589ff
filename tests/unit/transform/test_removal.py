# ruff: noqa: ANN401 - the type of the fixture lives in conftest

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from vendorize.layouts.site.names import SUPPORT as SUPPORT_SITE
from vendorize.transform import support_source

if TYPE_CHECKING:
    from pathlib import Path


def members(owner: str, names: str) -> str:
    call = f'__import__("{SUPPORT_SITE}").removed_members'
    return f"{call}('{owner}', 'shop itself', '{names}')"


CASES = {
    "after the last member": (
        "class A:\n    x = 1  # note\ny = 2\n",
        "class A:\n    x = 1  # note\n    {0}\ny = 2\n",
    ),
    "after a method": (
        "class A:\n\tdef f(self):\n\t\tpass\n\t\t# end\n",
        "class A:\n\tdef f(self):\n\t\tpass\n\n\t{0}\n\t\t# end\n",
    ),
    "on one line": ("class A: x = 1  # note\n", "class A: x = 1; {0}  # note\n"),
    "on one line with semicolons": ("class A: x = 1; y = 2;\n", "class A: x = 1; y = 2; {0};\n"),
    "without a line end": ("class A:\r\n  x = 1", "class A:\r\n  x = 1\r\n  {0}\r\n"),
    "after decorators": (
        "class A:\n    @ deco\n    def f(self): ...\n",
        "class A:\n    @ deco\n    def f(self): ...\n\n    {0}\n",
    ),
    "after a method that ends in a backslash": (
        "class A:\n  def f(self):\n    return 1; \\\n\\\n # end\ny = 1\n",
        "class A:\n  def f(self):\n    return 1; \\\n\\\n # end\n\n  {0}\ny = 1\n",
    ),
    "after a line that a backslash begins": (
        "class A:\n  \\\n    \\\n      x = 1\n",
        "class A:\n  \\\n    \\\n      x = 1\n  {0}\n",
    ),
    "after a backslash": ("class A:\n  x = 1 \\\n\ny = 1\n", "class A:\n  x = 1; {0} \\\n\ny = 1\n"),
}


@pytest.mark.parametrize(("source", "wanted"), CASES.values(), ids=CASES.keys())
def test_a_class_body_ends_with_the_names_that_went(workshop: Any, source: str, wanted: str) -> None:
    result = workshop.text(source, removed_members=((0, ("f", "e")),))
    assert result == wanted.format(members("mod.A", "e f"))


def test_private_names_are_mangled_and_inner_classes_end_first(workshop: Any) -> None:
    source = "class _A:\n  class B:\n    x = 1\n"
    result = workshop.text(source, removed_members=((0, ("__x", "__y__")), (1, ("z", "__slots__"))))
    assert result.splitlines()[3:] == [
        "    " + members("mod._A.B", "z"),
        "",
        "  " + members("mod._A", "_A__x __y__"),
    ]


def test_a_removed_override_leaves_a_class_that_cutting_has_emptied(workshop: Any) -> None:
    result = workshop.text("class A(B):\n    def f(self): ...\n", drop={1}, removed_members=((0, ("f",)),))
    assert result == f"class A(B):\n    pass\n    {members('mod.A', 'f')}\n"


def test_a_module_ends_with_the_names_that_went(workshop: Any) -> None:
    result = workshop.text("x = 1\ny = 2", drop={1}, removed=("y",))
    assert result == (f"x = 1\n\n__getattr__ = __import__(\"{SUPPORT_SITE}\").removed('mod', 'shop itself', 'y')\n")


BEHAVIOURS = {
    "an attribute": (
        "import mod\nmod.gone",
        "Removed: shop uses mod.gone (shop itself), which vendorize removed",
    ),
    "the remedy": ("import mod\nmod.gone", '[[tool.vendorize.keep]] symbol = "mod.gone" reason = "..."'),
    "an import": ("from mod import gone", "Removed: shop uses mod.gone"),
    "an import in a function": ("def f():\n    from mod import gone\nf()", "Removed: shop uses mod.gone"),
    "an import from a package": ("from package import gone", "Removed: shop uses package.gone"),
    "a name that never was": ("import mod\nmod.other", "AttributeError: module 'mod' has no attribute 'other'"),
    "an import of what never was": ("from mod import other", "ImportError: cannot import name 'other' from 'mod'"),
    "a method": ("import mod\nmod.Child().gone()", "Removed: shop uses mod.Child.gone"),
    "a class attribute": ("import mod\nmod.Child.gone", "Removed: shop uses mod.Child.gone"),
    "an override through super": (
        "import mod\nclass Deep(mod.Child):\n  def gone(self): return super().gone()\nDeep().gone()",
        "Removed: shop uses mod.Child.gone",
    ),
    "a private member": ("import mod\nmod.Child().private()", "Removed: shop uses mod.Child._Child__secret"),
    "an operator": ("import mod\nmod.Child() + 1", "Removed: shop uses mod.Child.__add__"),
}

MODULE = """\
class Base:
    def gone(self): return 'base'
class Child(Base):
    __slots__ = ('slot', 'gone2')
    def gone(self): return 'child'
    def private(self): return self.__secret()
    def __secret(self): pass
    def __add__(self, other): pass
def gone(): pass
"""


@pytest.fixture
def result(workshop: Any, tmp_path: Path) -> Path:
    gone = {"drop": {4, 6, 7, 8}, "removed": ("gone",), "removed_members": ((2, ("gone", "__secret", "__add__")),)}
    workshop.module("mod.py", MODULE, **gone)
    lost = {"removed": ("gone",), "removed_modules": ("lost",)}
    workshop.module("package/__init__.py", "def gone(): pass\n", drop={0}, **lost)
    own = "def __getattr__(name):\n    if name == 'lazy': return 1\n    raise AttributeError('own ' + name)\n"
    workshop.module("lazy.py", own + "def gone(): pass\n", drop={1}, removed=("gone",))
    abstract = "import abc\nclass A(abc.ABC):\n    @abc.abstractmethod\n    def f(self): ...\n"
    abstract += "class B(A):\n    def f(self): ...\n"
    workshop.module("abstract.py", abstract, drop={4}, removed_members=((3, ("f",)),))
    enum = "import enum\nclass E(enum.Enum):\n    ONE = 1\n    def f(self): ...\n"
    workshop.module("kinds.py", enum, drop={3}, removed_members=((1, ("f",)),))
    folder = tmp_path / "result"
    for file in workshop.transform().files:
        (folder / file.relative).parent.mkdir(parents=True, exist_ok=True)
        (folder / file.relative).write_bytes(file.content)
    (folder / f"{SUPPORT_SITE}.py").write_bytes(support_source("shop"))
    return folder


def run(folder: Path, code: str) -> subprocess.CompletedProcess[str]:
    program = f"import sys\nsys.path.insert(0, {str(folder)!r})\n{code}"
    command = [sys.executable, "-I", "-S", "-B", "-c", program]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)


@pytest.mark.parametrize(("code", "wanted"), BEHAVIOURS.values(), ids=BEHAVIOURS.keys())
def test_asking_for_a_removed_name_says_so(result: Path, code: str, wanted: str) -> None:
    done = run(result, code)
    assert done.returncode == 1
    assert wanted in done.stderr.splitlines()[-1]


PROBES = (
    'getattr(mod, "gone", None)',
    'hasattr(mod, "gone")',
    'hasattr(mod.Child(), "gone")',
    'getattr(mod.Child, "gone", None)',
    'hasattr(lazy, "gone")',
    'attempt("from mod import gone")',
    'attempt("from package import gone")',
    'attempt("import package.lost")',
    'attempt("import package.lost.deep")',
    "attempt(\"import_module('package.lost')\")",
)
"""What programs do to find out whether something is there."""


@pytest.mark.parametrize("probe", PROBES)
def test_no_probe_takes_another_way_in_silence(result: Path, probe: str) -> None:
    attempt = "def attempt(code):\n    try: exec(code)\n    except (AttributeError, ImportError): pass\n"
    done = run(
        result, f"from importlib import import_module\nimport lazy, mod, package\n{attempt}{probe}\nprint('other')"
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert "which vendorize removed" in done.stderr.splitlines()[-1]


def test_probes_for_what_never_was_answer_as_before(result: Path) -> None:
    code = """
import importlib.util, lazy, mod, package
print(hasattr(mod, "__path__"), hasattr(package, "__wrapped__"), lazy.lazy)
for statement in ("from json import gone", "import package.never", "lazy.other"):
    try:
        exec(statement)
    except (AttributeError, ImportError) as error:
        print(type(error).__name__, error)
print(importlib.util.find_spec("package.never"), importlib.util.find_spec("package.lost").origin)
"""
    done = run(result, code)
    assert done.stderr == ""
    assert done.stdout.splitlines() == [
        "False False 1",
        done.stdout.splitlines()[1],
        "ModuleNotFoundError No module named 'package.never'",
        "AttributeError own other",
        "None removed by vendorize",
    ]
    assert done.stdout.splitlines()[1].startswith("ImportError cannot import name 'gone' from 'json'")


def test_who_lists_members_goes_on(result: Path) -> None:
    code = """
import abstract, copy, inspect, kinds, mod, pickle
from unittest import mock
child = mod.Child()
print("gone" in dir(child), [n for n in dir(mod) if n[0] != "_"])
names = [name for name, _ in inspect.getmembers(mod.Child) if name[0] != "_"]
print(names, mock.create_autospec(mod.Child) is not None)
print(type(copy.copy(child)).__name__, type(pickle.loads(pickle.dumps(child, 2))).__name__)
print(abstract.B.__abstractmethods__, type(abstract.B()).__name__, list(kinds.E))
"""
    done = run(result, code)
    assert done.stderr == ""
    assert done.stdout.splitlines() == [
        "True ['Base', 'Child']",
        "['gone', 'gone2', 'private', 'slot'] True",
        "Child Child",
        "frozenset() B [<E.ONE: 1>]",
    ]


def test_whoever_watches_is_told_even_if_the_error_is_caught(result: Path, tmp_path: Path) -> None:
    report = tmp_path / "removed.jsonl"
    code = "import os\nos.environ['VENDORIZE_REMOVED_REPORT'] = sys.argv[1]\nimport mod\n"
    run(result, code.replace("sys.argv[1]", repr(str(report))) + "try: mod.gone\nexcept Exception: pass\n")
    (line,) = map(json.loads, report.read_text(encoding="utf-8").splitlines())
    assert (line["symbol"], line["program"]) == ("mod.gone", "shop")
    assert line["path"][0].endswith(":6")


def test_an_instance_may_still_set_a_removed_name(workshop: Any, tmp_path: Path) -> None:
    source = "class A:\n    x = None\n    def __init__(self): self.x = 1\n"
    workshop.module("mod.py", source, drop={1}, removed_members=((0, ("x",)),))
    (file,) = workshop.transform().files
    (tmp_path / "mod.py").write_bytes(file.content)
    (tmp_path / f"{SUPPORT_SITE}.py").write_bytes(support_source("shop"))
    assert run(tmp_path, "import mod; print(mod.A().x)").stdout == "1\n"


def test_the_support_module_maps_names_both_ways(tmp_path: Path) -> None:
    package = tmp_path / "app" / "_vendor"
    (package / "dep").mkdir(parents=True)
    for file in (tmp_path / "app/__init__.py", package / "dep/__init__.py"):
        file.touch()
    (package / "__init__.py").write_text("def is_free(name): return False\n", encoding="utf-8")
    (package / "dep/sub.py").write_text("NAME = __name__\n", encoding="utf-8")
    (package / "_support.py").write_bytes(support_source("shop", "app._vendor", ["dep"]))
    code = """
from app._vendor import _support as s
import json
print(s.moved("dep.sub:x"), s.moved("depx"), s.moved(None))
print(s.original("app._vendor.dep.sub"), s.original("app._vendor"))
print(s.import_module("dep.sub").NAME, s.import_module(".sub", "dep").NAME, s.import_module("json") is json)
print(s.import_("dep.sub").__name__, s.import_("dep.sub", {}, {}, ["NAME"]).__name__, s.import_("os.path").__name__)
print(s.import_("app._vendor.dep.sub").__name__, s.import_("app._vendor.dep.sub", {}, {}, ["NAME"]).__name__)
print("dep.sub" in s.modules, "dep" in list(s.modules), "app._vendor.dep" in list(s.modules), s.modules["dep"].__name__)
s.modules["dep.new"] = 1
print(sys.modules["app._vendor.dep.new"], s.modules.pop("dep.new"), s.modules.get("dep.new"), len(s.modules) > 9)
"""
    done = run(tmp_path, code)
    assert done.stderr == ""
    assert done.stdout.splitlines() == [
        "app._vendor.dep.sub:x depx None",
        "dep.sub app._vendor",
        "app._vendor.dep.sub app._vendor.dep.sub True",
        "app._vendor.dep app._vendor.dep.sub os",
        "app app._vendor.dep.sub",
        "True True False app._vendor.dep",
        "1 1 None True",
    ]


def test_the_support_module_leaves_names_that_are_free_and_keeps_both_keys_of_sys_modules_equal(tmp_path: Path) -> None:
    package = tmp_path / "app" / "_vendor"
    package.mkdir(parents=True)
    (tmp_path / "app/__init__.py").touch()
    (package / "__init__.py").write_text("def is_free(name): return name == 'free'\n", encoding="utf-8")
    (package / "_support.py").write_bytes(support_source("shop", "app._vendor", ["free", "taken"]))
    (tmp_path / "free.py").touch()
    code = """
from app._vendor import _support as s
print(s.moved("free.x:y"), s.moved("taken.x"), s.private("free.x"), s.private("os"))
print(s.import_module("free").__name__, s.import_("free") is s.modules["free"])
s.modules["free.new"] = s.modules["taken.new"] = 1
print([name for name in sys.modules if name.endswith(".new")], list(s.modules).count("free.new"))
del s.modules["free.new"]
print([name for name in sys.modules if name.endswith(".new")])
"""
    done = run(tmp_path, code)
    assert done.stderr == ""
    assert done.stdout.splitlines() == [
        "free.x:y app._vendor.taken.x app._vendor.free.x os",
        "free True",
        "['free.new', 'app._vendor.free.new', 'app._vendor.taken.new'] 1",
        "['app._vendor.taken.new']",
    ]


LOOKED_AT = {
    "what a plain function is": ("isinstance(of['gone'], type(len_)), callable(of['gone'])", "(True, True)"),
    "what a property is": ("isinstance(of['size'], property), callable(of['size'])", "(True, False)"),
    "what a class method is": ("isinstance(of['made'], classmethod), callable(of['made'])", "(True, False)"),
    "what a static method is": ("isinstance(of['plain'], staticmethod)", "True"),
    "marks that it never had": ("getattr(of['gone'], '_mark', 0), hasattr(of['size'], '_mark')", "(0, False)"),
    "whether it is abstract": ("getattr(of['limit'], '__isabstractmethod__', False)", "False"),
    "whether it is another": ("of['gone'] == 1, {of['gone']} == {of['size']}", "(False, False)"),
    "all functions": ("[n for n, _ in inspect.getmembers(Child, inspect.isfunction)]", "['gone', 'plain']"),
    "all methods": ("[n for n, _ in inspect.getmembers(Plain(), inspect.ismethod)]", "['gone', 'made']"),
    "all routines of the class": (
        "[n for n, _ in inspect.getmembers(Plain, inspect.isroutine) if n[0] != '_']",
        "['gone', 'made', 'plain']",
    ),
    "what says that it passes by": ("pydoc.render_doc(Child)[:6], doctest.DocTestFinder().find(Child)", ""),
}
"""What code that goes through the members of a class is told as before."""
LOUD = (
    "of['gone'].__doc__",
    "inspect.getdoc(of['gone'])",
    "of['gone'].__name__",
    "of['gone']()",
    "str(of['gone'])",
    "f'{of}'",
    "of['size'].fget",
    "of['plain'](1)",
    "isinstance(of['limit'], int)",
    "isinstance(of['limit'], collections.abc.Iterable)",
    "of['limit'] == 1",
    "9 in list(of.values())",
    "{of['limit']}",
    "bool(of['limit'])",
    "len(of['limit'])",
    "of['limit'] + 1",
    "getattr(of['limit'], '_mark', None)",
    "json.dumps(of['limit'], default=str)",
    "copy.deepcopy(of['limit'])",
    "inspect.getmembers(Child())",
    "inspect.getmembers(Child, inspect.isroutine)",
    "setattr(Child(), 'size', 1)",
    "dict(inspect.getmembers(Child))['gone'].__code__",
)
"""What cannot be told, so that it says what is missing."""


@pytest.fixture
def listed(workshop: Any, tmp_path: Path) -> Path:
    gone = ("gone", "limit:value", "made:classmethod", "plain:staticmethod", "size:property")
    text = "class Child:\n    x = 1\nclass Plain:\n    x = 1\n"
    few = ("gone", "made:classmethod", "plain:staticmethod")
    workshop.module("mod.py", text, removed_members=((0, gone), (2, few)))
    (file,) = workshop.transform().files
    (tmp_path / "mod.py").write_bytes(file.content)
    (tmp_path / f"{SUPPORT_SITE}.py").write_bytes(support_source("shop"))
    return tmp_path


LISTER = """
import collections.abc, copy, doctest, inspect, json, pydoc
from mod import Child, Plain
def len_(): pass
of = dict(vars(Child))
"""


@pytest.mark.parametrize(("code", "wanted"), LOOKED_AT.values(), ids=LOOKED_AT.keys())
def test_who_goes_through_the_members_of_a_class_is_told_the_same(listed: Path, code: str, wanted: str) -> None:
    done = run(listed, f"{LISTER}print(({code}))")
    assert done.stderr == ""
    assert done.stdout.strip() == wanted or not wanted


@pytest.mark.parametrize("code", LOUD)
def test_what_a_member_cannot_be_told_is_an_error(listed: Path, code: str) -> None:
    done = run(listed, f"{LISTER}try: {code}\nexcept Exception: pass\nprint('silent')")
    assert (done.returncode, done.stdout) == (1, "")
    assert "which vendorize removed" in done.stderr.splitlines()[-1]


LOUD = {
    "a broad except": "try: mod.gone\nexcept Exception: pass",
    "a broad except around a probe": "try: hasattr(mod.Child, 'gone')\nexcept Exception: pass",
    "a broad except around an import": "try: import package.lost\nexcept Exception: pass",
    "suppress": "import contextlib\nwith contextlib.suppress(Exception): mod.Child().gone()",
    "a task": (
        "import asyncio\nasync def f(): mod.gone\n"
        "async def g():\n    try: await asyncio.create_task(f())\n    except Exception: pass\nasyncio.run(g())"
    ),
    "a task group's answers": (
        "import asyncio\nasync def f(): mod.gone\n"
        "async def g():\n    for one in await asyncio.gather(f(), return_exceptions=True): raise one\nasyncio.run(g())"
    ),
    "a thread pool": (
        "from concurrent.futures import ThreadPoolExecutor as T\nwith T(1) as pool:\n"
        "    try: pool.submit(lambda: mod.gone).result()\n    except Exception: pass"
    ),
    "a pool that hands on nothing but an Exception": (
        "from multiprocessing.pool import ThreadPool\nThreadPool(1).apply(lambda: mod.gone)"
    ),
    "a property": (
        "class A:\n    @property\n    def x(self): return mod.gone\n    def __getattr__(self, name): return 1\nA().x"
    ),
}
"""What hides every Exception, and what carries one from where it was raised to somebody else."""


@pytest.mark.parametrize("code", LOUD.values(), ids=LOUD.keys())
def test_nothing_that_hides_exceptions_hides_a_removed_name(result: Path, code: str) -> None:
    done = run(result, f"import mod, package\n{code}\nprint('went on')")
    assert (done.returncode, done.stdout) == (1, "")
    assert "which vendorize removed" in done.stderr.splitlines()[-1]


def test_the_error_survives_the_way_from_another_process(result: Path) -> None:
    code = "import pickle\ntry: mod.Child().gone()\nexcept BaseException as e: got = pickle.loads(pickle.dumps(e))\n"
    done = run(result, f"import mod\n{code}print(type(got).__name__, got.symbol, got.name, got.obj)\nraise got")
    assert done.stdout == "Removed mod.Child.gone gone None\n"
    assert done.stderr.splitlines()[-1].count("which vendorize removed") == 1
