"""Ask an interpreter, in a child, where its standard library is and what its compiled modules hold."""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path

from vendorize_analysis.errors import UserError

# Compiled modules have no source to parse, so the child imports these, and only these. Modules of CPython's own
# tests are left out. Parameter names are needed to tell, in the headers, keywords from attributes.
_QUESTIONS = """
import builtins, importlib, json, os, re, sys, sysconfig
folder = sysconfig.get_config_var("DESTSHARED") or ""
files = os.listdir(folder) if os.path.isdir(folder) else []
compiled = sorted({f.partition(".")[0] for f in files} | set(sys.builtin_module_names))
compiled = [m for m in compiled if not m.startswith(("_test", "xx", "_xx", "_ctypes_test"))]
classes, parameters = {}, set()
def read_signature(thing):
    text = getattr(thing, "__text_signature__", None)
    if isinstance(text, str):
        parameters.update(re.findall(r"(\\w+)(?:=[^,)]*)?(?=[,)])", text))
for name in compiled:
    try:
        module = importlib.import_module(name)
    except Exception:
        classes[name] = {}
        continue
    classes[name] = {key: sorted(dir(value)) for key, value in vars(module).items() if isinstance(value, type)}
    for value in list(vars(module).values()):
        read_signature(value)
        if isinstance(value, type):
            for member in list(vars(value).values()):
                read_signature(member)
print(json.dumps({
    "version": "%d.%d" % sys.version_info[:2],
    "stdlib": sysconfig.get_path("stdlib"),
    "include": sysconfig.get_path("include"),
    "names": sorted(getattr(sys, "stdlib_module_names", ())),
    "compiled": classes,
    "parameters": sorted(parameters),
}))
"""


@dataclass(frozen=True, slots=True)
class StandardLibrary:
    """A standard library as its interpreter described it."""

    version: str
    folder: Path
    include: Path
    names: frozenset[str]
    """Top-level names, those of other platforms included (`sys.stdlib_module_names`, 3.10); empty before."""
    compiled: dict[str, dict[str, list[str]]]
    """Compiled modules, their classes and the attributes of these, inherited ones included."""
    parameters: frozenset[str]
    """Parameter names of compiled functions."""


def ask(python: str) -> StandardLibrary:
    """Return the standard library of an interpreter."""
    command = [python, "-I", "-S", "-W", "ignore", "-c", _QUESTIONS]
    try:
        done = subprocess.run(command, check=True, capture_output=True, encoding="utf-8", timeout=120)  # noqa: S603
    except (OSError, subprocess.SubprocessError) as error:
        message = f"{python} does not answer: {error}"
        raise UserError(message, hint="give the path of a CPython 3.9 or newer") from error
    told = json.loads(done.stdout)
    return StandardLibrary(
        version=told["version"],
        folder=Path(told["stdlib"]),
        include=Path(told["include"]),
        names=frozenset(told["names"]),
        compiled=told["compiled"],
        parameters=frozenset(told["parameters"]),
    )
