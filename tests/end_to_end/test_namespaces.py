"""Distributions that share names: a namespace of several, several names of one, and some that stay external; extras."""

from __future__ import annotations

import sys

import pytest

from tests.end_to_end.command import (
    PYPROJECT,
    World,
    contents,
    install,
    run,
    run_package,
    run_site,
    variables,
    write,
)

MAIN = """\
import lib_b
from space import one, two
import space.two.deep


def main():
    print(one.f(), two.g(), space.two.deep.h(), lib_b.k())
"""
DEEP = "from space import one\n\n\ndef h():\n    return one.f()\n"
NEEDED = '["Space_One", "space.TWO", "many"]'


def share(world: World, table: str = "") -> None:
    """Install two distributions of one namespace, and one with two names; metadata spells names in other ways."""
    install(world.site, "space_one", {"space/one.py": "def f():\n    return 1\n\n\ndef spare():\n    return 0\n"})
    two = {"space/two/__init__.py": "def g():\n    return 2\n", "space/two/deep.py": DEEP}
    install(world.site, "Space.Two", two, requires=("space-one",))
    install(world.site, "many", {"lib_a.py": "def k():\n    return 4\n", "lib_b/__init__.py": "from lib_a import k\n"})
    write(world.project, {"pyproject.toml": PYPROJECT.replace('["dep"]', NEEDED) + table, "app/cli.py": MAIN})


@pytest.mark.slow
@pytest.mark.parametrize("layout", ["site", "package"])
def test_a_shared_namespace_and_several_names_of_one_distribution_are_extracted(world: World, layout: str) -> None:
    share(world)
    done = world.extract(world.folder / "out", layout=layout)
    assert (done.code, done.err) == (0, "")
    got = (run_site if layout == "site" else run_package)(world.folder / "out", "-m", "app")
    assert (got.code, got.out) == (0, "1 2 1 4\n"), got.err
    assert not any(b"def spare" in content for content in contents(world.folder / "out").values())


@pytest.mark.slow
@pytest.mark.parametrize("layout", ["site", "package"])
def test_a_namespace_stays_as_a_whole_where_its_names_would_move_in_part(world: World, layout: str) -> None:
    share(world, '[tool.vendorize]\nexternal = ["space.one"]\n')
    done = world.extract(world.folder / "out", layout=layout)
    assert (done.code, done.err) == (0, "")
    if layout == "site":
        got = run_site(world.folder / "out", "-m", "app")
    else:
        arguments = ["-S", "-m", "app"]
        env = {**variables(), "PYTHONPATH": str(world.site)}
        got = run([sys.executable, *arguments], world.folder / "out", env)
        kept = contents(world.folder / "out")
        assert b"Space_One" in kept["pyproject.toml"]
        assert b"space.TWO" in kept["pyproject.toml"]
        assert b"many" not in kept["pyproject.toml"]
    assert (got.code, got.out) == (0, "1 2 1 4\n"), got.err


@pytest.mark.slow
@pytest.mark.parametrize("layout", ["site", "package"])
def test_the_requirements_of_an_extra_are_taken_along_where_it_is_asked_for(world: World, layout: str) -> None:
    install(world.site, "more", {"more.py": "def f():\n    return 7\n\n\ndef spare():\n    return 0\n"})
    extras = '\n[project.optional-dependencies]\nFast_Er = ["More>=1"]\n'
    source = "try:\n    from more import f\nexcept ImportError:\n    f = None\n\n\ndef main():\n    print(f and f())\n"
    write(world.project, {"pyproject.toml": PYPROJECT.replace('["dep"]', "[]") + extras, "app/cli.py": source})
    runs = run_site if layout == "site" else run_package
    # What is installed is used, asked for or not; who asks for it is not warned.
    for name, options, printed in [("without", (), "7\n"), ("with", ("--extra", "fast.er"), "7\n")]:
        done = world.extract(world.folder / name, *options, layout=layout)
        assert done.code == 0, done.err
        got = runs(world.folder / name, "-m", "app")
        assert (got.code, got.out) == (0, printed), got.err
    refused = world.extract(world.folder / "never", "--extra", "slow", layout=layout)
    assert (refused.code, "no extra 'slow'" in refused.err) == (2, True)


@pytest.mark.slow
def test_discovery_of_tests_does_not_look_into_the_namespace(world: World) -> None:
    tests = "import unittest\n\n\nclass Check(unittest.TestCase):\n    def test(self):\n        raise ValueError\n"
    tools = {"dep/test_tools.py": f"{tests}\n\ndef used(number):\n    return number\n"}
    install(world.site, "dep", {"dep/__init__.py": "from dep.test_tools import Check, used\n", **tools})
    write(world.project, {"app/cli.py": "import dep\n\n\ndef main():\n    print(dep.used(dep.Check and 20))\n"})
    own = "import unittest\n\n\nclass Own(unittest.TestCase):\n    def test(self):\n        pass\n"
    write(world.project, {"app/test_own.py": own})
    out = world.folder / "out"
    assert world.extract(out, layout="package").code == 0
    assert run_package(out, "-m", "app").out == "20\n"
    assert "Ran 1 test " in run_package(out, "-m", "unittest", "discover").err


BY_HAND = """\
import importlib.util, sys
spec = importlib.util.find_spec("app._vendor.dep")
module = importlib.util.module_from_spec(spec)
sys.modules["app._vendor.dep"] = module
spec.loader.exec_module(module)
import app._vendor
app._vendor.dep = module
from app._vendor import dep as second
import dep
print(second is dep, module.used(21), dep.__spec__.name, sys.modules["app._vendor.dep"] is dep)
"""


@pytest.mark.slow
def test_who_loads_a_second_name_by_hand_has_the_module(world: World) -> None:
    """As the documentation of importlib does, and pytest with `--import-mode=importlib`."""
    out = world.folder / "out"
    assert world.extract(out, layout="package").code == 0
    got = run_package(out, "-c", f"import app._vendor\n{BY_HAND}")
    assert (got.code, got.out) == (0, "True 44 dep True\n"), got.err


@pytest.mark.slow
def test_verify_says_which_test_finds_the_namespace_in_a_listing(world: World) -> None:
    files = {
        "pyproject.toml": PYPROJECT.replace("cli:main", "cli:run"),
        "app/__init__.py": "",
        "app/cli.py": "import dep\n\n\ndef run():\n    return dep.used(1)\n",
        "test_app.py": "import pkgutil, unittest\n\n\nclass Test(unittest.TestCase):\n    def test_names(self):\n"
        "        import app as own\n        from app import cli\n\n        self.assertEqual(cli.run(), 4)\n"
        "        found = [one.name for one in pkgutil.walk_packages(own.__path__)]\n"
        "        self.assertNotIn('_vendor', found)\n",
    }
    write(world.project, files)
    command = ("verify", "--layout", "package", "--", "python", "-m", "unittest", "-q", "test_app")
    done = world.call(*command)
    assert done.code == 1
    assert "test_app.py:10: lists the modules of a package that the namespace app._vendor is in" in done.err
    assert 'tool.vendorize.namespace = "app_vendor"' in done.err
    write(world.project, {"pyproject.toml": files["pyproject.toml"] + '[tool.vendorize]\nnamespace = "app_vendor"\n'})
    done = world.call(*command)
    assert done.code == 0, done.out + done.err
    assert "lists the modules" not in done.err


TESTED = """\
import unittest
from space import one
from space.two import deep
from app import cli


class Test(unittest.TestCase):
    def test_both_halves(self):
        self.assertIs(cli.one, one)
        self.assertEqual(deep.h(), cli.main() + 1)
"""


@pytest.mark.slow
@pytest.mark.parametrize("layout", ["site", "package"])
def test_what_only_the_tests_need_may_lie_in_a_namespace_that_moved(world: World, layout: str) -> None:
    install(world.site, "space_one", {"space/one.py": "def f():\n    return 1\n\n\ndef spare():\n    return 0\n"})
    two = {"space/two/deep.py": "from space import one\n\n\ndef h():\n    return one.f() + 1\n"}
    install(world.site, "space_two", two, requires=("space_one",))
    source = "from space import one\n\n\ndef main():\n    return one.f()\n"
    needed = PYPROJECT.replace('["dep"]', '["space_one"]')
    write(world.project, {"pyproject.toml": needed, "app/cli.py": source, "test_app.py": TESTED})
    done = world.call("verify", "--layout", layout, "--", "python", "-m", "unittest", "-q", "test_app")
    assert done.code == 0, done.out + done.err


@pytest.mark.slow
def test_a_namespace_that_holds_nothing_is_not_asked_for_metadata(world: World) -> None:
    source = (
        'from importlib.metadata import version\nimport dep\n\n\ndef main():\n    print(version("dep"), dep.used(20))\n'
    )
    table = '[tool.vendorize]\nexternal = ["dep"]\n'
    write(world.project, {"pyproject.toml": PYPROJECT + table, "app/cli.py": source})
    done = world.extract(world.folder / "out", layout="package")
    assert done.code == 0, done.err
    got = run([sys.executable, "-S", "-m", "app"], world.folder / "out", {**variables(), "PYTHONPATH": str(world.site)})
    assert (got.code, got.out) == (0, "1.0 42\n"), got.err
