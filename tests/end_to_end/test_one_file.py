"""The layout `file`: a program as one Python file that does what it did, alone, however it is started."""

from __future__ import annotations

import os
import shutil
import sys
from importlib.metadata import distribution
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.end_to_end.command import ROOT, World, install, run, variables, vendorize, write

if TYPE_CHECKING:
    from tests.end_to_end.command import Done

PROJECT = """\
[project]
name = "app"
version = "1.0"
dependencies = ["dep"]
[project.scripts]
app = "app.cli:main"
[[tool.vendorize.keep]]
symbol = "dep.*"
reason = "the first argument names a function"
"""
CLI = """\
import sys
import dep
from dep import tasks


def main():
    return getattr(tasks, sys.argv[1])()
"""
TASKS = '''\
"""What is asked of a module of a library."""

import concurrent.futures
import importlib.metadata
import importlib.resources
import inspect
import multiprocessing
import os
import pickle
import pkgutil
import subprocess
import sys
import warnings
from pathlib import Path

import dep

HERE = os.path.dirname(os.path.abspath(__file__))


class Point:
    def __init__(self, x):
        self.x = x


def square(number):
    return number * number


def names():
    from dep import inner
    print(__name__, __spec__.name, inner.__package__, dep.__path__[0] == os.path.dirname(dep.__file__))
    print(os.path.relpath(__file__, sys.argv[1 + 1]).replace(os.sep, "/"))


def resources():
    package = importlib.resources.files("dep")
    print((package / "data.txt").read_text().strip(), sorted(one.name for one in package.iterdir())[:2])
    print(pkgutil.get_data("dep", "data.txt").strip(), len(pkgutil.get_data("dep", "blob.bin")))
    with importlib.resources.as_file(package / "blob.bin") as real:
        print(real.read_bytes() == bytes(range(256)))


def opening():
    with open(os.path.join(HERE, "data.txt"), encoding="utf-8") as stream:
        print(stream.read().strip(), stream.name == os.path.join(HERE, "data.txt"))
    print(Path(__file__).with_name("blob.bin").read_bytes() == bytes(range(256)))
    print(sorted(os.listdir(HERE))[-1], os.path.isdir(HERE), os.path.exists(os.path.join(HERE, "none.txt")))
    print(sorted(one.name for one in Path(HERE).glob("*.txt")), [len(names) for _, _, names in os.walk(HERE)][:1] != [])
    print(os.stat(os.path.join(HERE, "data.txt")).st_size, [one.name for one in os.scandir(HERE) if one.is_dir()])


def writing():
    for path, mode in (("none.txt", "r"), ("data.txt", "w"), ("new.txt", "w")):
        try:
            open(os.path.join(HERE, path), mode)
        except OSError as error:
            print(type(error).__name__)


def metadata():
    print(importlib.metadata.version("dep"), importlib.metadata.metadata("dep")["Name"])
    print([one.value for one in importlib.metadata.entry_points(group="dep.plugins")])
    print([one.load()(3) for one in importlib.metadata.entry_points(group="dep.plugins")])


def error():
    raise_it(None)


def raise_it(value):
    raise ValueError("one file")


def source():
    print(inspect.getsource(square).strip())
    print(inspect.getsourcelines(raise_it)[1] == raise_it.__code__.co_firstlineno)


def warning():
    warnings.warn("old", stacklevel=1)


def pickled():
    found = pickle.loads(pickle.dumps(Point(3)))
    print(type(found) is Point, found.x)


def pools():
    for method in (set(multiprocessing.get_all_start_methods()) - {"fork"}):
        context = multiprocessing.get_context(method)
        with concurrent.futures.ProcessPoolExecutor(1, mp_context=context) as pool:
            print(list(pool.map(square, (2, 3))), pool.submit(Point, 5).result().x)


def children():
    code = "import dep.inner as i; print(i.NAME)"
    for words in (["-m", "dep.inner", "a"], ["-s", "-c", code], [os.path.join(HERE, "inner.py"), "b"]):
        done = subprocess.run([sys.executable, *words], capture_output=True, text=True)
        print(done.stdout.strip(), done.args == [sys.executable, *words])


def modules():
    print([one.name for one in pkgutil.iter_modules(dep.__path__)])
'''
INNER = 'import sys\nNAME = "inner"\nif __name__ == "__main__":\n    print(NAME, sys.argv[1:])\n'
POINTS = "[dep.plugins]\nsquare = dep.tasks:square\n"
NAMES = ("names", "resources", "opening", "metadata", "source", "pickled", "pools", "children", "modules")


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    folder = tmp_path_factory.mktemp("one-file")
    made = World(folder, folder / "project", folder / "site")
    write(made.project, {"pyproject.toml": PROJECT, "app/__init__.py": "", "app/cli.py": CLI})
    files: dict[str, str | bytes] = {
        "dep/__init__.py": "",
        "dep/tasks.py": TASKS,
        "dep/inner.py": INNER,
        "dep/data.txt": "caf\u00e9 '''\n",
        "dep/blob.bin": bytes(range(256)),
        "dep/latin.py": "# coding: latin-1\nTEXT = '\u00e9'\n".encode("latin-1"),
        "dep/windows.py": b"TEXT = '''a\r\nb'''\r\n",
        "dep/quotes.py": "TEXT = \"\"\"'''\"\"\" + '''\\''''\nEND = '\\\\'",
    }
    info = install(made.site, "dep", files)
    write(info, {"entry_points.txt": POINTS})
    done = made.call("extract", "--layout", "file", "--out", folder / "out")
    assert done.code == 0, done.err
    shutil.copytree(made.project, folder / "original")
    shutil.copytree(made.site, folder / "original", dirs_exist_ok=True)
    return made


def alone(world: World, *arguments: object, **more: str) -> Done:
    """Run Python without site-packages, as anybody would who has got the file."""
    env = {name: value for name, value in variables(**more).items() if name != "PYTHONPATH"}
    env.setdefault("XDG_CACHE_HOME", str(world.folder / "cache"))
    if "PYTHONDONTWRITEBYTECODE" in env and more.get("PYTHONDONTWRITEBYTECODE") is None:
        del env["PYTHONDONTWRITEBYTECODE"]
    return run([sys.executable, *map(str, arguments)], world.folder, {**env, **more})


def original(world: World, *arguments: object) -> Done:
    """Run the original by its command."""
    code = "import sys; from app.cli import main; sys.exit(main())"
    folder = world.folder / "original"
    return run([sys.executable, "-c", code, *map(str, arguments)], folder, variables(PYTHONPATH=str(folder)))


@pytest.mark.parametrize("name", NAMES)
def test_a_library_finds_all_that_it_asks_for(world: World, name: str) -> None:
    out = world.folder / "out"
    wanted = original(world, name, world.folder / "original")
    got = alone(world, "-I", "-S", out / "app.py", name, out / "app.py")
    assert (wanted.code, wanted.err) == (0, "")
    assert (got.code, got.out, got.err) == (0, wanted.out, "")


def test_the_result_is_one_file_and_its_papers(world: World) -> None:
    names = sorted(path.name for path in (world.folder / "out").iterdir() if path.name != "__pycache__")
    assert names == [".vendorize.json", "THIRD_PARTY_NOTICES.md", "app.py", "vendorize.lock", "vendorize.map"]


def test_what_is_in_the_file_cannot_be_written(world: World) -> None:
    done = alone(world, world.folder / "out" / "app.py", "writing")
    assert done.out.split() == ["FileNotFoundError", "PermissionError", "PermissionError"]


@pytest.mark.parametrize("words", [("app.py",), ("-m", "app"), ("-c", "import sys, app.cli; sys.exit(app.cli.main())")])
def test_it_is_run_and_imported_in_every_way(world: World, words: tuple[str, ...]) -> None:
    env = {name: value for name, value in variables().items() if name != "PYTHONPATH"}
    done = run([sys.executable, *words, "pickled"], world.folder / "out", env)
    assert (done.code, done.out) == (0, "True 3\n"), done.err


@pytest.mark.skipif(os.name == "nt", reason="no shebang")
def test_it_is_a_command(world: World) -> None:
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    done = run([str(world.folder / "out" / "app.py"), "pickled"], world.folder, {"PATH": path})
    assert (done.code, done.out) == (0, "True 3\n"), done.err


def test_a_traceback_has_names_lines_and_texts_of_the_modules(world: World) -> None:
    done = alone(world, "-I", "-S", world.folder / "out" / "app.py", "error")
    file = str(Path("app.py", "dep", "tasks.py"))
    assert done.code == 1
    assert "vendorize" not in done.err.replace(str(world.folder), "")
    assert f'{file}", line ' in done.err
    assert 'raise ValueError("one file")' in done.err
    log = write(world.folder, {"log.txt": done.err}) / "log.txt"
    told = world.run("retrace", "--result", world.folder / "out", log)
    line = TASKS.splitlines().index('    raise ValueError("one file")') + 1
    assert f'File "dep/tasks.py", line {line} [dep 1.0], in raise_it' in told.out


def test_a_warning_shows_the_line_that_it_is_about(world: World) -> None:
    done = alone(world, world.folder / "out" / "app.py", "warning")
    assert 'warnings.warn("old", stacklevel=1)' in done.err


def test_bytecode_is_kept_for_the_user_and_used_only_where_it_fits(world: World) -> None:
    cache = world.folder / "kept"
    file = world.folder / "out" / "app.py"
    assert alone(world, file, "pickled", VENDORIZE_FILE_CACHE=str(cache)).out == "True 3\n"
    entries = {path: path.read_bytes() for path in cache.rglob("dep.tasks-*.bin")}
    assert len(entries) == 1
    for path, content in entries.items():
        path.write_bytes(content.replace(b"one file", b"two file"))
        done = alone(world, file, "error", VENDORIZE_FILE_CACHE=str(cache))
        assert "one file" in done.err.splitlines()[-1]
        assert path.read_bytes() == content  # made anew


def test_no_bytecode_is_kept_where_nobody_wants_it(world: World) -> None:
    cache = world.folder / "unwanted"
    file = world.folder / "out" / "app.py"
    for more in ({"VENDORIZE_FILE_CACHE": "off", "XDG_CACHE_HOME": str(cache), "HOME": str(cache)},):
        assert alone(world, file, "pickled", **more).out == "True 3\n"
    assert alone(world, "-B", file, "pickled", VENDORIZE_FILE_CACHE=str(cache)).out == "True 3\n"
    assert not cache.exists()


@pytest.mark.skipif(os.name == "nt", reason="modes of POSIX")
def test_a_folder_that_others_may_write_is_not_trusted(world: World) -> None:
    cache = world.folder / "shared"
    folder = cache / (sys.implementation.cache_tag or "python")
    folder.mkdir(parents=True)
    folder.chmod(0o777)
    assert alone(world, world.folder / "out" / "app.py", "pickled", VENDORIZE_FILE_CACHE=str(cache)).out == "True 3\n"
    assert not list(folder.iterdir())


@pytest.mark.slow
def test_the_lock_and_the_bill_see_into_the_file(world: World) -> None:
    out = world.folder / "out"
    done = world.call("check", "--result", out)
    assert "VZ801" not in done.out + done.err
    assert "VZ802" not in done.out
    assert "compared 24 written files" in done.out
    copy = world.folder / "changed"
    shutil.copytree(out, copy)
    text = (copy / "app.py").read_text(encoding="utf-8")
    (copy / "app.py").write_text(text.replace('NAME = "inner"', 'NAME = "other"'), encoding="utf-8")
    done = world.call("check", "--result", copy)
    assert done.code == 1
    assert "app.py/dep/inner.py" in done.out


@pytest.mark.slow
def test_verify_runs_the_tests_on_the_file(world: World) -> None:
    tests = (
        "import dep.tasks, app.cli\n\n\ndef test_where():\n    assert dep.tasks.square(2) == 4\n\n\n"
        "def test_data():\n    dep.tasks.opening()\n"
    )
    write(world.project, {"tests/test_app.py": tests})
    done = world.call("verify", "--layout", "file", "--", "python", "-m", "pytest", "-q", "-p", "no:cacheprovider")
    assert done.code == 0, done.out + done.err
    assert "same: 2 tests" in done.out


@pytest.mark.slow
def test_compiled_distributions_are_named_in_an_error(tmp_path: Path) -> None:
    world = World(tmp_path, tmp_path / "project", tmp_path / "site")
    write(world.project, {"main.py": "import fast\n"})
    install(world.site, "fast", {"fast/__init__.py": "from fast import _c\n", "fast/_c.abi3.so": b"\x7fELF"})
    done = world.run(
        *("extract", world.project / "main.py", "--search-path", world.site, "--no-cache"),
        *("--layout", "file", "--out", tmp_path / "out"),
    )
    assert done.code == 2
    assert "fast 1.0" in done.err
    assert "--external" in done.err
    assert not (tmp_path / "out").exists()


MAIN = """\
import subprocess, sys
from importlib.metadata import version
import dep, fast
print(dep.double(fast.two()), version("fast"), fast.data(), "fast.external" in fast.__file__)
print(subprocess.run([sys.executable, "-m", "fast"], capture_output=True, text=True).stdout, end="")
"""


def beside(folder: Path) -> World:
    """Return a program, one of whose libraries has to stay as it is installed."""
    world = World(folder, folder / "project", folder / "site")
    shown = MAIN.replace("fast.external", "main.external")
    write(world.project, {"main.py": shown})
    install(world.site, "dep", {"dep.py": "def double(x):\n    return 2 * x\ndef unused():\n    return 1\n"})
    fast: dict[str, str | bytes] = {
        "fast/__init__.py": "import os\ntry:\n    from fast import _c\nexcept ImportError:\n    pass\n"
        "def two():\n    return 2\ndef data():\n    return open(os.path.join(os.path.dirname(__file__), 'd')).read()\n",
        "fast/__main__.py": "print('run')\n",
        "fast/d": "data",
        "fast/_c.abi3.so": b"\x7fELF",
    }
    install(world.site, "fast", fast)
    return world


@pytest.mark.slow
def test_what_one_file_cannot_hold_lies_beside_it(tmp_path: Path) -> None:
    world, out = beside(tmp_path), tmp_path / "out"
    given = (world.project / "main.py", "--search-path", world.site, "--no-cache")
    done = world.run("extract", *given, "--layout", "file", "--external", "--out", out)
    assert done.code == 0, done.err
    assert "def unused" not in (out / "main.py").read_text(encoding="utf-8")
    assert (out / "main.external" / "fast" / "_c.abi3.so").read_bytes() == b"\x7fELF"
    shutil.copytree(out, tmp_path / "moved")
    for options in (("-I", "-S"), ()):
        ran = alone(world, *options, tmp_path / "moved" / "main.py")
        assert (ran.code, ran.out) == (0, "4 1.0 data True\nrun\n"), ran.err
    shutil.rmtree(tmp_path / "moved" / "main.external")
    ran = alone(world, tmp_path / "moved" / "main.py")
    assert ran.code == 1
    assert "main.external" in ran.err


@pytest.mark.slow
@pytest.mark.release
def test_verify_tries_the_file_with_what_lies_beside_it(tmp_path: Path) -> None:
    world = beside(tmp_path)
    write(world.project, {"main.py": "import dep, fast\nprint(dep.double(fast.two()), fast.data())\n"})
    given = (world.project / "main.py", "--search-path", world.site, "--no-cache")
    test = ("--", "python", "-c", "import main, fast; assert fast.two() == 2")
    done = world.run("verify", *given, "--layout", "file", "--external", *test)
    assert done.code == 0, done.out + done.err
    done = world.run("extract", *given, "--layout", "file", "--external", "--out", tmp_path / "out")
    assert done.code == 0, done.err
    alone(world, tmp_path / "out" / "main.py")
    assert list((tmp_path / "out").rglob("*.pyc"))
    done = world.run("verify", *given, "--result", os.path.relpath(tmp_path / "out", world.folder), *test)
    assert done.code == 0, done.out + done.err
    (tmp_path / "out" / "main.external" / "fast" / "d").write_text("other", encoding="utf-8")
    done = world.run("verify", *given, "--result", tmp_path / "out", *test)
    assert (done.code, "main.external/fast/d" in done.out) == (1, True), done.out + done.err


@pytest.mark.slow
def test_a_package_with_parts_on_both_sides_is_refused(tmp_path: Path) -> None:
    world = World(tmp_path, tmp_path / "project", tmp_path / "site")
    install(world.site, "wide", {"dep2/__init__.py": "x = 1\n"})
    install(world.site, "more", {"dep2/more.py": "y = 1\n", "dep2/_c.abi3.so": b"\x7fELF"})
    write(world.project, {"main.py": "import dep2\nfrom dep2 import more, _c\n"})
    given = (world.project / "main.py", "--search-path", world.site, "--no-cache", "--no-smoke")
    done = world.run("extract", *given, "--layout", "file", "--external", "--out", tmp_path / "out")
    assert done.code == 2, done.out
    assert "shares the package dep2" in done.err


@pytest.mark.slow
def test_the_example_runs_on_an_interpreter_without_site_packages(tmp_path: Path) -> None:
    for file in distribution("click").files or ():
        if ".." not in file.parts and file.suffix != ".pyc":
            (tmp_path / "site" / file).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(str(file.locate()), tmp_path / "site" / file)
    script = ROOT / "examples/single-file/before/todo.py"
    words = ("--search-path", tmp_path / "site", "--layout", "file", "--out", tmp_path / "out")
    done = vendorize("extract", script, *words, "--no-cache", cwd=tmp_path)
    assert done.code == 0, done.err
    env = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "SYSTEMROOT": os.environ.get("SYSTEMROOT", "")}
    file = shutil.copy(tmp_path / "out" / "todo.py", tmp_path / "todo.py")
    for arguments, said in ((("add", "buy", "bread"), ""), (("list",), "1 buy bread\n")):
        done = run([sys.executable, "-I", "-S", str(file), *arguments], tmp_path, env)
        assert (done.code, done.out, done.err) == (0, said, "")


HELP = "import argparse, sys\n\n\ndef main():\n    parser = argparse.ArgumentParser()\n    parser.parse_args()\n"
STARTED = """\
from app.cli import main
if __name__ == "__main__":
    import sys
    print(__package__, sys.argv[0])
    main()
"""


@pytest.mark.slow
@pytest.mark.parametrize("command", ["", '[project.scripts]\napp = "app.cli:main"\n'])
def test_the_program_calls_itself_what_the_original_does(tmp_path: Path, command: str) -> None:
    world = World(tmp_path, tmp_path / "project", tmp_path / "site")
    world.site.mkdir()
    project = f'[project]\nname = "app"\nversion = "1.0"\n{command}'
    write(world.project, {"pyproject.toml": project, "app/__init__.py": "", "app/cli.py": HELP})
    write(world.project, {"app/__main__.py": STARTED})
    done = world.call("extract", "--layout", "file", "--out", tmp_path / "out")
    assert done.code == 0, done.err
    wanted = run([sys.executable, "-m", "app", "-h"], world.project, variables())
    by_module = run([sys.executable, "-m", "app", "-h"], tmp_path / "out", variables())
    place = str(tmp_path / "out" / "app.py")
    assert by_module.out == wanted.out.replace(str(world.project), place), by_module.err
    by_path = alone(world, "-I", "-S", place, "-h")
    if command:
        assert by_path.out.splitlines()[0] == "usage: app.py [-h]", by_path.err
    else:
        assert by_path.out.splitlines()[0] == f"app {Path(place, 'app', '__main__.py')}", by_path.err
