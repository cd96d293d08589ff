"""Runs in the child: read a module's name and search path from each line, run it, answer with what it printed."""

from __future__ import annotations

import contextlib
import dataclasses  # noqa: F401 - the programs use these modules: loaded once, not for each
import enum  # noqa: F401
import functools  # noqa: F401
import importlib
import io
import json
import runpy
import sys
import traceback
import typing  # noqa: F401


def run(module: str, path: list[str]) -> list[str]:
    """Return the output and the traceback of a program, and take back what it did to the import system."""
    modules, folders, finders = set(sys.modules), sys.path[:], sys.meta_path[:]
    out, error = io.StringIO(), ""
    sys.path[:0] = path
    importlib.invalidate_caches()
    try:
        with contextlib.redirect_stdout(out):
            runpy.run_module(module, run_name="__main__", alter_sys=True)
    except BaseException:  # noqa: BLE001 - whatever ends the program is the answer
        error = traceback.format_exc()
    sys.path[:], sys.meta_path[:] = folders, finders
    for name in sys.modules.keys() - modules:
        del sys.modules[name]
    sys.path_importer_cache.clear()
    return [out.getvalue(), error]


for line in sys.stdin:
    sys.__stdout__.write(json.dumps(run(*json.loads(line))) + "\n")
    sys.__stdout__.flush()
