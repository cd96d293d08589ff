from __future__ import annotations

import base64
import json
import os
import pickle
import subprocess
import sys
import textwrap
from typing import TYPE_CHECKING, Any

from vendorize.verify.frameworks import copy_probe

if TYPE_CHECKING:
    from pathlib import Path

START = "import vendorize_recorder, sys; vendorize_recorder.install(sys.argv[1])\n"


def record(tmp_path: Path, lib: str, app: str, **limits: int) -> list[dict[str, Any]]:
    """Run `app`, first-party, on `lib`, vendored, and give what was recorded."""
    probe = copy_probe("vendorize_recorder", tmp_path / "probe")
    copy_probe("vendorize_frames", probe)
    output = tmp_path / "out"
    output.mkdir()
    (tmp_path / "lib.py").write_text(textwrap.dedent(lib), encoding="utf-8")
    (tmp_path / "app.py").write_text(textwrap.dedent(app), encoding="utf-8")
    (tmp_path / "start.py").write_text(f"{START}import app\n", encoding="utf-8")
    settings = {
        "first_party": [str(tmp_path / "app.py")],
        "first_party_modules": ["app"],
        "vendored": [str(tmp_path / "lib.py")],
        "vendored_modules": ["lib"],
        "output": str(output),
        "calls": 5,
        "value_bytes": 1000,
        "process_bytes": 100_000,
        **limits,
    }
    (tmp_path / "settings.json").write_text(json.dumps(settings), encoding="utf-8")
    variables = {**os.environ, "PYTHONPATH": str(probe)}
    command = [sys.executable, str(tmp_path / "start.py"), str(tmp_path / "settings.json")]
    done = subprocess.run(command, env=variables, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for file in sorted(output.iterdir()) for line in file.read_text("ascii").splitlines()]


def load(text: str) -> Any:  # noqa: ANN401
    return pickle.loads(base64.b64decode(text))  # noqa: S301


def calls(found: list[dict[str, Any]]) -> list[tuple[str, Any, bool, Any]]:
    return [
        (one["name"], load(one["call"]), one["returned"], load(one["result"]) if one.get("result") else None)
        for one in found
        if "skipped" not in one
    ]


def test_a_call_is_recorded_with_arguments_as_they_were_before_it(tmp_path: Path) -> None:
    lib = "def add(into, *more, key=1, **rest):\n    into.append(more)\n    return len(into)\n"
    found = record(tmp_path, lib, "import lib\nlib.add([0], 1, 2, key=3, other=4)\n")
    assert calls(found) == [("add", (([0], 1, 2), {"key": 3, "other": 4}), True, 2)]


def test_an_exception_is_told_from_none(tmp_path: Path) -> None:
    lib = "def nothing(x): pass\n\ndef fails(x):\n    if x: raise ValueError(x)\n    return None\n"
    app = "import lib\nlib.nothing(1)\nlib.fails(0)\ntry: lib.fails(1)\nexcept ValueError: pass\n"
    assert [(name, given[0], ended) for name, given, ended, _ in calls(record(tmp_path, lib, app))] == [
        ("nothing", (1,), True),
        ("fails", (0,), True),
        ("fails", (1,), False),
    ]


def test_calls_inside_the_library_and_of_the_standard_library_do_not_cross_the_boundary(tmp_path: Path) -> None:
    lib = "import json\n\ndef inner(x): return x\n\ndef outer(x): return inner(json.dumps(x))\n"
    found = record(tmp_path, lib, "import lib, json\njson.dumps(1)\nlib.outer(1)\n")
    assert [name for name, *_ in calls(found)] == ["outer"]


def test_methods_of_every_kind_have_a_name(tmp_path: Path) -> None:
    lib = """\
    import functools
    class Base:
        def plain(self): return 1
    class C(Base):
        def __init__(self, x): self.x = x
        @property
        def value(self): return self.x
        @classmethod
        def make(cls): return cls(5).x
        @staticmethod
        def free(x): return x
        def __add__(self, other): return 7
    @functools.lru_cache
    def cached(x): return x
    """
    app = "import lib\nc = lib.C(1)\nc.plain(); c.value; lib.C.make(); lib.C.free(2); c + 1; lib.cached(3)\n"
    names = {one["name"] for one in record(tmp_path, lib, app) if "skipped" not in one}
    expected = {"C.__init__", "Base.plain", "C.value", "C.make", "C.__add__", "cached"}
    assert names == expected | ({"C.free"} if sys.version_info >= (3, 11) else set())


def test_what_cannot_be_copied_is_counted_with_the_reason(tmp_path: Path) -> None:
    lib = """\
    def call(f): return f()
    def items(): yield 1
    def take(x): return 1
    def deco():
        def inner(): return 1
        return inner
    """
    app = "import lib, threading\nlib.call(lambda: 1)\nlist(lib.items())\nlib.take(threading.Lock())\nlib.deco()()\n"
    app += "lib.take('x' * 5000)\n"
    found = {one["skipped"] for one in record(tmp_path, lib, app) if "skipped" in one}
    assert found == {
        "callback or local class as an argument",
        "generator or coroutine",
        "no copy of an argument (_thread.lock)",
        "no name to call it by (closure)",
        "argument too large",
    }


def test_equal_calls_count_once_and_many_are_cut_short(tmp_path: Path) -> None:
    lib = "def f(x): return x\n"
    app = "import lib\nfor _ in range(3): lib.f(1)\nfor x in range(50): lib.f(x)\n"
    assert len(calls(record(tmp_path, lib, app))) == 5


def test_objects_that_answer_every_question_with_an_error_do_no_harm(tmp_path: Path) -> None:
    lib = """\
    class Proxy:
        def __getattribute__(self, name): raise RuntimeError(name)
        def __call__(self, x): return x
    def f(x): return x
    real = f
    f = Proxy()
    """
    found = record(tmp_path, lib, "import lib\nlib.real(1)\nlib.f(2)\n")
    assert {one["skipped"] for one in found if "skipped" in one} == {
        "could not be looked at",
        "no copy of an argument (RuntimeError)",
    }


def test_threads_and_forks_are_recorded_too(tmp_path: Path) -> None:
    lib = "def f(x): return x\n"
    app = """\
    import lib, os, threading
    def run(): lib.f("thread")
    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    if hasattr(os, "fork"):
        child = os.fork()
        if not child:
            lib.f("fork")
            os._exit(0)
        os.waitpid(child, 0)
    """
    found = {given[0][0] for _, given, *_ in calls(record(tmp_path, lib, app))}
    assert found == {"thread", "fork"} if hasattr(os, "fork") else {"thread"}
