"""What values lead to where something is not known: what is lost, and who may then call it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.cases.graphs import FolderSources
from tests.unit.callgraph.test_building import opened, write
from vendorize_analysis.callgraph import Options, enter
from vendorize_analysis.model.callgraph import OUTSIDE, Hint

if TYPE_CHECKING:
    from pathlib import Path

LOST = {
    "an attribute of something that is not read": "import signal\ndef f(): pass\nsignal.hook = f\n",
    "an item of something that is not read": "import os\ndef f(): pass\nos.environ['x'] = f\n",
    "a module's namespace under a computed name": "def f(): pass\nglobals()[input()] = f\n",
    "a built-in function without a model": "def f(): pass\nbreakpoint(f)\n",
    "a method of a plain object": "def f(): pass\nstr(1).join(f)\n",
    "a container that is handed out": "import atexit\ndef f(): pass\natexit.note([f])\n",
    "a full variable": "".join(f"def g{number}(): pass\n" for number in range(150))
    + f"def f(): pass\nfor each in [{', '.join(f'g{number}' for number in range(150))}, f]:\n    each()\n",
}


@pytest.mark.parametrize("where", LOST)
def test_a_function_that_is_lost_from_sight_may_run(where: str, tmp_path: Path) -> None:
    write(tmp_path, main="import lib\n", lib=LOST[where])
    assert {"lib.f"} <= opened(tmp_path)


ENTERED = {
    "a method that a named tuple with `__new__` carries": """
        import collections
        class Field(collections.namedtuple("Field", "name convert")):
            def __new__(cls, name, convert=None): return super().__new__(cls, name, convert=convert)
        def f(text): pass
        def use(field): field.convert("x")
        use(Field("a", convert=f))
        """,
    "a member that a metaclass finds in the body": """
        class Meta(type):
            def __init__(cls, name, bases, members):
                for key, value in members.items():
                    if isinstance(value, Mark): value.f()
        class Mark:
            def f(self): pass
        class Made(metaclass=Meta):
            mark = Mark()
        """,
    "a function behind `lru_cache` with a size": """
        import functools
        @functools.lru_cache(4096)
        def f(): pass
        f()
        """,
    "an attribute that was written below `__setattr__`": """
        class Proxy:
            def __init__(self, find): object.__setattr__(self, "_Proxy__find", find)
            def __setattr__(self, name, value): pass
            def get(self): return self.__find()
        def f(): pass
        Proxy(f).get()
        """,
    "a method of a class that an object gets later": """
        class Off:
            def switch(self): self.__class__ = On
            def show(self): pass
        class On:
            def f(self): pass
            show = f
        light = Off()
        light.switch()
        light.show()
        """,
    "a method of an object that a descriptor without a model gets": """
        import types
        class A:
            @types.DynamicClassAttribute
            def shown(self): return self.f()
            def f(self): pass
        A().shown
        """,
    "a method of the class that `__class__` means": """
        class A:
            def run(self): __class__().f()
            def f(self): pass
        A().run()
        """,
    "a property that only a format string names": """
        class Job:
            def f(self): pass
            duration = property(f)
        def line(text, job): return text.format(job=job)
        line("{job.duration:.2f}", Job())
        """,
}


@pytest.mark.parametrize("what", ENTERED)
def test_values_lead_to(what: str, tmp_path: Path) -> None:
    found = opened(write(tmp_path, main="import lib\n", lib=ENTERED[what]))
    assert [name for name in found if name.endswith(".f")]


def test_a_module_that_a_hint_hands_out_is_asked_for_the_names_that_code_mentions(tmp_path: Path) -> None:
    lib = "def used(): pass\ndef spare(): pass\n"
    write(tmp_path, main="def run(module): module.used()\n", lib=lib)
    found = opened(tmp_path, main=Hint((("lib", ""),), ()))
    assert "lib.used" in found
    assert "lib.spare" not in found


def test_code_that_is_not_read_asks_only_what_it_gets(tmp_path: Path) -> None:
    lib = "class Got:\n    def step(self): pass\nclass Kept:\n    def step(self): pass\n"
    write(tmp_path, main="import lib, csv\ncsv.take(lib.Got())\nlib.Kept()\n", lib=lib)
    found = opened(tmp_path, **{OUTSIDE: Hint((), ("step",))})
    assert "lib.Got.step" in found
    assert "lib.Kept.step" not in found


def test_members_that_known_objects_are_asked_for_are_noted_by_their_class(tmp_path: Path) -> None:
    lib = "class A:\n    def f(self): pass\n    def g(self): pass\n"
    write(tmp_path, main="import lib\nhas = lib.A().f\n", lib=lib)
    found = enter(FolderSources(tmp_path), ["main"], options=Options(), hints={})
    assert ("lib", 1, "f") in found.asked
    assert ("lib", 1, "g") not in found.asked
    assert found.bodies["lib"] == (1,)
    assert found.complete


def test_work_that_is_too_much_is_left(tmp_path: Path) -> None:
    write(tmp_path, main="def f(x): return x\nf(f)(f)\n")
    assert not enter(FolderSources(tmp_path), ["main"], options=Options(most_steps=3), hints={}).complete
