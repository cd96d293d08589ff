"""What the table says that the import of a standard module does not show, it does not show in a fresh interpreter."""

from __future__ import annotations

import ast
import json
import subprocess
import sys

import pytest

from vendorize_analysis.deferral.facts import facts_of
from vendorize_analysis.tables.data import written
from vendorize_analysis.tables.quiet import effects_of_import, loads_submodule, may_change, watched_by

# Each module is imported in a process of its own; what may be noticed is compared, and what was loaded with it told.
_PROBE = """
import atexit, builtins, json, os, signal, sys, _thread, _warnings
def seen():
    return [
        atexit._ncallbacks(), len(sys.meta_path), len(sys.path_hooks), list(sys.path), str(_warnings.filters),
        dict(os.environ), os.getcwd(), sorted(vars(builtins)), [str(signal.getsignal(one)) for one in (2, 13, 15)],
        str(sys.excepthook), str(sys.displayhook), _thread._count(), sys.getrecursionlimit(), str(sys.stdout),
    ]
for name in sys.argv[1].split():
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        before, loaded = seen(), set(sys.modules)
        try:
            __import__(name)
            told = [before == seen(), sorted(set(sys.modules) - loaded)]
        except ImportError:
            told = [True, []]
        os.write(writing, json.dumps(told).encode())
        os._exit(0)
    os.close(writing)
    with open(reading) as stream:
        print(json.dumps([name, *json.load(stream)]))
    os.waitpid(child, 0)
"""
_ACTING = {
    "asyncio",
    "concurrent.futures",
    "ctypes",
    "hashlib",
    "logging",
    "multiprocessing",
    "ssl",
    "sysconfig",
    "threading",
}


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="each module in a fork")
def test_quiet_modules_show_nothing_and_load_what_the_table_says() -> None:
    names = [name for names in written("quiet.toml")["quiet"].values() for name in names.split()]
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", _PROBE, " ".join(names)], capture_output=True, text=True, check=True
    )
    told = [json.loads(line) for line in done.stdout.splitlines()]
    assert [name for name, *_ in told] == names
    assert [name for name, same, _ in told if not same] == []
    wrong = {name: _ACTING.intersection(loaded) - effects_of_import(name) for name, _, loaded in told}
    assert {name: more for name, more in wrong.items() if more} == {}


def test_a_module_that_the_table_does_not_have_acts_itself() -> None:
    assert effects_of_import("json.decoder") == frozenset()
    assert effects_of_import("subprocess") == {"threading"}
    assert effects_of_import("logging") == {"logging", "threading"}
    assert effects_of_import("zoneinfo") == {"zoneinfo"}


def test_submodules_come_with_modules_that_load_them() -> None:
    assert loads_submodule("pkgutil", "importlib.util")
    assert loads_submodule("email.message", "email.utils")
    assert not loads_submodule("json", "importlib.util")


def test_names_below_what_changes_change_too() -> None:
    assert may_change("os.environ.get")
    assert may_change("sys.argv")
    assert not may_change("os.sep")


def test_a_known_module_that_looks_at_all_modules_cares_for_some_packages() -> None:
    # requests 2.32.3, requests/packages.py
    text = 'import sys\nfor package in ("urllib3", "idna"):\n    for mod in list(sys.modules):\n        print(mod)\n'
    assert facts_of(ast.parse(text), "requests").walks == 3
    assert watched_by("requests.packages") == ("urllib3", "idna", "chardet", "charset_normalizer")
    assert watched_by("other") == ()
