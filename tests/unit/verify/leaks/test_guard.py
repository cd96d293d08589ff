from __future__ import annotations

import inspect
import multiprocessing
import os
import sys
from typing import TYPE_CHECKING

import pytest

from tests.unit.verify.leaks.guarded import run_guarded

if TYPE_CHECKING:
    from pathlib import Path

CLASS = "class K:\n    def kept(self): return 1\n"
WIDER = CLASS + "    def extra(self): return 2\n    @property\n    def value(self): return 3\n    FLAG = 4\n"
WIDER += "def helper(): return 5\nTABLE = {}\nclass Other: pass\n"
RELEASE = "import lib\ndef read(k, name=''):\n    return {}\n"

READS = {
    "a method": ("k.extra()", "lib.K.extra"),
    "a property": ("k.value", "lib.K.value"),
    "a class attribute of the class": ("type(k).FLAG", "lib.K.FLAG"),
    "a bound method that is handed on": ("list(map(lambda one: one.extra, [k]))", "lib.K.extra"),
    "a function of the module": ("lib.helper()", "lib.helper"),
    "data of the module": ("lib.TABLE", "lib.TABLE"),
    "a computed attribute": ("getattr(k, name)", "lib.K.extra"),
    "a computed attribute with a default": ("getattr(k, name, None)", "lib.K.extra"),
    "a test for an attribute": ("hasattr(k, 'extra')", "lib.K.extra"),
    "an attribute in a format": ("f'{k.value}'", "lib.K.value"),
    "attrgetter": ("__import__('operator').attrgetter('value')(k)", "lib.K.value"),
    "methodcaller": ("list(map(__import__('operator').methodcaller('extra'), [k]))", "lib.K.extra"),
    "the namespace of a module": ("vars(lib)['Other']", "lib.Other"),
    "the namespace of a class": ("lib.K.__dict__['extra']", "lib.K.extra"),
    "a comprehension": ("[one.FLAG for one in [k]]", "lib.K.FLAG"),
    "a default": ("(lambda f=lib.helper: f())()", "lib.helper"),
}


@pytest.mark.parametrize("kind", READS)
def test_released_code_that_reads_what_only_the_overlay_has_leaks(tmp_path: Path, kind: str) -> None:
    expression, symbol = READS[kind]
    core = f"import lib\ndef read(k, name='extra'):\n    return {expression}\n"
    program = "import lib, app.core\napp.core.read(lib.K())\n"
    found = run_guarded(tmp_path, {"lib.py": CLASS, "app/core.py": core}, {"lib.py": WIDER}, program)
    assert found.symbols == [symbol]
    path = found.leaks[0].path
    assert path[0].startswith("app.core.read")
    assert path[0].endswith("(app/core.py:3)")
    assert path[-1] == "__main__ (tests/program.py:2)"


SETTER = "class K:\n    def __init__(self): self.plain = 0\n"
WIDER_SETTER = (
    SETTER
    + """    @property
    def value(self): return 1
    @value.setter
    def value(self, new): print('set', new)
    @value.deleter
    def value(self): print('deleted')
    FLAG = plain = 4
class Meta(type):
    @property
    def kind(cls): return 1
    @kind.setter
    def kind(cls, new): print('set', new)
class Made(metaclass=Meta): pass
class Slotted:
    __slots__ = ('slot',)
class Hooked:
    def __setattr__(self, name, value): print('set', value)
    def __delattr__(self, name): print('deleted')
TABLE = {}
"""
)
NARROW_SETTER = (
    SETTER + "class Meta(type): pass\nclass Made(metaclass=Meta): pass\nclass Slotted: pass\nclass Hooked: pass\n"
)
CHANGES = {
    "an assignment": ("k.value = 3", "lib.K.value", ["set 3"]),
    "an assignment to what a call gives": ("(lambda: k)().value = 3", "lib.K.value", ["set 3"]),
    "one of several targets": ("name, (k.value, *rest) = 1, (2, 3)", "lib.K.value", ["set 2"]),
    "an augmented assignment": ("k.value += 3", "lib.K.value", ["set 4"]),
    "an annotated assignment": ("k.value: int = 3", "lib.K.value", ["set 3"]),
    "a loop": ("for k.value in (3, 4): pass", "lib.K.value", ["set 3", "set 4"]),
    "a comprehension": ("[0 for k.value in [3]]", "lib.K.value", ["set 3"]),
    "a with statement": ("with __import__('io').StringIO() as k.value: pass", "lib.K.value", None),
    "a deletion": ("del k.value", "lib.K.value", ["deleted"]),
    "setattr": ("setattr(k, name, 3)", "lib.K.value", ["set 3"]),
    "delattr": ("delattr(k, 'value')", "lib.K.value", ["deleted"]),
    "a property of the metaclass": ("lib.Made.kind = 3", "lib.Meta.kind", ["set 3"]),
    "a slot": ("lib.Slotted().slot = 3", "lib.Slotted.slot", []),
    "a hook for all names": ("lib.Hooked().any = 3", "lib.Hooked.__setattr__", ["set 3"]),
    "a hook for deletions": ("del lib.Hooked().any", "lib.Hooked.__delattr__", ["deleted"]),
    "a name of the module": ("lib.TABLE = 3", "lib.TABLE", []),
    "the deletion of a name of the module": ("del lib.TABLE", "lib.TABLE", []),
    "the deletion of a member of a class": ("del lib.K.FLAG", "lib.K.FLAG", []),
}


@pytest.mark.parametrize("kind", CHANGES)
def test_released_code_that_sets_or_deletes_through_what_only_the_overlay_has_leaks(tmp_path: Path, kind: str) -> None:
    statement, symbol, printed = CHANGES[kind]
    core = f"import lib\ndef change(k, name='value'):\n    {statement}\n"
    program = "import lib, app.core\napp.core.change(lib.K())\n"
    found = run_guarded(tmp_path, {"lib.py": NARROW_SETTER, "app/core.py": core}, {"lib.py": WIDER_SETTER}, program)
    assert found.symbols == [symbol]
    assert found.leaks[0].path[0].endswith("(app/core.py:3)")
    assert printed is None or found.out.splitlines() == printed


PLAIN = {
    "an attribute of the instance": "k.plain = 3; k.plain += 1; del k.plain",
    "an attribute of the instance that hides a value of the class": "k.FLAG = 3; del k.FLAG",
    "an attribute that nobody has": "k.nothing = 3; setattr(k, 'none', 3); del k.nothing",
    "a value of a class": "lib.K.FLAG = 3",
    "an annotation alone": "k.value: int",
    "a new name of the module": "lib.NEW = 3; del lib.NEW",
}


@pytest.mark.parametrize("kind", PLAIN)
def test_a_plain_store_is_no_leak(tmp_path: Path, kind: str) -> None:
    core = f"import lib\ndef change(k):\n    {PLAIN[kind]}\n"
    program = "import lib, app.core\napp.core.change(lib.K())\n"
    found = run_guarded(tmp_path, {"lib.py": NARROW_SETTER, "app/core.py": core}, {"lib.py": WIDER_SETTER}, program)
    assert found.leaks == ()


def test_a_store_evaluates_each_part_once_and_in_the_order_of_the_language(tmp_path: Path) -> None:
    core = """\
def say(what, value):
    print(what)
    return value
def change(k):
    say('base', k).value = say('right', 3)
    say('base', k).value += say('right', 3)
"""
    program = "import lib, app.core\napp.core.change(lib.K())\n"
    found = run_guarded(tmp_path, {"lib.py": NARROW_SETTER, "app/core.py": core}, {"lib.py": WIDER_SETTER}, program)
    assert found.out.split() == ["right", "base", "set", "3", "base", "right", "set", "4"]


def test_a_property_of_a_subclass_of_the_test_is_the_tests(tmp_path: Path) -> None:
    core = "def change(k): k.value = 3\n"
    program = "import lib, app.core\nclass Own(lib.K):\n    value = property(None, lambda self, new: None)\n"
    program += "app.core.change(Own())\n"
    found = run_guarded(tmp_path, {"lib.py": NARROW_SETTER, "app/core.py": core}, {"lib.py": WIDER_SETTER}, program)
    assert found.leaks == ()


def test_nothing_that_the_release_has_leaks(tmp_path: Path) -> None:
    core = "import lib\ndef read(k): return k.kept(), getattr(k, 'kept'), hasattr(k, 'nothing'), lib.K\n"
    program = "import lib, app.core\napp.core.read(lib.K())\nlib.K().extra(), lib.helper(), lib.K().value\n"
    found = run_guarded(tmp_path, {"lib.py": CLASS, "app/core.py": core}, {"lib.py": WIDER}, program)
    assert found.leaks == ()


OWN_NAMES = {
    "a function": "def f(): return helper()\n",
    "a name in a class body": "class C:\n    x = helper\ndef f(): return C.x\n",
    "a name in a decorator": "def f():\n    @helper\n    def g(): pass\n",
    "globals()": "def f(name='helper'): return globals()[name]()\n",
    "globals().get": "def f(name='helper'): return globals().get(name)()\n",
    "a nested function": "def f():\n    def g(): return helper()\n    return g()\n",
    "an annotation that is evaluated": "def f():\n    def g(x: helper): pass\n",
}


@pytest.mark.parametrize("kind", OWN_NAMES)
def test_names_of_the_own_module_are_looked_at(tmp_path: Path, kind: str) -> None:
    if kind == "an annotation that is evaluated" and sys.version_info >= (3, 14):
        pytest.skip("annotations are not evaluated")
    text = OWN_NAMES[kind]
    wide = "def helper(x=None): return x\n" + text
    core = "import lib\ndef run(): return lib.f()\n"
    program = "import app.core\napp.core.run()\n"
    found = run_guarded(tmp_path, {"lib.py": text, "app/core.py": core}, {"lib.py": wide}, program)
    assert found.symbols == ["lib.helper"]


def test_a_local_name_is_not_the_global_one(tmp_path: Path) -> None:
    text = "def f(helper=1):\n    return helper\ndef g():\n    helper = 2\n    return [helper for helper in [helper]]\n"
    found = run_guarded(
        tmp_path,
        {"lib.py": text},
        {"lib.py": "def helper(): pass\n" + text},
        "import lib\nlib.f()\nlib.g()\n",
    )
    assert found.leaks == ()


IMPORTS = {
    "from a module": ("from lib import helper", "lib.helper"),
    "a submodule": ("import lib.inner", "lib.inner"),
    "a submodule from its package": ("from lib import inner", "lib.inner"),
    "a name from a submodule": ("from lib.inner import x", "lib.inner"),
    "a submodule by name": ("import importlib; importlib.import_module('lib.' + 'inner')", "lib.inner"),
    "a submodule as an attribute": ("import lib; lib.inner", "lib.inner"),
    "an optional module": ("\n    try: import lib.inner\n    except ImportError: pass", "lib.inner"),
    "sys.modules": ("import sys; sys.modules['lib.inner']", "lib.inner"),
}


@pytest.mark.parametrize("before", ["", "import lib.inner\n"])
@pytest.mark.parametrize("kind", IMPORTS)
def test_imports_of_what_only_the_overlay_has_leak_also_when_it_is_loaded(
    tmp_path: Path, kind: str, before: str
) -> None:
    statement, symbol = IMPORTS[kind]
    if not before and kind in ("a submodule as an attribute", "sys.modules"):
        before = "import lib.inner as other\n"
    core = f"def run():\n    {statement}\n"
    release = {"lib/__init__.py": "", "app/core.py": core}
    overlay = {"lib/__init__.py": "def helper(): pass\n", "lib/inner.py": "x = 1\n"}
    found = run_guarded(tmp_path, release, overlay, before + "import app.core\napp.core.run()\n")
    assert found.symbols == [symbol]


def test_a_name_that_the_release_imports_no_more_is_not_read_by_the_import(tmp_path: Path) -> None:
    release = {"lib/__init__.py": "from lib.a import x\n", "lib/a.py": "x = 1\n"}
    overlay = {"lib/__init__.py": "from lib.a import x, y\n", "lib/a.py": "x = 1\ny = 2\n"}
    assert run_guarded(tmp_path, release, overlay, "import lib\nlib.y\n").leaks == ()


def test_names_by_star_import_are_looked_at(tmp_path: Path) -> None:
    release = {"lib/__init__.py": "from lib.a import *\ndef f(): return extra\n", "lib/a.py": "x = 1\n"}
    found = run_guarded(tmp_path, release, {"lib/a.py": "x = 1\nextra = 2\n"}, "import lib\nlib.f()\n")
    assert found.symbols == ["lib.extra"]


def test_super_reads_the_base_and_private_names_are_those_of_the_class(tmp_path: Path) -> None:
    text = (
        "class A:\n    pass\nclass B(A):\n    def f(self): return super().g(), self.__h()\n    def g(self): return 1\n"
    )
    wide = text.replace("    pass\n", "    def g(self): return 1\n", 1) + "    def __h(self): return 2\n"
    found = run_guarded(tmp_path, {"lib.py": text}, {"lib.py": wide}, "import lib\nlib.B().f()\n")
    assert found.symbols == ["lib.A.g", "lib.B._B__h"]


def test_an_attribute_of_the_instance_or_of_a_subclass_hides_that_of_the_class(tmp_path: Path) -> None:
    core = "def read(k): return k.extra()\n"
    program = (
        "import lib, app.core\nk = lib.K()\nk.extra = lambda: 1\napp.core.read(k)\n"
        "class Own(lib.K):\n    def extra(self): return 1\napp.core.read(Own())\n"
    )
    found = run_guarded(tmp_path, {"lib.py": CLASS, "app/core.py": core}, {"lib.py": WIDER}, program)
    assert found.leaks == ()


def test_what_a_test_hands_over_is_the_tests(tmp_path: Path) -> None:
    core = "def run(thing, call, kind): return thing.send(), call(), kind().send()\n"
    wide = (
        CLASS
        + "    def extra(self): return 1\nclass Adapter:\n    def send(self): return 1\ndef callback(): return 2\n"
    )
    program = (
        "import lib, app.core\n"
        "for call in (lib.callback, lib.K().extra):\n    app.core.run(lib.Adapter(), call, lib.Adapter)\n"
    )
    found = run_guarded(tmp_path, {"lib.py": CLASS, "app/core.py": core}, {"lib.py": wide}, program)
    assert found.leaks == ()


def test_what_a_test_puts_in_the_place_of_a_name_is_the_tests(tmp_path: Path) -> None:
    core = "import lib\ndef run(k): return lib.helper(), k.extra()\n"
    program = (
        "import lib, app.core\nfrom unittest import mock\n"
        "with mock.patch('lib.helper'), mock.patch.object(lib.K, 'extra'):\n    app.core.run(lib.K())\n"
    )
    found = run_guarded(tmp_path, {"lib.py": CLASS, "app/core.py": core}, {"lib.py": WIDER}, program)
    assert found.leaks == ()


@pytest.mark.parametrize(
    ("by_values", "program", "leaks"),
    [
        (False, "import lib\nlib.go(lib.K())\n", ["lib.K.extra"]),
        (True, "import lib\nlib.go(lib.K())\n", []),
        (True, "import app.core\napp.core.run()\n", ["lib.K.extra"]),
    ],
    ids=["names, for a test", "values, for a test", "values, for the program"],
)
def test_where_values_decide_what_only_a_test_leads_to_is_no_leak(
    tmp_path: Path, *, by_values: bool, program: str, leaks: list[str]
) -> None:
    go = "def go(k): return k.extra()\n"
    release = {"lib.py": CLASS + go, "app/core.py": "import lib\ndef run(): lib.go(lib.K())\n"}
    found = run_guarded(tmp_path, release, {"lib.py": WIDER + go}, program, by_values=by_values)
    assert found.symbols == leaks


@pytest.mark.parametrize(
    ("how", "leaks"), [("-m runner probe", []), ("-m runner", ["lib.K.extra"]), ("-m app probe", ["lib.K.extra"])]
)
def test_a_released_test_runner_that_looks_at_tests_is_a_tool(tmp_path: Path, how: str, leaks: list[str]) -> None:
    """A library imports the runner somewhere, so the result has it: the process that it is started as is the tests'."""
    runner = "import sys, lib\nif 'probe' in sys.argv: import vendorize_pytest_probe\n"
    runner += "def main(name): return getattr(lib.K(), name)\nif __name__ == '__main__': main('extra')\n"
    program = f"import subprocess, sys\nsubprocess.run([sys.executable, *{how!r}.split()], check=True)\n"
    release = {"lib.py": CLASS, "vendorize_pytest_probe.py": "", "runner.py": runner}
    release["app/__main__.py"] = "import runner\nrunner.main('extra')\n"
    assert run_guarded(tmp_path, release, {"lib.py": WIDER}, program).symbols == leaks


def test_a_lazy_module_that_serves_a_test_does_not_leak_and_one_that_serves_the_program_does(tmp_path: Path) -> None:
    lazy = "import importlib\ndef __getattr__(name):\n    return _find(name)\n"
    lazy += "def _find(name): return importlib.import_module('lib.' + name)\n"
    release = {"lib/__init__.py": lazy, "app/core.py": "import lib\ndef run(name): return getattr(lib, name)\n"}
    overlay = {"lib/one.py": "", "lib/two.py": ""}
    found = run_guarded(tmp_path, release, overlay, "import lib, app.core\nlib.one\napp.core.run('two')\n")
    assert found.symbols == ["lib.two"]


def test_the_guard_runs_no_property_of_a_proxy(tmp_path: Path) -> None:
    proxy = "class Proxy:\n    __slots__ = ('own',)\n    @property\n    def __dict__(self):\n        print('asked')\n"
    proxy += "        raise SystemExit\n"
    release = {"lib.py": proxy, "app/core.py": "def run(one): return one.extra\n"}
    found = run_guarded(
        tmp_path, release, {"lib.py": proxy + "    extra = 1\n"}, "import lib, app.core\napp.core.run(lib.Proxy())\n"
    )
    assert (found.out, found.symbols) == ("", ["lib.Proxy.extra"])


LAZY_CLASS = "import types\nclass Lazy(types.ModuleType):\n"
LAZY_CLASS += "    def __getattr__(self, name): return self.two if name == 'old' else load(name)\n"
LAZY_CLASS += "def load(name):\n    import lib.all as all\n"
LAZY_CLASS += "    return [one.label for one in vars(all).values() if type(one) is type]\n"
LAZY_CLASS += "import sys; made = Lazy(__name__); made.__dict__.update(globals()); sys.modules[__name__] = made\n"


@pytest.mark.parametrize(
    ("program", "leaks"),
    [
        ("import lib\nlib.two\n", []),
        ("import lib\nlib.old\n", []),
        ("import lib\nlib.load('two')\n", ["lib.all.Two.label"]),
        ("import lib\nlib.ask.two_of(lib)\n", ["lib.all.Two.label"]),
        ("import app.core\napp.core.run()\n", ["lib.all.Two.label"]),
    ],
    ids=["a test asks the module", "by another name", "a test calls", "the library asks", "the program asks"],
)
def test_what_a_lazy_module_reads_for_a_name_that_a_test_asks_for_is_the_tests(
    tmp_path: Path, program: str, leaks: list[str]
) -> None:
    """It reads all that it loads with the one name: pygments' table of lexers does, and names decide what it loads."""
    narrow = "class One: label = 1\nclass Two: pass\n"
    release = {"lib/__init__.py": "import lib.ask\n" + LAZY_CLASS, "lib/all.py": narrow}
    release |= {"lib/ask.py": "def two_of(module): return module.two\n"}
    release |= {"app/core.py": "import lib\ndef run(): return lib.two\n"}
    overlay = {"lib/all.py": narrow.replace("pass", "label = 2")}
    assert run_guarded(tmp_path, release, overlay, program).symbols == leaks


def test_a_name_that_a_modules_getattr_serves_leaks_and_one_that_it_refuses_does_not(tmp_path: Path) -> None:
    wide = "def __getattr__(name):\n    if name == 'old': return 3\n    raise AttributeError(name)\nx = 1\n"
    release = {
        "lib/__init__.py": "",
        "lib/a.py": "x = 1\n",
        "app/core.py": "import lib.a\ndef probe():\n    from lib.a import x\n    return hasattr(lib.a, 'new')\n"
        "def read(): return lib.a.old\n",
    }
    program = "import lib.a, app.core\nlib.a.old, app.core.probe()\n"
    assert run_guarded(tmp_path / "one", release, {"lib/a.py": wide}, program).leaks == ()
    found = run_guarded(tmp_path / "two", release, {"lib/a.py": wide}, program + "app.core.read()\n")
    assert found.symbols == ["lib.a.__getattr__"]
    assert found.leaks[0].path[0] == "app.core.read (app/core.py:5)"


def test_released_code_that_opens_data_of_the_overlay_leaks_and_a_test_that_does_is_none(tmp_path: Path) -> None:
    core = "import pathlib, lib\ndef read(): return (pathlib.Path(lib.__file__).parent / 'words.txt').read_text()\n"
    release = {"lib.py": "import os\nFOLDER = os.path.dirname(__file__)\n", "app/core.py": core}
    release["lib.py"] += "def load(name): return open(os.path.join(FOLDER, name)).read()\n"
    program = "import lib\nprint(lib.load('words.txt'), open(lib.FOLDER + '/words.txt').read())\n"
    overlay = {"words.txt": "hello"}
    assert run_guarded(tmp_path / "one", release, overlay, program).leaks == ()
    found = run_guarded(tmp_path / "two", release, overlay, program + "import app.core\nprint(app.core.read())\n")
    assert found.out.split() == ["hello"] * 3
    assert found.symbols == ["lib"]
    assert found.leaks[0].path[0] == "app.core.read (app/core.py:2, opens words.txt)"


@pytest.mark.parametrize("how", ["os.listdir(place)", "list(pathlib.Path(place).glob('*'))", "list(os.scandir(place))"])
def test_released_code_that_lists_a_folder_with_more_in_the_overlay_leaks(how: str, tmp_path: Path) -> None:
    core = f"import os, pathlib, pkgutil, lib\nplace = os.path.dirname(lib.__file__)\ndef read(): return {how}\n"
    core += "def around(): return os.listdir(os.path.dirname(place)), os.listdir(os.path.join(place, 'same'))\n"
    release = {"lib/__init__.py": "", "lib/same/__init__.py": "x = 1\n", "app/core.py": core}
    overlay = {"lib/more/__init__.py": "", "lib/extra.py": ""}
    program = "import os, lib, lib.same, lib.extra, app.core\nos.listdir(app.core.place), app.core.around()\n"
    program += "print(len(app.core.read()) > 2)\n"
    found = run_guarded(tmp_path, release, overlay, program)
    assert (found.out, found.symbols) == ("True\n", ["lib.extra"])
    assert found.leaks[0].path[0] == "app.core.read (app/core.py:3, lists lib/)"


def test_threads_handlers_at_exit_and_children_are_looked_at(tmp_path: Path) -> None:
    core = """\
import atexit, multiprocessing, subprocess, sys, threading
import lib
def in_thread(): threading.Thread(target=lambda: lib.one()).start()
def at_exit(): atexit.register(lambda: lib.two())
def in_child():
    for method in multiprocessing.get_all_start_methods():
        child = multiprocessing.get_context(method).Process(target=work, args=(method,))
        child.start()
        child.join()
def work(method): getattr(lib, method)()
def by_command(): subprocess.run([sys.executable, '-m', 'app'], check=True)
"""
    methods = multiprocessing.get_all_start_methods()
    names = ("one", "two", *methods, "four")
    release = {"lib.py": "", "app/core.py": core, "app/__main__.py": "import lib\nlib.four()\n"}
    overlay = {"lib.py": "".join(f"def {name}(): pass\n" for name in names)}
    program = (
        "import app.core\nif __name__ == '__main__':\n"
        "    app.core.in_thread()\n    app.core.at_exit()\n    app.core.in_child()\n    app.core.by_command()\n"
    )
    found = run_guarded(tmp_path, release, overlay, program)
    assert found.symbols == sorted(f"lib.{name}" for name in names)


def test_the_standard_library_that_calls_for_the_program_leaks_and_what_python_calls_too(tmp_path: Path) -> None:
    text = "class Out:\n    def __init__(self): self.text = ''\n"
    wide = text + "    def write(self, text): self.text += text\n    def __len__(self): return 1\n"
    core = "import json, lib\ndef run(out):\n    json.dump([1], out)\n    return len(out)\n"
    program = "import lib, app.core\nout = lib.Out()\nlen(out)\nprint(app.core.run(out))\n"
    found = run_guarded(tmp_path, {"lib.py": text, "app/core.py": core}, {"lib.py": wide}, program)
    assert found.symbols == ["lib.Out.__len__", "lib.Out.write"]


def test_a_module_may_have_names_of_its_own_for_what_is_built_in(tmp_path: Path) -> None:
    text = "globals = getattr = hasattr = vars = super = 1\n"
    found = run_guarded(tmp_path, {"lib.py": text}, {"lib.py": text + "extra = 2\n"}, "import lib\nlib.extra\n")
    assert found.leaks == ()


def test_values_docstrings_and_tracebacks_stay_what_they_are(tmp_path: Path) -> None:
    core = '''"""Says."""
from __future__ import annotations
import lib
def read(k: lib.Other) -> lib.Other:
    """Reads."""
    k.count += 1
    return k.extra
def fail(k):
    return (
        k.kept().extra
    )
'''
    wide = WIDER + "class K(K):\n    count = 1\n    __slots__ = ('extra',)\n"
    program = (
        "import lib, app.core, traceback, inspect\n"
        "print(app.core.__doc__, app.core.read.__doc__, sorted(n for n in vars(app.core) if n[0] != '_'))\n"
        "k = lib.K()\nprint(app.core.read.__annotations__)\n"
        "try: app.core.fail(k)\n"
        "except AttributeError as e: print(traceback.extract_tb(e.__traceback__)[-1].lineno, e)\n"
        "print(inspect.getsource(app.core.fail).count('extra'))\n"
    )
    found = run_guarded(tmp_path, {"lib.py": CLASS, "app/core.py": core}, {"lib.py": wide}, program)
    assert found.out.splitlines() == [
        "Says. Reads. ['annotations', 'fail', 'lib', 'read']",
        "{'k': 'lib.Other', 'return': 'lib.Other'}",
        "10 'int' object has no attribute 'extra'",
        "1",
    ]
    assert found.leaks == ()


ASKS = (
    "os.path.exists(place)",
    "os.path.isfile(place)",
    "pathlib.Path(place).is_file()",
    "os.stat(place, follow_symlinks=True)",
    "os.path.lexists(place)",
    "os.access(path=place, mode=os.R_OK)",
    "importlib.resources.files('lib').joinpath('more', 'words.txt').is_file()",
    "os.path.exists(os.path.join(lib.__path__[0], 'same', '..', 'more', 'words.txt'))",
    "os.path.exists(os.path.relpath(place))",
    "os.path.isdir(os.path.dirname(place))",
    "not os.path.exists(place + '.old')",
    "not pathlib.Path(lib.__path__[0], 'old', 'inner').is_dir()",
)


def test_released_code_that_asks_for_a_file_that_the_release_lacks_leaks_and_a_test_that_does_so_does_not(
    tmp_path: Path,
) -> None:
    core = "import importlib.resources, os, pathlib, lib\nplace = os.path.join(lib.__path__[0], 'more', 'words.txt')\n"
    core += "def same(): return os.path.realpath(place), os.path.exists(lib.__file__), os.path.exists('lib/nowhere')\n"
    core += "".join(f"def read{number}(): return {ask}\n" for number, ask in enumerate(ASKS))
    release = {"lib/__init__.py": "", "lib/same/__init__.py": "", "app/core.py": core}
    program = "import os, json, lib, app.core\nfrom vendorize_leak_guard.frames import Frames\n"
    program += "said = []\nFrames.write = lambda self, record: said.append(record['path'][0].split()[0])\n"
    program += "os.stat(app.core.place), app.core.same()\n"
    program += "asks = [getattr(app.core, f'read{number}') for number in range(" + str(len(ASKS)) + ")]\n"
    program += "print(all(ask() not in (None, False) for ask in asks), *said)\n"
    overlay = {"lib/more/words.txt": "word", "lib/more/words.txt.old": None, "lib/old/inner/a.txt": None}
    found = run_guarded(tmp_path, release, overlay, program)
    assert found.out.split() == ["True", *(f"app.core.read{number}" for number in range(len(ASKS)))]


def test_who_shows_lines_of_code_that_runs_asks_for_nothing(tmp_path: Path) -> None:
    core = "import traceback, warnings, logging\n"
    core += "def stack(): return traceback.format_stack()\n"
    core += "def warn(): warnings.warn('old', stacklevel=2)\n"
    core += "def fail():\n    try: 1 / 0\n    except ZeroDivisionError: return traceback.format_exc()\n"
    core += "def tell(): logging.getLogger('x').warning('said', stack_info=True)\n"
    runner = "def run(): return [app.core.stack(), app.core.warn(), app.core.fail(), app.core.tell()]\n"
    release = {"lib/__init__.py": "", "app/core.py": core}
    program = "import app.core, lib, os\nplace = os.path.join(lib.__path__[0], 'runner.txt')\n"
    program += "exec(compile(open(place).read(), place, 'exec'))\nprint('in run' in ''.join(run()[0]))\n"
    found = run_guarded(tmp_path, release, {"lib/runner.txt": runner}, program)
    assert found.out.split() == ["True"]
    assert found.leaks == ()


def test_the_functions_that_ask_for_files_stay_what_they_are_to_the_program(tmp_path: Path) -> None:
    program = """\
import copy, inspect, os, pickle, shutil, sys
class Folder:
    status = os.stat
assert Folder().status(__file__).st_size and os.stat(path=__file__) == os.stat(__file__.encode())
handle = os.open(os.path.dirname(__file__), os.O_RDONLY)
assert os.stat(handle).st_ino == os.stat(os.path.dirname(__file__)).st_ino
assert os.stat("program.py", dir_fd=handle) and shutil._use_fd_functions == (sys.platform != "win32")
assert {os.stat, os.access} <= os.supports_dir_fd and os.stat in os.supports_follow_symlinks
assert pickle.loads(pickle.dumps(os.stat)) is os.stat is copy.deepcopy(os.stat)
assert (os.stat.__name__, os.lstat.__doc__ != "", callable(os.access)) == ("stat", True, True)
for wrong in ((), (None,), ("nul\\0",), (1.5,)):
    try: os.stat(*wrong)
    except (TypeError, ValueError) as error: print(type(error).__name__)
print(inspect.signature(os.stat))
"""
    plain = inspect.signature(os.stat)
    found = run_guarded(tmp_path, {"lib.py": ""}, {}, program)
    assert found.out.splitlines() == ["TypeError", "TypeError", "ValueError", "TypeError", str(plain)]
