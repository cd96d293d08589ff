from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.unit.planning.projects import analysis_of, module_plan
from vendorize.planning import plan

if TYPE_CHECKING:
    from pathlib import Path

    from tests.unit.reachability.programs import Texts
    from vendorize.model.plan import ModulePlan, Plan


def planned(root: Path, files: Texts, data: Texts | None = None, **boundaries: object) -> Plan:
    return plan(analysis_of(root, files, data, **boundaries), layout="site")


def of_dep(root: Path, text: str, app: str = "import dep\ndep.used") -> ModulePlan:
    return module_plan(planned(root, {"app.py": app, "dep.py": text}), "dep")


def test_what_is_alive_stays_and_the_rest_is_named(tmp_path: Path) -> None:
    found = of_dep(tmp_path, '"""Doc."""\nused = 1\ndef gone(): pass\nclass Lost: pass\n')
    assert (found.keep, found.removed) == (frozenset({0, 1}), ("Lost", "gone"))


def test_members_that_go_are_named_by_their_class(tmp_path: Path) -> None:
    text = 'class used:\n    """Doc."""\n    x = 1\n    def f(self): pass\n    def __len__(self): return 1\n'
    found = of_dep(tmp_path, text)
    assert (found.keep, found.removed, found.removed_members) == (frozenset({0, 1, 2, 4}), (), ((0, ("f",)),))


def test_a_name_that_one_branch_still_binds_is_not_removed(tmp_path: Path) -> None:
    found = of_dep(tmp_path, "import os\nif os.name == 'x':\n    used = 1\nelse:\n    def used(): pass\n")
    assert found.removed == ()
    assert found.keep == frozenset(range(4))


def test_the_literal_all_loses_what_went(tmp_path: Path) -> None:
    found = of_dep(tmp_path, "__all__ = ['used', 'gone']\nused = 1\ngone = 2\n")
    assert (found.exports, found.keep) == (("used",), frozenset({0, 1}))


def test_all_is_left_alone_where_nothing_went(tmp_path: Path) -> None:
    assert of_dep(tmp_path, "__all__ = ['used']\nused = 1\n").exports is None


def test_a_pure_docstring_module_stays_as_it_is(tmp_path: Path) -> None:
    found = of_dep(tmp_path, '"""Doc."""\n', "import dep")
    assert (found.keep, found.removed, found.exports) == (frozenset({0}), (), None)


IMPORTS = {
    "app.py": "import dep\ndep.used",
    "dep/__init__.py": "from .a import used, gone\nfrom . import a\nimport os, json as j\n",
    "dep/a.py": "def used(): pass\ndef gone(): pass\n",
}


def test_an_import_loses_the_names_whose_target_went(tmp_path: Path) -> None:
    found = planned(tmp_path, IMPORTS)
    top = module_plan(found, "dep")
    assert top.keep == frozenset({0, 1, 2})
    assert top.names == frozenset({"used", "a", "os", "j"})
    assert top.removed == ("gone",)
    assert module_plan(found, "dep.a").removed == ("gone",)


def test_a_guarded_import_keeps_its_names(tmp_path: Path) -> None:
    files = IMPORTS | {"dep/__init__.py": "try:\n    from .a import used, gone\nexcept ImportError:\n    gone = None\n"}
    found = planned(tmp_path, files)
    assert module_plan(found, "dep").names == {"used", "gone"}
    assert module_plan(found, "dep.a").removed == ()


def test_an_alias_goes_where_one_of_its_branches_cannot_be_taken_any_more(tmp_path: Path) -> None:
    branches = "import os\nif os.sep:\n    from json import loads as gone\nelse:\n    from .a import gone\n"
    found = planned(tmp_path, IMPORTS | {"dep/__init__.py": f"{branches}from .a import used\n"})
    assert module_plan(found, "dep").names == {"os", "used"}


def test_a_name_that_only_some_branches_go_on_binding_is_exported_no_more(tmp_path: Path) -> None:
    branches = "try:\n    print()\nexcept OSError:\n    half = print()\nelse:\n    half = 1\n"
    found = of_dep(tmp_path, f"__all__ = ['used', 'half']\nused = 1\n{branches}")
    assert (found.exports, found.removed) == (("used",), ("half",))


def test_only_modules_that_run_are_written(tmp_path: Path) -> None:
    files = IMPORTS | {"dep/b.py": "print(1)\n"}
    (distribution,) = planned(tmp_path, files).distributions
    assert [module.name for module in distribution.modules] == ["dep", "dep.a"]
    assert (distribution.verdict, distribution.why.startswith("2 of 3 modules run")) == ("extract", True)


def test_what_nothing_imports_is_unused(tmp_path: Path) -> None:
    found = planned(tmp_path, IMPORTS | {"other.py": "x = 1\n"})
    assert {each.key: (each.verdict, each.why) for each in found.distributions}["other"] == (
        "unused",
        "nothing that runs imports it",
    )


def test_what_stays_a_dependency_is_not_written(tmp_path: Path) -> None:
    (found,) = planned(tmp_path, IMPORTS, external=frozenset({"dep"})).distributions
    assert (found.verdict, found.modules) == ("external", ())


def test_a_module_that_is_kept_whole_has_no_list_of_parts(tmp_path: Path) -> None:
    found = of_dep(tmp_path, "globals()\nused = 1\ngone = 2\n")
    assert (found.keep, found.names, found.removed) == (None, None, ())


def test_source_that_cannot_be_read_is_copied(tmp_path: Path) -> None:
    found = of_dep(tmp_path, "def (:\n")
    assert (found.summary, found.keep) == (None, None)


def test_first_party_modules_stay_whole(tmp_path: Path) -> None:
    found = planned(tmp_path, {"app/__init__.py": "def f(): pass\n", "app/b.py": "x = 1\n"})
    assert [(module.name, module.keep) for module in found.first_party] == [("app", None), ("app.b", None)]


@pytest.mark.parametrize(
    ("files", "namespace"),
    [
        ({"app/__init__.py": "", "app/b.py": ""}, "app._vendor"),
        ({"app.py": ""}, "app_vendor"),
    ],
)
def test_the_private_package_lies_in_the_first_party_package(files: Texts, namespace: str, tmp_path: Path) -> None:
    assert planned(tmp_path, files).namespace == namespace


DATA = {"dep/data/x.txt": "x", "dep/types.pyi": "", "dep/py.typed": "", "dep/c.so": "", "other/y.txt": "y"}


@pytest.mark.parametrize(
    ("text", "data"), [("used = open(__file__)\n", ["dep/data/x.txt", "dep/types.pyi"]), ("used = 1\n", [])]
)
def test_data_goes_along_where_somebody_may_read_it(text: str, data: list[str], tmp_path: Path) -> None:
    found = planned(tmp_path, {"app.py": "import dep\ndep.used", "dep/__init__.py": text}, DATA)
    (distribution,) = found.distributions
    assert [file.relative for file in distribution.data] == data


def test_first_party_data_goes_along(tmp_path: Path) -> None:
    data = {"app/x.txt": "x", "app/__pycache__/b.pyc": "", "other.txt": ""}
    found = planned(tmp_path, {"app/__init__.py": "", "app/b.py": ""}, data)
    assert [file.relative for file in found.first_party_data] == ["app/x.txt"]


def test_the_same_analysis_gives_the_same_plan(tmp_path: Path) -> None:
    analysis = analysis_of(tmp_path, IMPORTS)
    assert plan(analysis, layout="package") == plan(analysis, layout="package")
