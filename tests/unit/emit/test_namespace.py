"""What a program sees whose vendored code has, or has not, its original names: each test is a process of its own."""

from __future__ import annotations

import subprocess
import sys
import textwrap
import zipfile
from typing import TYPE_CHECKING

import pytest

from tests.unit.emit.samples import put
from vendorize.layouts.package.namespace import namespace_source

if TYPE_CHECKING:
    from pathlib import Path

DEP = {
    "__init__.py": "from app._vendor.dep.work import work\nvalue = 'ours'\n",
    "work.py": "from app._vendor import dep\nclass P: pass\ndef work(): return dep.value\n",
    "sub/__init__.py": "",
    "sub/deep.py": "name = __name__\n",
    "data.txt": "data",
    "__main__.py": "import sys\nfrom .sub import deep\nprint(sys.argv[1:], deep.name)\n",
    "broken.py": "print('start')\nraise AttributeError('own')\n",
}
THEIRS = {"dep/__init__.py": "value = 'theirs'\n", "dep/sub/__init__.py": "", "dep/sub/deep.py": "name = 'theirs'\n"}


def program(folder: Path, name: str = "app", moved: str = "dep") -> Path:
    """Write a vendorized program with a library `dep`."""
    text = namespace_source(name, f"{name}._vendor", moved.split(), infos={}, notices="NOTICES.txt").decode("utf-8")
    library = {f"{name}/_vendor/dep/{file}": text.replace("app.", f"{name}.") for file, text in DEP.items()}
    return put(folder, {f"{name}/__init__.py": "", f"{name}/_vendor/__init__.py": text, **library})


def run(code: str, *path: Path, arguments: tuple[str, ...] = ()) -> str:
    """Run code with some folders on the path; give what it writes."""
    start = f"import sys\nsys.path[:0] = {[str(one) for one in path]!r}\n" + textwrap.dedent(code)
    command = [sys.executable, "-I", "-S", "-B", "-c", start, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    return done.stdout + done.stderr


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return program(tmp_path / "home")


def test_a_free_module_is_one_object_with_its_original_name(home: Path) -> None:
    code = """
    from app._vendor import dep
    import app._vendor.dep.sub.deep as one
    import dep.sub.deep
    print(dep is sys.modules["app._vendor.dep"] is sys.modules["dep"], one is dep.sub.deep)
    print(dep.__name__, dep.__package__, dep.__spec__.name, dep.__spec__.loader is dep.__loader__, one.name)
    """
    assert run(code, home) == "True True\ndep dep dep True dep.sub.deep\n"


def test_whichever_name_comes_first_a_module_is_run_once(home: Path) -> None:
    put(home, {"app/_vendor/dep/sub/deep.py": "print('run')\n"})
    orders = ["app._vendor.dep.sub.deep", "dep.sub.deep"]
    for first, second in (orders, orders[::-1]):
        assert run(f"import app._vendor\nimport {first}, {second}", home) == "run\n"


def test_a_second_name_never_sets_an_attribute_of_the_package(home: Path) -> None:
    code = """
    import app._vendor.dep
    before = app._vendor.dep.work
    import app._vendor.dep.work as module, dep
    print(before is dep.work is module, dep.work(), type(sys.modules["app._vendor.dep"]).__name__)
    print("dep" in vars(sys.modules["app._vendor"]), type(sys.modules["app._vendor"]).__name__)
    """
    assert run(code, home) == "True ours module\nFalse module\n"


def test_a_taken_name_stays_with_its_owner_and_the_program_has_its_own_copy(home: Path, tmp_path: Path) -> None:
    theirs = put(tmp_path / "theirs", THEIRS)
    code = """
    import app._vendor.dep.sub.deep as own
    from app._vendor import dep as ours
    import dep, dep.sub.deep
    print(ours.value, ours.__name__, own.name, ours.work(), dep.value, dep.sub.deep.name)
    """
    wanted = "ours app._vendor.dep app._vendor.dep.sub.deep ours theirs theirs\n"
    assert run(code, home, theirs) == wanted
    assert run(code, theirs, home) == wanted


def test_a_name_that_is_loaded_already_is_taken_and_the_decision_stays(home: Path, tmp_path: Path) -> None:
    theirs = put(tmp_path / "theirs", THEIRS)
    code = f"""
    sys.path.insert(0, {str(theirs)!r})
    import dep
    del sys.path[0]
    from app._vendor import dep as ours
    import app._vendor.dep.sub.deep as own
    print(dep.value, ours.value, own.name)
    """
    assert run(code, home) == "theirs ours app._vendor.dep.sub.deep\n"


def test_a_copy_that_comes_later_does_not_split_a_free_name(home: Path, tmp_path: Path) -> None:
    theirs = put(tmp_path / "theirs", THEIRS)
    code = f"""
    from app._vendor import dep
    sys.path.insert(0, {str(theirs)!r})
    import dep.sub.deep
    print(dep.value, dep.sub.deep.name)
    """
    assert run(code, home) == "ours dep.sub.deep\n"


def test_a_bare_folder_of_the_name_takes_nothing(home: Path, tmp_path: Path) -> None:
    put(tmp_path / "other", {"dep/readme.txt": ""})
    assert run("import app._vendor, dep\nprint(dep.value)", tmp_path / "other", home) == "ours\n"


def test_the_first_of_two_programs_serves_the_name_and_each_uses_its_own_copy(home: Path, tmp_path: Path) -> None:
    second = program(tmp_path / "second", "other")
    put(second, {"other/_vendor/dep/__init__.py": "value = 'second'\n"})
    code = """
    import app._vendor, other._vendor
    from {} import dep as first
    from {} import dep as second
    import dep
    print(first.value, first.__name__, second.value, second.__name__, dep is first)
    """
    one, two = "app._vendor", "other._vendor"
    assert run(code.format(one, two), home, second) == "ours dep second other._vendor.dep True\n"
    assert run(code.format(two, one), home, second) == "second dep ours app._vendor.dep True\n"


def test_a_pickle_of_a_free_module_names_it_and_loads(home: Path) -> None:
    code = """
    import pickle
    from app._vendor.dep.work import P
    text = pickle.dumps(P())
    print(b"app" in text, type(pickle.loads(text)) is P)
    """
    assert run(code, home) == "False True\n"


def test_an_import_that_fails_says_the_name_that_was_asked_for_and_runs_nothing_twice(home: Path) -> None:
    code = """
    import app._vendor, importlib.util
    for statement in (
        "import app._vendor.dep.nothing",
        "from app._vendor.dep.sub.none import x",
        "from app._vendor.dep import nobody",
        "from app._vendor import broken",
        "from app._vendor.dep import broken",
        "from app._vendor import unknown",
    ):
        try:
            exec(statement)
        except Exception as error:
            print(type(error).__name__, getattr(error, "name", None), error.args[0].partition(" (")[0])
    """
    put(program(home, moved="broken dep"), {"app/_vendor/broken.py": DEP["broken.py"]})
    assert run(code, home).splitlines() == [
        "ModuleNotFoundError dep.nothing No module named 'dep.nothing'",
        "ModuleNotFoundError dep.sub.none No module named 'dep.sub.none'",
        "ImportError dep cannot import name 'nobody' from 'dep'",
        "start",
        "AttributeError None own",
        "start",
        "AttributeError None own",
        "ImportError app._vendor cannot import name 'unknown' from 'app._vendor'",
    ]


def test_a_test_may_block_or_replace_a_free_module(home: Path) -> None:
    code = """
    import types
    from unittest import mock
    fake = types.ModuleType("dep")
    for again in range(2):
        with mock.patch.dict(sys.modules, {"dep": None}):
            try:
                from app._vendor import dep
            except ModuleNotFoundError as error:
                print(error.name)
        with mock.patch.dict(sys.modules, {"dep": fake}):
            from app._vendor import dep
            print(dep is fake)
        from app._vendor import dep
        print(dep.value)
    """
    assert run(code, home) == "dep\nTrue\nours\n" * 2


def test_reloading_finding_and_reading_go_on_working(home: Path) -> None:
    code = """
    import importlib, importlib.resources, importlib.util, inspect, pkgutil
    from app._vendor import dep
    print(importlib.reload(dep) is dep, importlib.reload(sys.modules["app._vendor"]).is_free("dep"))
    print(importlib.resources.files(dep.__name__).joinpath("data.txt").read_text())
    print(pkgutil.get_data(dep.__name__, "data.txt"), [one.name for one in pkgutil.iter_modules(dep.__path__)])
    print(inspect.getsource(dep.work).strip().partition("\\n")[0], importlib.util.find_spec(dep.__name__ + ".sub").name)
    """
    for name in ("dep", "app._vendor.dep"):
        put(home, {} if name == "dep" else {"dep.py": ""})
        shown = run(code, home).splitlines()
        assert shown[0] == ("True True" if name == "dep" else "True False")
        assert shown[1:] == [
            "data",
            "b'data' ['__main__', 'broken', 'sub', 'work']",
            f"def work(): return dep.value {name}.sub",
        ]


def test_it_all_works_from_a_zip_archive(home: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "app.zip", "w") as archive:
        for path in sorted(home.rglob("*")):
            archive.write(path, path.relative_to(home))
    code = "import app._vendor.dep.sub.deep as one\nimport dep\nprint(one.name, dep.sub.deep is one)"
    assert run(code, tmp_path / "app.zip") == "dep.sub.deep True\n"


@pytest.mark.parametrize("taken", [False, True])
def test_a_vendored_package_can_be_run(home: Path, taken: bool) -> None:  # noqa: FBT001 - a parameter of pytest
    put(home, {"dep.py": ""} if taken else {})
    code = "import runpy\nrunpy.run_module('app._vendor.dep', run_name='__main__', alter_sys=True)"
    assert run(code, home, arguments=("x",)) == f"['x'] {'app._vendor.' * taken}dep.sub.deep\n"


def test_modules_that_are_dropped_and_loaded_again_are_served_again(home: Path) -> None:
    code = """
    from app._vendor import dep
    old = dep
    del sys.modules["dep"], sys.modules["app._vendor"], dep
    from app._vendor import dep
    print(dep.value, dep.__name__, dep is old, sys.modules["app._vendor"].is_free("dep"))
    """
    assert run(code, home) == "ours dep False True\n"


def test_threads_that_import_at_once_meet_one_module(home: Path) -> None:
    code = """
    import threading
    found = []
    def load(name):
        found.append(__import__(name, fromlist=["value"]))
    threads = [threading.Thread(target=load, args=(name,)) for name in ("app._vendor.dep", "app._vendor.dep") * 8]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    print(len(found), len(set(map(id, found))), found[0].__name__)
    """
    assert run(code, home) == "16 1 dep\n"


def test_a_namespace_package_may_be_free_too(home: Path) -> None:
    (home / "app/_vendor/dep/__init__.py").unlink()
    code = "import app._vendor.dep.sub.deep as one\nsys.path.append('x')\nimport dep.sub\nprint(one.name, dep.__path__)"
    assert run(code, home) == f"dep.sub.deep {[str(home / 'app/_vendor/dep')]!r}\n"


def test_the_text_says_what_the_project_is_but_nothing_that_ends_its_docstring() -> None:
    text = namespace_source('a"""\n\'', "a._vendor", ["x'y"], infos={}, notices="N").decode()
    compile(text, "namespace", "exec")
    assert "part of a, cut" in text
