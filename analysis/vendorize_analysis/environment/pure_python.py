"""Whether a distribution imports without its compiled modules: tried in a child of the target interpreter.

A file beside a compiled module with the same name need not be its readable form: it may be the source that is compiled,
which raises or does other things when it is run as Python.
"""

from __future__ import annotations

import json
import os
import subprocess
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vendorize_analysis.model.environment import Distribution, Interpreter

_TIMEOUT: Final = 60.0
_TRIAL: Final = """\
import importlib, importlib.machinery as machinery, json, sys
path, compiled, wanted = json.loads(sys.stdin.read())
sys.path[:0] = path
source = (machinery.SourceFileLoader, machinery.SOURCE_SUFFIXES)
class Readable:
    @staticmethod
    def find_spec(name, path=None, target=None):
        if name not in compiled:
            return None
        for entry in sys.path if path is None else path:
            found = machinery.FileFinder(entry, source).find_spec(name)
            if found is not None and found.loader is not None:
                return found
        raise ModuleNotFoundError("No module named %r" % name, name=name)
sys.meta_path.insert(0, Readable)
said = ""
for name in wanted:
    try:
        importlib.import_module(name)
    except BaseException as error:
        said = "%s: %s: %s" % (name, type(error).__name__, error)
        break
print("\\n" + json.dumps(said))
"""


def fails_without_compiled(interpreter: Interpreter, distribution: Distribution) -> str:
    """Return why a distribution does not import once its compiled modules are out of sight; empty where it does.

    Imported are its top-level packages and each readable module that has the name of a compiled one. The code runs in
    a child process of the target interpreter, without the user's variables and folders.
    """
    compiled = sorted({module.name for module in distribution.modules if module.kind == "extension"})
    readable = {module.name for module in distribution.modules if module.kind != "extension"}
    tops = [name for name in distribution.top_level if name in readable]
    asked = [list(map(str, interpreter.search_path)), compiled, [*tops, *sorted(readable.intersection(compiled))]]
    return _answer([str(interpreter.executable), "-I", "-B", "-c", _TRIAL], json.dumps(asked))


def _answer(command: Sequence[str], asked: str) -> str:
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT", "LD_LIBRARY_PATH") if name in os.environ}
    try:
        done = subprocess.run(  # noqa: S603 - the interpreter that the user asked to analyse, no shell
            command, input=asked, capture_output=True, encoding="utf-8", env=kept, timeout=_TIMEOUT, check=False
        )
        said: str = json.loads(done.stdout.splitlines()[-1])
    except subprocess.TimeoutExpired:
        return f"no end after {_TIMEOUT:.0f} s"
    except (OSError, ValueError, IndexError) as error:
        return f"the interpreter gave no answer ({error})"
    return said
