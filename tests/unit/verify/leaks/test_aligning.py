from __future__ import annotations

import ast

from vendorize.verify.leaks.aligning import Wider, widen
from vendorize.verify.probes.vendorize_leak_guard.scopes import global_names


def wider(wide: str, narrow: str, namespace: str = "") -> Wider:
    return widen(ast.parse(wide), ast.parse(narrow), namespace=namespace)


def test_names_and_members_that_only_the_wider_text_binds_are_found_in_every_scope() -> None:
    wide = (
        "import a, b\nx = 1\ndef f(): pass\nclass C:\n    y = 2\n    def g(self): pass\n    class D:\n        z = 3\n"
    )
    narrow = "import a\nx = 1\nclass C:\n    class D:\n        pass\n"
    found = wider(wide, narrow)
    assert found.names == {"b", "f"}
    assert found.members == (("C", ("g", "y")), ("C.D", ("z",)))
    assert [place[0] for place in found.added] == [3, 5, 6, 8]


def test_a_name_that_a_function_binds_as_global_is_bound() -> None:
    narrow = "def f():\n    global x\n    x = 1\n"
    assert wider(narrow + "x = 0\n", narrow).names == frozenset()


def test_global_declarations_count_wherever_they_stand_and_only_for_their_own_scope() -> None:
    text = (
        "def f(a):\n    def g():\n        global x\n        x = 1\n"
        "    if a:\n        for _ in a:\n            global y\n"
        "    match a:\n        case [y]: pass\n        case z: pass\n    x2 = 1\n"
        "class C:\n    global w\n    w = 1\n    v = 2\n"
        "def h():\n    global u\n    return lambda: (u := 1)\n"
        "def k():\n    global t, s\n    [t := 1 for _ in ()]\n    def s(): pass\n"
    )
    assert global_names(ast.parse(text)) == {"x", "y", "w", "t", "s"}


def test_an_import_is_released_when_the_release_imports_any_of_its_names() -> None:
    found = wider("from a import b, c\nfrom d import e\n", "from a import b as _vendorize_unused\n")
    assert (found.names, [place[0] for place in found.added]) == ({"b", "c", "e"}, [2])
    assert found.dropped == ((1, 0, ("c",)), (2, 0, ("e",)))


def test_an_import_that_moved_is_the_same_import() -> None:
    found = wider("from app._vendor.a import b\n", "from a import b\n", namespace="app._vendor")
    assert found.added == ()


def test_branches_are_looked_into_and_functions_are_not() -> None:
    wide = "try:\n    x = 1\n    y = 2\nexcept E:\n    z = 3\nif x:\n    w = 4\nelse:\n    v = 5\n"
    found = wider(wide, "try:\n    x = 1\nexcept E:\n    pass\nif x:\n    pass\nelse:\n    v = 5\n")
    assert (found.names, [place[0] for place in found.added]) == ({"y", "z", "w"}, [3, 5, 7])


def test_definitions_of_one_name_are_told_apart_by_their_heads() -> None:
    getter = "class C:\n    @property\n    def x(self): pass\n"
    setter = "    @x.setter\n    def x(self, value): pass\n"
    assert [place[0] for place in wider(getter + setter, getter).added] == [4]


def test_a_statement_that_the_writer_edited_is_released() -> None:
    wide = "m = app._vendor._support.import_module('x')\nn = 1\n"
    assert [place[0] for place in wider(wide, "m = import_module('x')\n").added] == [2]


def test_private_names_are_those_that_the_class_holds() -> None:
    assert wider("class _C:\n    def __f(self): pass\n    x = 1\n", "class _C:\n    x = 1\n").members == (
        ("_C", ("_C__f",)),
    )


def test_names_that_only_type_checkers_see_are_bound_by_other_code_if_at_all() -> None:
    head = "from typing import TYPE_CHECKING\nimport typing\n"
    checked = "if TYPE_CHECKING:\n    a = 1\nelse:\n    c = 3\nif typing.TYPE_CHECKING:\n    import d\n"
    assert wider(head + checked, head).names == {"c"}


def test_members_that_a_class_declares_for_type_checkers_come_from_elsewhere() -> None:
    body = "    if TYPE_CHECKING:\n        fields = {}\n    else:\n"
    body += "        if typing.TYPE_CHECKING:\n            a = 1\n        b = 2\n"
    head = "import typing\nfrom typing import TYPE_CHECKING\n"
    declared = f"{head}class C(metaclass=M):\n{body}    c = 3\n"
    assert wider(declared, f"{head}class C(metaclass=M):\n    c = 3\n").members == (("C", ("b",)),)
