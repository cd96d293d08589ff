"""Names: imports, re-exports, stars, members by name, own attributes."""

from __future__ import annotations

import pytest

from tests.unit.reachability.programs import Texts, alive_in

CASES: dict[str, tuple[Texts, set[str], set[str]]] = {
    "a name that is imported and used": (
        {
            "app.py": "from dep import used\nused()",
            "dep.py": "def used(): helper()\ndef helper(): pass\ndef unused(): pass",
        },
        {"dep:used", "dep:helper"},
        {"dep:unused"},
    ),
    "an attribute of a module": (
        {"app.py": "import dep\ndep.used.x", "dep.py": "used = 1\nunused = 2"},
        {"dep:used"},
        {"dep:unused"},
    ),
    "a submodule through its package": (
        {
            "app.py": "import dep.sub as s\ns.f()",
            "dep/__init__.py": "top = 1",
            "dep/sub.py": "from . import other\ndef f(): return other.g\ndef h(): pass",
            "dep/other.py": "g = 1\ni = 2",
        },
        {"dep.sub:f", "dep.other:g"},
        {"dep:top", "dep.sub:h", "dep.other:i"},
    ),
    "a re-export under another name": (
        {
            "app.py": "from dep import public",
            "dep/__init__.py": "from ._impl import private as public, other",
            "dep/_impl.py": "def private(): pass\ndef other(): pass",
        },
        {"dep._impl:private"},
        {"dep._impl:other"},
    ),
    "a star gives what is asked for": (
        {
            "app.py": "from dep import f",
            "dep/__init__.py": "from .a import *\nfrom .b import *",
            "dep/a.py": "def f(): pass\ndef g(): pass",
            "dep/b.py": "def h(): pass",
        },
        {"dep.a:f"},
        {"dep.a:g", "dep.b:h"},
    ),
    "a star of first-party code takes all exports": (
        {"app.py": "from dep import *", "dep.py": "__all__ = ['f']\ndef f(): pass\ndef g(): pass"},
        {"dep:f"},
        {"dep:g"},
    ),
    "an alias of another module's class": (
        {
            "app.py": "from dep import Old\nOld().run()",
            "dep/__init__.py": "from . import new\nOld = new.New",
            "dep/new.py": "class New:\n    def run(self): pass\n    def stop(self): pass",
        },
        {"dep.new:New", "dep.new:New.run"},
        {"dep.new:New.stop"},
    ),
    "both branches of an optional import": (
        {
            "app.py": "from dep import impl\nimpl.f()",
            "dep/__init__.py": (
                "try:\n    from . import fast as impl\nexcept ImportError:\n    from . import slow as impl"
            ),
            "dep/fast.py": "def f(): pass\ndef g(): pass",
            "dep/slow.py": "def f(): pass\ndef g(): pass",
        },
        {"dep.fast:f", "dep.slow:f"},
        {"dep.fast:g", "dep.slow:g"},
    ),
    "an import inside a function": (
        {
            "app.py": "from dep import f",
            "dep/__init__.py": "def f():\n    from .late import g\n    return g()",
            "dep/late.py": "def g(): pass\ndef h(): pass",
        },
        {"dep.late:g"},
        {"dep.late:h"},
    ),
    "an optional import inside a function": (
        {
            "app.py": "from dep import f",
            "dep/__init__.py": (
                "def f():\n    try:\n        from . import fast as impl\n"
                "    except ImportError:\n        impl = None\n    return impl.g"
            ),
            "dep/fast.py": "def g(): pass\ndef h(): pass",
        },
        {"dep.fast:g"},
        {"dep.fast:h"},
    ),
    "a member of a live class is alive by its name": (
        {
            "app.py": "from dep import make\nmake().close()",
            "dep.py": "class A:\n    def close(self): pass\n    def open(self): pass\ndef make(): return A()",
        },
        {"dep:A", "dep:A.close"},
        {"dep:A.open"},
    ),
    "a member of a class that nobody reaches is not": (
        {
            "app.py": "from dep import A\nA().close()",
            "dep.py": "class A:\n    def close(self): pass\nclass B:\n    def close(self): pass",
        },
        {"dep:A.close"},
        {"dep:B", "dep:B.close"},
    ),
    "what a method asks of its object stays in the family": (
        {
            "app.py": "from dep import A, Other\nA().run(), Other()",
            "dep.py": (
                "class Base:\n    def step(self): pass\n"
                "class A(Base):\n    def run(self): self.step()\n"
                "class Other:\n    def step(self): pass"
            ),
        },
        {"dep:A.run", "dep:Base.step"},
        {"dep:Other.step"},
    ),
    "a base asks its subclasses": (
        {
            "app.py": "from dep import Child\nChild().run()",
            "dep.py": (
                "class Base:\n    def run(self): self.hook()\n    def hook(self): pass\n"
                "class Child(Base):\n    def hook(self): pass\n    def other(self): pass"
            ),
        },
        {"dep:Base.run", "dep:Base.hook", "dep:Child.hook"},
        {"dep:Child.other"},
    ),
    "a mixin asks the classes that it is mixed into": (
        {
            "app.py": "from dep import Whole\nWhole().run()",
            "dep.py": (
                "class Mixin:\n    def run(self): self.part()\n"
                "class Provider:\n    def part(self): pass\n    def spare(self): pass\n"
                "class Whole(Mixin, Provider): pass"
            ),
        },
        {"dep:Provider.part"},
        {"dep:Provider.spare"},
    ),
    "a class that answers for any attribute passes names on": (
        {
            "app.py": "from dep import Proxy, Real\nProxy(Real()).run()",
            "dep.py": (
                "class Proxy:\n    def __init__(self, real): self.real = real\n"
                "    def __getattr__(self, name): return getattr(self.real, name)\n"
                "    def run(self): return self.go()\n"
                "class Real:\n    def go(self): pass\n    def stop(self): pass"
            ),
        },
        {"dep:Proxy.run", "dep:Real.go"},
        {"dep:Real.stop"},
    ),
    "a method that is used as a function asks anything": (
        {
            "app.py": "from dep import A, B\nA.show(B())",
            "dep.py": (
                "class A:\n    def show(self): return self.text()\n"
                "class B:\n    def text(self): pass\n    def other(self): pass"
            ),
        },
        {"dep:B.text"},
        {"dep:B.other"},
    ),
    "super() asks the bases": (
        {
            "app.py": "from dep import B\nB().run()",
            "dep.py": (
                "class A:\n    def run(self): pass\n    def stop(self): pass\n"
                "class B(A):\n    def run(self): super().run()"
            ),
        },
        {"dep:A.run"},
        {"dep:A.stop"},
    ),
    "protocol methods of a live class stay": (
        {
            "app.py": "from dep import A\nlen(A())",
            "dep.py": (
                "class A:\n    def __len__(self): return self._n()\n    def _n(self): return 1\n    def x(self): pass"
            ),
        },
        {"dep:A.__len__", "dep:A._n"},
        {"dep:A.x"},
    ),
    "what the standard library calls on its own kind stays": (
        {
            "app.py": "from dep import Worker\nWorker().start()",
            "dep.py": (
                "import threading\nclass Worker(threading.Thread):\n"
                "    def run(self): self.work()\n    def work(self): pass\n    def spare(self): pass"
            ),
        },
        {"dep:Worker.run", "dep:Worker.work"},
        {"dep:Worker.spare"},
    ),
    "an abstract method keeps its implementations": (
        {
            "app.py": "from dep import Impl\nImpl()",
            "dep.py": (
                "import abc\nclass Base(abc.ABC):\n    @abc.abstractmethod\n    def f(self): pass\n"
                "class Impl(Base):\n    def f(self): pass\n    def g(self): pass"
            ),
        },
        {"dep:Base.f", "dep:Impl.f"},
        {"dep:Impl.g"},
    ),
    "a private attribute is found under its mangled name": (
        {
            "app.py": "from dep import A\nA()._A__x",
            "dep.py": "class A:\n    def __x(self): pass\n    def __y(self): pass",
        },
        {"dep:A.__x"},
        {"dep:A.__y"},
    ),
    "a module that is passed around answers to names": (
        {
            "app.py": "import dep\ndef use(codec): codec.load()\nuse(dep)",
            "dep.py": "def load(): pass\ndef dump(): pass",
        },
        {"dep:load"},
        {"dep:dump"},
    ),
    "a base class, a default and a decorator are needed by the definition": (
        {
            "app.py": "from dep import f, A",
            "dep.py": (
                "def deco(x): return x\nlimit = 1\nclass Base: pass\nspare = 2\n"
                "@deco\ndef f(a=limit): pass\nclass A(Base): pass"
            ),
        },
        {"dep:deco", "dep:limit", "dep:Base"},
        {"dep:spare"},
    ),
    "members read each other in the class body": (
        {
            "app.py": "from dep import A\nA().value",
            "dep.py": (
                "class A:\n    def _get(self): return self._x\n    value = property(_get)\n"
                "    def _set(self): pass\n    other = property(_set)"
            ),
        },
        {"dep:A._get", "dep:A.value"},
        {"dep:A._set", "dep:A.other"},
    ),
    "a circle of imports": (
        {
            "app.py": "from dep import f",
            "dep/__init__.py": "from .a import f",
            "dep/a.py": "from . import b\ndef f(): return b.g\nx = 1",
            "dep/b.py": "from . import a\ndef g(): return a.x",
        },
        {"dep.a:f", "dep.b:g", "dep.a:x"},
        set(),
    ),
    "a name that two branches bind": (
        {
            "app.py": "from dep import f",
            "dep.py": (
                "import os\nif os.name == 'nt':\n    def f(): g()\n"
                "else:\n    def f(): h()\ndef g(): pass\ndef h(): pass"
            ),
        },
        {"dep:f", "dep:g", "dep:h"},
        set(),
    ),
    "a branch that never runs": (
        {
            "app.py": "from dep import f",
            "dep.py": (
                "import sys\nif sys.version_info < (3, 8):\n    f = old()\nelse:\n    def f(): pass\ndef old(): pass"
            ),
        },
        {"dep:f"},
        {"dep:old"},
    ),
}


@pytest.mark.parametrize("title", CASES)
def test_what_is_alive(title: str) -> None:
    files, alive, dead = CASES[title]
    found = alive_in(files)
    assert alive <= found.symbols
    assert dead <= found.dead | {symbol for symbol in dead if symbol.partition(":")[0] not in found.liveness.executed}
    assert found.symbols.isdisjoint(dead)
