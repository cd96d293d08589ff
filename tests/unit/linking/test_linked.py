from __future__ import annotations

import pytest

from tests.unit.reachability.programs import Catalogue
from vendorize_analysis.linking import LinkedModule, link
from vendorize_analysis.model.summary import ModuleSummary


def linked(text: str, path: str = "dep/sub/m.py") -> LinkedModule:
    catalogue = Catalogue({path: text})
    (name,) = catalogue.files
    module = catalogue.load(name)
    assert module is not None
    assert isinstance(module.summary, ModuleSummary)
    return link(module, module.summary)


@pytest.mark.parametrize(
    ("path", "name"), [("dep/sub/m.py", "dep.sub.x"), ("dep/sub/__init__.py", "dep.sub.x"), ("m.py", "")]
)
def test_a_package_is_its_own_package(path: str, name: str) -> None:
    (targets,) = linked("from .x import y", path).imports.values()
    assert targets[0].module == name


def test_names_are_bound_by_parts_in_order_and_not_by_dead_ones() -> None:
    found = linked("a = 1\nif x:\n    a = 2\nelse:\n    def a(): pass\nif 0:\n    a = 3\n    b = 4\n")
    assert (found.names["a"], "b" in found.names) == ((0, 2, 3), False)


def test_members_belong_to_the_nearest_class() -> None:
    found = linked("class A:\n    x = 1\n    if y:\n        def f(self): pass\n    class B:\n        x = 2\nx = 3\n")
    assert found.members == {0: {"x": (1,), "f": (3,), "B": (4,)}, 4: {"x": (5,)}}
    assert found.around == (-1, 0, 0, 0, 0, 4, -1)
    assert found.inside == {0: (1, 2, 3, 4), 4: (5,)}
    assert found.names == {"A": (0,), "x": (6,)}


def test_parts_of_the_main_block_are_known() -> None:
    assert linked("if __name__ == '__main__':\n    a = 1\n    if b: c = 2\nd = 3\n").mains == {0, 1, 2, 3}


def test_stars_are_absolute_and_in_order() -> None:
    stars = linked("from .a import *\nx = 1\nfrom ..b import *\nfrom c import *\n").stars
    assert stars == (("dep.sub.a", 0), ("dep.b", 2), ("c", 3))
