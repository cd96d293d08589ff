"""What code keeps that cannot be read off: treatments, each confined."""

from __future__ import annotations

import pytest

from tests.unit.reachability.programs import Texts, alive_in
from vendorize_analysis.model.project import EntryPoint

PLUGINS = {
    "dep/plugins/__init__.py": "",
    "dep/plugins/json_.py": "def load(): pass",
    "dep/plugins/xml_.py": "def load(): pass",
    "dep/other.py": "def load(): pass",
}
CASES: dict[str, tuple[Texts, set[str], set[str]]] = {
    "a computed import with a prefix": (
        {
            "app.py": "import dep\ndep.get('json').load()",
            "dep/__init__.py": "import importlib\ndef get(n): return importlib.import_module('dep.plugins.' + n + '_')",
            **PLUGINS,
        },
        {"dep.plugins.json_:load", "dep.plugins.xml_:load"},
        {"dep.other:load"},
    ),
    "a computed import relative to the package": (
        {
            "app.py": "import dep\ndep.get('json').load()",
            "dep/__init__.py": (
                "import importlib\ndef get(n): return importlib.import_module(f'.plugins.{n}', __package__)"
            ),
            **PLUGINS,
        },
        {"dep.plugins.json_:load", "dep.plugins.xml_:load"},
        {"dep.other:load"},
    ),
    "an import of any name reads the strings of the distribution": (
        {
            "app.py": "import dep\ndep.get('json').load()",
            "dep/__init__.py": (
                "import importlib\nTABLE = {'json': 'dep.plugins.json_'}\n"
                "def get(n): return importlib.import_module(TABLE[n])"
            ),
            **PLUGINS,
        },
        {"dep.plugins.json_:load"},
        {"dep.plugins.xml_:load", "dep.other:load"},
    ),
    "listed modules": (
        {
            "app.py": "import dep.plugins",
            **PLUGINS,
            "dep/__init__.py": "",
            "dep/plugins/__init__.py": (
                "import importlib, pkgutil\n"
                "for m in pkgutil.iter_modules(__path__): importlib.import_module(__name__ + '.' + m.name).load()"
            ),
        },
        {"dep.plugins.json_:load", "dep.plugins.xml_:load"},
        {"dep.other:load"},
    ),
    "an attribute by a computed name with a prefix": (
        {
            "app.py": "import dep\ndep.A().visit('x')",
            "dep.py": (
                "class A:\n    def visit(self, kind): return getattr(self, 'visit_' + kind)()\n"
                "    def visit_x(self): pass\n    def visit_y(self): pass\n    def leave_x(self): pass"
            ),
        },
        {"dep:A.visit_x", "dep:A.visit_y"},
        {"dep:A.leave_x"},
    ),
    "a computed name on the object stays in the family": (
        {
            "app.py": "import dep\ndep.A().visit('x'), dep.B()",
            "dep.py": (
                "class A:\n    def visit(self, kind): return getattr(self, 'visit_' + kind)()\n"
                "    def visit_x(self): pass\n"
                "class B:\n    def visit_x(self): pass"
            ),
        },
        {"dep:A.visit_x"},
        {"dep:B.visit_x"},
    ),
    "an attribute by any name reads the strings": (
        {
            "app.py": "import dep\ndep.call(dep.A())",
            "dep.py": (
                "NAMES = ['start', 'run']\ndef call(x):\n    for name in NAMES: getattr(x, name)()\n"
                "class A:\n    def start(self): pass\n    def run(self): pass\n    def stop(self): pass"
            ),
        },
        {"dep:A.start", "dep:A.run"},
        {"dep:A.stop"},
    ),
    "getattr as a function reads the strings": (
        {
            "app.py": "import dep\ndep.call(dep.A())",
            "dep.py": (
                "from functools import reduce\ndef call(x): return reduce(getattr, 'start.run'.split('.'), x)\n"
                "class A:\n    def start(self): pass\n    def run(self): pass\n    def stop(self): pass"
            ),
        },
        {"dep:A.start", "dep:A.run"},
        {"dep:A.stop"},
    ),
    "attribute getters": (
        {
            "app.py": "import dep\ndep.call([dep.A()])",
            "dep.py": (
                "from operator import attrgetter, methodcaller\n"
                "def call(xs): return sorted(xs, key=attrgetter('size.width')), map(methodcaller('go'), xs)\n"
                "class A:\n    @property\n    def size(self): return B()\n"
                "    def go(self): pass\n    def stop(self): pass\n"
                "class B:\n    width = 1\n    def height(self): pass"
            ),
        },
        {"dep:A.size", "dep:A.go", "dep:B.width"},
        {"dep:A.stop", "dep:B.height"},
    ),
    "format strings": (
        {
            "app.py": "import dep\n'{0.size}'.format(dep.A())",
            "dep.py": "class A:\n    @property\n    def size(self): pass\n    @property\n    def other(self): pass",
        },
        {"dep:A.size"},
        {"dep:A.other"},
    ),
    "a namespace that is read as a dictionary": (
        {
            "app.py": "import dep\ndep.get('x')",
            "dep/__init__.py": "from . import side\ndef get(n): return globals()[n]\ndef other(): pass",
            "dep/side.py": "def far(): pass",
        },
        {"dep:other"},
        {"dep.side:far"},
    ),
    "the namespace of another module": (
        {
            "app.py": "import dep.main",
            "dep/__init__.py": "",
            "dep/main.py": "from . import table\nvars(table)\ndef unused(): pass",
            "dep/table.py": "def a(): pass\nb = 1",
        },
        {"dep.table:a", "dep.table:b"},
        {"dep.main:unused"},
    ),
    "a namespace of a module that a function imports": (
        {
            "app.py": "import dep\ndep.f()",
            "dep/__init__.py": "def f():\n    from . import table\n    return dir(table)",
            "dep/table.py": "def a(): pass",
        },
        {"dep.table:a"},
        set(),
    ),
    "listed members of an object": (
        {
            "app.py": "import dep\ndep.A().commands()",
            "dep.py": (
                "class A:\n    def commands(self): return [n for n in dir(self) if n.startswith('do_')]\n"
                "    def do_x(self): pass\nclass B:\n    def do_y(self): pass"
            ),
        },
        {"dep:A.do_x"},
        {"dep:B", "dep:B.do_y"},
    ),
    "listed subclasses": (
        {
            "app.py": "import dep\ndep.all_of()",
            "dep/__init__.py": "from . import kinds, base\ndef all_of(): return base.Base.__subclasses__()",
            "dep/base.py": "class Base: pass",
            "dep/kinds.py": "from .base import Base\nclass A(Base): pass\nclass B: pass",
        },
        {"dep.kinds:A"},
        {"dep.kinds:B"},
    ),
    "code from strings": (
        {
            "app.py": "import dep\ndep.run()",
            "dep.py": (
                "SOURCE = 'result = helper(1).size'\ndef run(): exec(SOURCE)\ndef helper(x): pass\ndef other(): pass\n"
                "class A:\n    size = 1\nA"
            ),
        },
        {"dep:helper", "dep:A.size"},
        {"dep:other"},
    ),
    "imports in literal code": (
        {
            "app.py": "import dep\ndep.run()",
            "dep/__init__.py": "def run(): exec('from dep.late import f\\nf()')",
            "dep/late.py": "def f(): pass\ndef g(): pass",
        },
        {"dep.late:f"},
        {"dep.late:g"},
    ),
    "evaluated annotations": (
        {
            "app.py": "import dep\nfrom typing import get_type_hints\nget_type_hints(dep.f)",
            "dep.py": (
                "from __future__ import annotations\nimport typing\ndef hints(x): return typing.get_type_hints(x)\n"
                "class A: pass\nclass B: pass\ndef f(a: A) -> None: hints(f)"
            ),
        },
        {"dep:A"},
        {"dep:B"},
    ),
    "annotations that nobody evaluates": (
        {
            "app.py": "import dep\ndep.f()",
            "dep.py": "from __future__ import annotations\nclass A: pass\ndef f(a: A) -> None: pass",
        },
        {"dep:f"},
        {"dep:A"},
    ),
    "examples, when somebody runs them": (
        {
            "app.py": "import dep, doctest\ndoctest.testmod(dep)",
            "dep.py": 'def f():\n    """\n    >>> g()\n    """\ndef g(): pass',
        },
        {"dep:f", "dep:g"},
        set(),
    ),
    "examples that nobody runs": (
        {"app.py": "import dep\ndep.f()", "dep.py": 'def f():\n    """\n    >>> g()\n    """\ndef g(): pass'},
        {"dep:f"},
        {"dep:g"},
    ),
    "the main module of a package that is started": (
        {
            "app.py": "import subprocess, sys\nsubprocess.run([sys.executable, '-m', 'dep'])",
            "dep/__init__.py": "def unused(): pass",
            "dep/__main__.py": "from .tool import main\nmain()",
            "dep/tool.py": "def main(): pass\ndef other(): pass",
        },
        {"dep.tool:main"},
        {"dep:unused", "dep.tool:other"},
    ),
    "strings of first-party code that name symbols": (
        {
            "app.py": "BACKEND = 'dep.backends:Fast'\nOTHER = 'dep.gone:x'",
            "dep/__init__.py": "",
            "dep/backends.py": "class Fast: pass\nclass Slow: pass",
        },
        {"dep.backends:Fast"},
        {"dep.backends:Slow"},
    ),
    "a package's __getattr__": (
        {
            "app.py": "import dep\ndep.late",
            "dep/__init__.py": (
                "import importlib\n_LAZY = {'late': 'dep.impl'}\n"
                "def __getattr__(name): return getattr(importlib.import_module(_LAZY[name]), name)"
            ),
            "dep/impl.py": "def late(): pass\ndef other(): pass",
        },
        {"dep:__getattr__", "dep.impl:late"},
        {"dep.impl:other"},
    ),
}


@pytest.mark.parametrize("title", CASES)
def test_what_a_hazard_keeps(title: str) -> None:
    files, alive, dead = CASES[title]
    found = alive_in(files)
    assert alive <= found.symbols
    assert found.symbols.isdisjoint(dead)


GROUPS = (
    EntryPoint("dep.plugins", "a", "plugin.a", "Plugin"),
    EntryPoint("other.group", "b", "plugin.b", "Plugin"),
)


def test_a_group_that_is_named_roots_its_targets() -> None:
    files = {
        "app.py": "import dep\ndep.load()",
        "dep.py": "from importlib.metadata import entry_points\ndef load(): return entry_points(group='dep.plugins')",
        "plugin/__init__.py": "",
        "plugin/a.py": "class Plugin: pass\nclass Other: pass",
        "plugin/b.py": "class Plugin: pass",
    }
    found = alive_in(files, entry_points=GROUPS)
    assert "plugin.a:Plugin" in found.symbols
    assert "plugin.a:Other" in found.dead
    assert "plugin.b" not in found.liveness.executed


@pytest.mark.parametrize(
    ("text", "data", "metadata"),
    [
        ("open(__file__)", {"dep"}, set()),
        ("from importlib import resources\nresources.files('other')", {"other"}, set()),
        ("import other\nother.__file__", {"other"}, set()),
        ("from importlib.metadata import version\nversion('Other.Dist')", set(), {"other-dist"}),
        ("from importlib.metadata import version\nversion(__name__)", set(), {"dep"}),
        ("open('x')", set(), set()),
    ],
)
def test_data_and_metadata_that_may_be_read(text: str, data: set[str], metadata: set[str]) -> None:
    found = alive_in({"app.py": "import dep", "dep.py": text, "other/__init__.py": ""})
    assert (found.liveness.data, found.liveness.metadata) == (data, metadata)


def test_hazards_of_live_code_are_reported_and_no_others() -> None:
    found = alive_in({"app.py": "import dep\ndep.f()", "dep.py": "def f(): eval(x)\ndef g(): exec(y)"})
    assert [hazard.line for hazard in found.liveness.hazards["dep"]] == [1]


def test_a_computed_import_never_reaches_into_unrelated_distributions() -> None:
    found = alive_in(
        {
            "app.py": "import dep, other",
            "dep.py": "import importlib\ndef f(n): return importlib.import_module(n)\nf('dep')",
            "other/__init__.py": "NAMES = ['other.far']",
            "other/far.py": "",
        }
    )
    assert "other.far" not in found.liveness.executed


@pytest.mark.parametrize(
    "body",
    [
        "m = 'on_' + x\n    return getattr(self, m)",
        "m = f'on_{x}'\n    return getattr(self, m)",
        "m = 'on_%s' % x\n    return getattr(self, m)",
        "m = 'on_{}'.format(x)\n    return getattr(self, m)",
        "x += '_a'\n    return getattr(self, x)",
        "m = 'on_' + x\n    def run(): return getattr(self, m)\n    return run",
        "if not m: m = 'on_' + x\n    return getattr(self, m)",
    ],
)
def test_what_a_variable_holds_confines_the_names_that_are_asked_for_by_it(body: str) -> None:
    text = f"class A:\n  def on_a(self): pass\n  def off(self): pass\n  def f(self, x, m=None):\n    {body}"
    symbols = alive_in({"app.py": "import dep; dep.A().f(1)", "dep.py": text}).symbols
    assert "dep:A.on_a" in symbols
    assert "dep:A.off" not in symbols


def test_a_module_is_imported_by_the_pattern_in_a_variable() -> None:
    text = "import importlib\ndef f(x):\n    name = 'lib.x_' + x\n    return importlib.import_module(name)"
    files = {"app.py": "import dep; dep.f(1)", "dep.py": text, "lib/__init__.py": "", "lib/x_a.py": "", "lib/y.py": ""}
    executed = alive_in(files).liveness.executed
    assert "lib.x_a" in executed
    assert "lib.y" not in executed


@pytest.mark.parametrize(("listed", "is_listed"), [(frozenset(), False), ({"dep_extra"}, True), (None, True)])
def test_what_only_the_tools_of_tests_list_counts_as_found_by_nobody(
    listed: frozenset[str] | None, *, is_listed: bool
) -> None:
    files = {
        "app.py": "import dep\ndep.plugins()",
        "dep.py": (
            "import importlib, pkgutil\n"
            "def plugins(): return [importlib.import_module(m.name) for m in pkgutil.iter_modules() if 'dep_' in m[1]]"
        ),
        "dep_extra.py": "",
    }
    found = alive_in(files, listed=listed)
    assert "dep_extra" in found.liveness.executed
    assert ("dep_extra" in found.liveness.listed) is is_listed


def test_a_listing_finds_who_imports_the_lister_or_says_that_it_needs_it() -> None:
    files = {
        "app.py": "import host, plugin, far, told\nhost.plugins()",
        "host.py": (
            "import importlib, pkgutil\n"
            "def plugins(): return [importlib.import_module(m.name) for m in pkgutil.iter_modules()]"
        ),
        "plugin.py": "import host",
        "far.py": "import plugin",
        "told.py": "",
    }
    needed = {**dict.fromkeys(("plugin", "far", "told"), frozenset({""})), "host": frozenset({"", "told"})}
    found = alive_in(files, dependents={"": frozenset(), **needed})
    assert found.liveness.listed - {"app"} == {"plugin", "told"}


@pytest.mark.parametrize(
    ("code", "follows"),
    [
        ("def register():\n    logging.getLogger(__name__)\n    lib.add(__name__, 'below.part')\nregister()", True),
        ("def getLogger(*names): lib.add(*names)\nx = getLogger(__name__, 'below.part')", True),
        ("if lib.add(__name__, 'below.part'): print()", True),
        ("log = logging.getLogger(__name__ or 'below.part')", False),
        ("log = logging.getLogger(__name__)\nx = lib.add(log, 'below.part')", False),
        ("if __name__ == '__main__': x = 'below.part'", False),
    ],
)
def test_who_only_names_a_logger_hands_on_no_name_of_a_module(code: str, *, follows: bool) -> None:
    files = {
        "app.py": "import dep",
        "lib.py": "from importlib import import_module\ndef add(name, *more): import_module(name)",
        "dep/__init__.py": f"import logging\nimport lib\nlib.add(dynamic)\n{code}",
        "dep/below/__init__.py": "",
        "dep/below/part.py": "",
    }
    assert ("dep.below.part" in alive_in(files).liveness.executed) is follows
