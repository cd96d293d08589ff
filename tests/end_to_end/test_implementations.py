"""A library that has one implementation compiled and another one in Python goes on using the one that it chose.

The compiled one is a module of the standard library, which may lie in a package under its own name.
"""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.end_to_end.command import install, write

if TYPE_CHECKING:
    from tests.end_to_end.command import World

TWIN = "def insort_left(items, one):\n    items.append(one)\n    items.sort()\n"
SHOWN = "\n\ndef used(kind):\n    return kind(insort_left)\n"
KINDS = {
    "by an import in a try": "try:\n    from dep._bisect import insort_left\n"
    "except ImportError:\n    from dep.slow import insort_left",
    "by an import from another distribution": "try:\n    from dep_fast._bisect import insort_left\n"
    "except ImportError:\n    from dep.slow import insort_left",
    "by its name beside the twin": "from dep.both._bisect import insort_left",
    "by a computed name": "import importlib\nfor name in ('_bisect', 'slow'):\n    try:\n"
    "        insort_left = importlib.import_module('dep.' + name).insort_left\n        break\n"
    "    except ImportError:\n        pass",
    "by a name that the module has": "from dep import slow as chosen\ntry:\n    from dep import _bisect as chosen\n"
    "except ImportError:\n    pass\ninsort_left = chosen.insort_left",
    "by a star import": "from dep.slow import *\ntry:\n    from dep._bisect import *\nexcept ImportError:\n    pass",
    "by a look for the module": "from importlib.util import find_spec\nif find_spec('dep._bisect'):\n"
    "    from dep._bisect import insort_left\nelse:\n    from dep.slow import insort_left",
}


def compiled() -> Path:
    spec = importlib.util.find_spec("_bisect")
    if spec is None or not spec.origin or not Path(spec.origin).is_file():
        pytest.skip("this Python has no file for its compiled module")
    return Path(spec.origin)


def output(*path: Path, script: Path) -> str:
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, path)), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run([sys.executable, "-S", script], env=env, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


@pytest.mark.slow
def test_in_both_layouts_the_compiled_implementation_is_the_one(world: World) -> None:
    module = compiled()
    name, content = module.name, module.read_bytes()
    for number, choice in enumerate(KINDS.values()):
        dep, fast = f"dep{number}", f"dep{number}_fast"
        both = {f"{dep}/both/__init__.py": "", f"{dep}/both/_bisect.py": TWIN, f"{dep}/both/{name}": content}
        chosen = choice.replace("dep", dep)
        own = {f"{dep}/__init__.py": chosen + SHOWN, f"{dep}/slow.py": TWIN, f"{dep}/{name}": content}
        install(world.site, dep, {**own, **both})
        install(world.site, fast, {f"{fast}/__init__.py": "", f"{fast}/{name}": content})
    names = [f"dep{number}" for number in range(len(KINDS))]
    required = ", ".join(f'"{one}", "{one}_fast"' for one in names)
    asked = "".join(f"import {one}\nprint({one}.used(kind))\n" for one in names)
    script = f"def kind(function):\n    return type(function).__name__\n\n\n{asked}"
    metadata = f'[project]\nname = "app"\nversion = "0.1"\ndependencies = [{required}]\n'
    project = write(world.folder / "choosing", {"pyproject.toml": metadata, "app.py": script})
    wanted = "builtin_function_or_method\n" * len(names)
    assert output(world.site, script=project / "app.py") == wanted
    for layout in ("site", "package"):
        out = world.folder / layout
        places = ("--search-path", world.site, "--out", out, "--no-cache")
        done = world.run("extract", project, *places, "--layout", layout)
        assert done.code == 0, done.err
        got = output(*((out,) if layout == "site" else (out, world.site)), script=out / "app.py")
        assert dict(zip(KINDS, got.splitlines(), strict=False)) == dict.fromkeys(KINDS, wanted.split()[0]), layout
