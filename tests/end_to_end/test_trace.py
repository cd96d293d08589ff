"""`vendorize trace`: what ran is in the file, however processes begin and end, and the same on every machine."""

from __future__ import annotations

import functools
import importlib.util
import json
import os
import shutil
import signal
import subprocess
import sys
import time
import venv
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.end_to_end.command import command_line, install, run, variables, vendorize, write
from tests.end_to_end.interpreters import VERSIONS, interpreters
from tests.schemas import conform

if TYPE_CHECKING:
    from tests.end_to_end.command import Done

DEPENDENCY = {
    "dep/__init__.py": "def used(): return 1\ndef other(): return 2\ndef third(): return 3\n",
    "dep/deep.py": "class Thing:\n    @property\n    def member(self): return (lambda: 5)()\n",
}
posix = pytest.mark.skipif(sys.platform == "win32", reason="signals and forks of POSIX")


@pytest.fixture
def world(tmp_path: Path) -> Path:
    install(tmp_path / "site", "Dep.One", DEPENDENCY)
    write(tmp_path, {"pyproject.toml": '[project]\nname = "app"\nversion = "1"\n'})
    return tmp_path


def trace(world: Path, *arguments: object, python: str = sys.executable) -> Done:
    """Trace `app.py` with these words; those before a `--` are options."""
    cut = arguments.index("--") if "--" in arguments else 0
    options, words = arguments[:cut], [word for word in arguments if word != "--"][cut:]
    command = command_line("trace", *options, "--", python, "app.py", *words)
    env = variables()
    return run(command, world, {**env, "PYTHONPATH": os.pathsep.join([env.get("PYTHONPATH", ""), str(world / "site")])})


def said(world: Path, name: str = "vendorize-trace.json") -> dict[str, Any]:
    found: dict[str, Any] = json.loads((world / name).read_text())
    conform("trace", found)
    return found


def names(world: Path) -> list[str]:
    """Return what ran of the module `dep`."""
    found: list[str] = said(world)["distributions"]["dep-one"]["files"]["dep/__init__.py"]
    return found


@pytest.mark.slow
def test_code_is_named_by_distribution_and_path_in_it(world: Path) -> None:
    write(world, {"app.py": "import dep, dep.deep\ndef main(): dep.used(); dep.deep.Thing().member\nmain()\n"})
    done = trace(world)
    assert done.code == 0, done.err
    found = said(world)
    assert found["project"] == {"app.py": ["<module>", "main"]}
    assert found["distributions"]["dep-one"] == {
        "versions": ["1.0"],
        "files": {
            "dep/__init__.py": ["<module>", "used"],
            "dep/deep.py": ["<module>", "Thing", "Thing.member", "Thing.member.<locals>.<lambda>"],
        },
    }
    assert str(world) not in (world / "vendorize-trace.json").read_text()


@pytest.mark.slow
def test_compiled_modules_that_are_loaded_and_files_that_are_opened_are_named(world: Path) -> None:
    library = Path(importlib.util.find_spec("_bisect").origin or "")  # type: ignore[union-attr]
    if not library.is_file():
        pytest.skip("this Python has its compiled modules built in")
    for name in (library.name, "_spare" + library.name.removeprefix("_bisect")):
        shutil.copy(library, world / "site/dep" / name)
    write(world, {"site/dep/read.py": "x = 1\n", "site/dep/bytes.py": "x = 1\n", "site/dep/spare.py": "x = 1\n"})
    program = """
        import os, sys
        from dep import _bisect
        import dep.deep
        here = os.path.dirname(dep.__file__)
        open(os.path.join(here, "read.py")).close()
        os.close(os.open(os.fsencode(os.path.join(here, "bytes.py")), os.O_RDONLY))
        try: open(os.path.join(here, "lacking.py"))
        except OSError as error: print(type(error).__name__)
    """
    write(world, {"app.py": program.replace("\n        ", "\n")})
    done = trace(world)
    assert (done.code, done.out) == (0, "FileNotFoundError\n"), done.err
    found = said(world)
    assert found["complete"] is True
    files = found["distributions"]["dep-one"]["files"] | found["distributions"].get("dep", {"files": {}})["files"]
    assert files["dep/__init__.py"] == ["<module>"]
    assert files[f"dep/{library.name}"] == ["<module>"]
    assert files["dep/read.py"] == files["dep/bytes.py"] == ["<file>"]
    assert "dep/spare.py" not in files
    assert not any("_spare" in name for name in files)


@pytest.mark.slow
def test_a_file_that_an_import_hook_opens_for_its_module_is_no_opened_one(world: Path) -> None:
    own = "open(__file__).close()\n"
    write(world, {"site/dep/hooked.py": "x = 1\n", "site/dep/own.py": own, "site/dep/later.py": "x = 1\n"})
    program = """
        import sys
        from importlib.machinery import PathFinder, SourceFileLoader

        class Loader(SourceFileLoader):
            def exec_module(self, module):
                with open(self.path) as stream:
                    exec(compile(stream.read(), self.path, "exec"), vars(module))

        class Finder:
            @staticmethod
            def find_spec(name, path=None, target=None):
                spec = PathFinder.find_spec(name, path, target)
                if spec is not None and name.startswith("dep."):
                    spec.loader = Loader(name, spec.origin)
                return spec

        sys.meta_path.insert(0, Finder)
        import dep.hooked, dep.own, dep.later
        open(dep.later.__file__).close()
    """
    write(world, {"app.py": program.replace("\n        ", "\n")})
    done = trace(world)
    assert done.code == 0, done.err
    files = {
        relative: names for one in said(world)["distributions"].values() for relative, names in one["files"].items()
    }
    assert files["dep/hooked.py"] == ["<module>"]
    assert files["dep/own.py"] == files["dep/later.py"] == ["<file>", "<module>"]


@pytest.mark.slow
def test_the_same_run_gives_the_same_bytes(world: Path) -> None:
    write(world, {"app.py": "import dep; dep.used()\n"})
    trace(world)
    before = (world / "vendorize-trace.json").read_bytes()
    trace(world)
    assert (world / "vendorize-trace.json").read_bytes() == before


@pytest.mark.slow
def test_append_adds_and_a_run_without_it_begins_anew(world: Path) -> None:
    write(world, {"app.py": "import dep, sys; getattr(dep, sys.argv[1])()\n"})
    trace(world, "used")
    trace(world, "--append", "--", "other")
    assert names(world) == ["<module>", "other", "used"]
    trace(world, "third")
    assert names(world) == ["<module>", "third"]


@pytest.mark.slow
def test_traces_are_merged_without_a_command(world: Path) -> None:
    write(world, {"app.py": "import dep, sys; getattr(dep, sys.argv[1])()\n"})
    trace(world, "--output", "a.json", "--", "used")
    trace(world, "--output", "b.json", "--", "other")
    done = vendorize("trace", "--merge", "a.json", "--merge", "b.json", cwd=world)
    assert done.code == 0, done.err
    assert names(world) == ["<module>", "other", "used"]


@pytest.mark.slow
def test_threads_and_spawned_processes_are_traced(world: Path) -> None:
    program = """
        import dep, threading, multiprocessing, subprocess, sys
        if __name__ == "__main__":
            thread = threading.Thread(target=dep.used); thread.start(); thread.join()
            process = multiprocessing.get_context("spawn").Process(target=dep.other); process.start(); process.join()
            subprocess.run([sys.executable, "-c", "import dep; dep.third()"], check=True)
    """
    write(world, {"app.py": program.replace("\n        ", "\n")})
    done = trace(world)
    assert done.code == 0, done.err
    assert names(world) == ["<module>", "other", "third", "used"]


@pytest.mark.slow
@posix
def test_forks_and_sudden_ends_lose_nothing(world: Path) -> None:
    program = """
        import dep, os, signal
        if not os.fork():
            dep.used(); os._exit(0)
        if not os.fork():
            dep.other(); os.kill(os.getpid(), signal.SIGKILL)
        os.wait(); os.wait()
        dep.third(); os._exit(0)
    """
    write(world, {"app.py": program.replace("\n        ", "\n")})
    done = trace(world)
    assert done.code == 0, done.err
    assert names(world) == ["<module>", "other", "third", "used"]


@pytest.mark.slow
@pytest.mark.parametrize("ending", ["sys.exit(7)", "os._exit(7)", "raise ValueError"])
def test_a_command_that_fails_is_a_finding_and_its_trace_is_written(world: Path, ending: str) -> None:
    write(world, {"app.py": f"import dep, os, sys; dep.used(); {ending}\n"})
    done = trace(world)
    assert done.code == 1
    assert "the command failed: it ended with exit code" in done.err
    assert names(world) == ["<module>", "used"]
    assert trace(world, "--exit-zero", "--").code == 0


@pytest.mark.slow
@posix
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_server_that_we_are_told_to_end_did_not_fail(world: Path, number: signal.Signals) -> None:
    program = "import dep, time\ndep.used()\nopen('ready', 'w').close()\nwhile True: time.sleep(0.1)\n"
    write(world, {"app.py": program})
    env = {**variables(), "PYTHONPATH": os.pathsep.join([variables().get("PYTHONPATH", ""), str(world / "site")])}
    command = command_line("trace", "--", sys.executable, "app.py")
    # Who runs the tests in the background of a shell has it ignored, and what is ignored stays so in children.
    heard = functools.partial(signal.signal, number, signal.SIG_DFL)
    with subprocess.Popen(
        command,
        cwd=world,
        env=env,
        stderr=subprocess.PIPE,
        start_new_session=True,
        preexec_fn=heard,  # noqa: PLW1509 - no threads
    ) as process:
        deadline = time.monotonic() + 60
        while not (world / "ready").exists() and time.monotonic() < deadline:
            time.sleep(0.05)
        process.send_signal(number)
        try:
            error = process.communicate(timeout=60)[1].decode()
        finally:
            os.killpg(process.pid, signal.SIGKILL) if process.poll() is None else None
    assert process.returncode == 0, error
    assert names(world) == ["<module>", "used"]


@pytest.mark.slow
@posix
def test_a_command_ended_by_a_signal_of_others_failed(world: Path) -> None:
    write(world, {"app.py": "import dep, os, signal; dep.used(); os.kill(os.getpid(), signal.SIGTERM)\n"})
    done = trace(world)
    assert done.code == 1
    assert "ended by SIGTERM" in done.err
    assert names(world) == ["<module>", "used"]


@pytest.mark.slow
def test_many_functions_need_several_files(world: Path) -> None:
    functions = "".join(f"def function_number_{number:05}(): pass\n" for number in range(8000))
    write(world / "site", {"dep/__init__.py": functions})
    write(world, {"app.py": "import dep\nfor name in dir(dep):\n    if name[:2] != '__': getattr(dep, name)()\n"})
    done = trace(world)
    assert done.code == 0, done.err
    assert len(names(world)) == 8001


@pytest.mark.slow
def test_streams_and_words_are_the_command_s(world: Path) -> None:
    write(world, {"app.py": "import sys; print(sys.argv[1:], input())\n"})
    env = variables()
    command = command_line("trace", "--quiet", "--", sys.executable, "app.py", "--quiet", "--", "-x")
    done = subprocess.run(command, cwd=world, env=env, input="given", capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "['--quiet', '--', '-x'] given\n", "")


@pytest.mark.slow
def test_a_file_that_is_no_trace_stays_and_nothing_runs(world: Path) -> None:
    write(world, {"app.py": "open('ran', 'w')\n", "notes.json": "{}"})
    done = trace(world, "--output", "notes.json", "--")
    assert done.code == 2
    assert "notes.json is no trace" in done.err
    assert (world / "notes.json").read_text() == "{}"
    assert not (world / "ran").exists()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["trace"], "name the command"),
        (["trace", "--"], "name the command"),
        (["trace", "--", "no-such-program"], "cannot start no-such-program"),
        (["trace", "--output", "pyproject.toml/x.json", "--", sys.executable], "cannot write"),
        (["trace", "--", sys.executable, "-I", "-c", "1"], "no Python process"),
    ],
)
def test_what_cannot_run_says_why(world: Path, arguments: list[str], message: str) -> None:
    done = vendorize(*arguments, cwd=world)
    assert done.code == 2
    assert message in done.err
    assert "Traceback" not in done.err
    assert not (world / "vendorize-trace.json").exists()


@pytest.mark.parametrize("version", VERSIONS)
def test_other_pythons_say_the_same(world: Path, version: str) -> None:
    if version not in interpreters():
        pytest.skip(f"no Python {version} here")
    write(world, {"app.py": "import dep, dep.deep\ndef main(): dep.used(); dep.deep.Thing().member\nmain()\n"})
    done = trace(world, python=str(interpreters()[version]))
    assert done.code == 0, done.err
    assert said(world)["distributions"]["dep-one"]["files"]["dep/deep.py"] == [
        "<module>",
        "Thing",
        "Thing.member",
        "Thing.member.<locals>.<lambda>",
    ]


@pytest.mark.slow
def test_a_program_meets_its_own_sitecustomize_and_no_tracer_in_its_path(world: Path) -> None:
    write(world / "site", {"sitecustomize.py": "import builtins; builtins.MARK = 'own'\n"})
    write(world, {"app.py": "import sys; print(MARK, [e for e in sys.path if 'vendorize-trace' in e])\n"})
    assert trace(world).out == "own []\n"


@pytest.mark.slow
def test_python_is_that_of_the_project_and_a_path_is_meant_as_it_stands(world: Path) -> None:
    venv.create(world / ".venv", with_pip=False, symlinks=os.name != "nt")
    write(world, {"app.py": "import sys; print(sys.prefix)\n"})
    assert trace(world, python="python").out.strip() == str(world / ".venv")
    assert trace(world, python=sys.executable).out.strip() == sys.prefix
    write(world, {"app.py": "import subprocess; subprocess.run(['tool-of-it'], check=True)\n"})
    tool = world / ".venv" / ("Scripts" if os.name == "nt" else "bin") / "tool-of-it"
    tool.write_text("#!/bin/sh\necho found\n", encoding="utf-8")
    tool.chmod(0o755)
    assert os.name == "nt" or trace(world, python="python").out == "found\n"


HANDLED = """\
import os, signal, sys
from dep import other, third, used
class Late(Exception): pass
def handler(number, frame):
    assert frame.f_code.co_name in ("small", "main"), frame
    other()
    if sys.argv[1] == "raise": raise Late
    done.append(number)
done = []
def small(): return 1
def main():
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    chosen = signal.default_int_handler if sys.argv[1] == "key" else handler
    assert signal.signal(signal.SIGALRM, chosen) is signal.SIG_DFL
    assert signal.getsignal(signal.SIGALRM) is chosen
    signal.setitimer(signal.ITIMER_REAL, .05)
    try:
        while not done: small()
    except (Late, KeyboardInterrupt):
        used()
    third()
main()
"""
"""A signal comes while functions are called: before Python 3.12 the tracer runs then, as likely as not."""


@posix
@pytest.mark.parametrize("version", ["", *VERSIONS])
@pytest.mark.parametrize("how", ["raise", "return", "key"])
def test_what_a_handler_of_signals_does_and_what_follows_is_traced(world: Path, how: str, version: str) -> None:
    python = interpreters().get(version) if version else sys.executable
    if python is None:
        pytest.skip(f"there is no Python {version}")
    write(world, {"app.py": HANDLED})
    done = trace(world, how, python=str(python))
    assert done.code == 0, done.err
    assert "warning" not in done.err
    expected = {"raise": ["other", "third", "used"], "return": ["other", "third"], "key": ["third", "used"]}
    assert names(world) == ["<module>", *expected[how]]


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="nothing takes the tracer away")
@pytest.mark.parametrize(
    "program",
    [
        "def deep(): deep()\ntry: deep()\nexcept RecursionError: pass\n",
        "import cProfile\nprofile = cProfile.Profile()\nprofile.enable()\nprofile.disable()\n",
    ],
)
def test_where_python_takes_the_tracer_away_it_comes_back_and_that_is_said(world: Path, program: str) -> None:
    write(world, {"app.py": f"from dep import used\n{program}open('app.py').close()\nused()\n"})
    done = trace(world)
    assert done.code == 0, done.err
    assert "warning: in 1 processes Python took the tracer away for a time" in done.err
    assert names(world) == ["<module>", "used"]
