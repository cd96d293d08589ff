from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from vendorize_analysis.model.environment import Distribution, Environment, Interpreter, ModuleFile
from vendorize_analysis.model.events import Silent
from vendorize_analysis.model.project import Project
from vendorize_analysis.scanning import NoCache, Readings, Scanner, index_modules, judge_native
from vendorize_analysis.summarizing import Target

if TYPE_CHECKING:
    from collections.abc import Mapping


def judged(folder: Path, files: Mapping[str, str]) -> str:
    """Return the judgement on the package `fast`; files that end in `.so` are compiled."""
    modules = []
    for relative, text in files.items():
        path = folder / relative
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        name = relative.partition(".")[0].replace("/", ".").removesuffix(".__init__")
        if relative.endswith(".so"):
            modules.append(ModuleFile(name, relative, folder, "extension"))
        else:
            modules.append(ModuleFile(name, relative, folder, "package" if path.stem == "__init__" else "source"))
    distribution = Distribution(
        name="fast", key="fast", version="1", location=folder, info="", editable=False, files=tuple(sorted(files)),
        modules=tuple(sorted(modules)), top_level=("fast",), requirements=(), requires=(), entry_points=(), licenses=(),
        license_files=(), size=0,
    )  # fmt: skip
    interpreter = Interpreter(
        executable=Path("python"), version=(3, 11, 7), implementation="cpython", platform="linux",
        search_path=(folder,), stdlib_names=frozenset({"os"}), markers=(),
    )  # fmt: skip
    environment = Environment(
        interpreter=interpreter, distributions=(distribution,), direct=frozenset({"fast"}), closure=frozenset({"fast"}),
        missing=(), project_info=None,
    )  # fmt: skip
    project = Project(
        name="app", version="1", root=folder, kind="project", source_roots=(folder,), top_level=(), modules=(),
        entry_points=(), requirements=(), extras=(), requires_python="", tests=(),
    )  # fmt: skip
    target = Target((3, 11), frozenset())
    scanner = Scanner(index_modules(project, environment), Readings(NoCache()), target, context="", progress=Silent())
    return judge_native(distribution, scanner)


COMPILED = {"fast/_speedups.abi3.so": ""}


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        pytest.param({"fast/__init__.py": "x = 1\n"}, "none", id="nothing is compiled"),
        pytest.param({"fast/_speedups.py": "", **COMPILED}, "optional", id="a readable twin stands beside it"),
        pytest.param(
            {"fast/__init__.py": "from ._speedups import run\n", **COMPILED}, "required", id="imported plainly"
        ),
        pytest.param(
            {
                "fast/__init__.py": "try:\n    from ._speedups import run\nexcept ImportError:\n    run = len\n",
                **COMPILED,
            },
            "optional",
            id="its absence is expected",
        ),
        pytest.param(
            {
                "fast/__init__.py": "HAS = 0\ntry:\n    import fast._speedups as _s\nexcept ImportError:\n    pass\n"
                "else:\n    HAS = True\nif HAS:\n    from ._speedups import run\nelse:\n    run = len\n",
                **COMPILED,
            },
            "optional",
            id="its absence is remembered in a flag",
        ),
        pytest.param(
            {"fast/__init__.py": "import os\nif os.name:\n    from ._speedups import run\n", **COMPILED},
            "required",
            id="a condition says nothing of its absence",
        ),
        pytest.param(
            {
                "fast/__init__.py": "try:\n    from . import _speedups\nexcept ImportError:\n    _speedups = None\n"
                "from ._speedups import run\n",
                **COMPILED,
            },
            "required",
            id="tried first, then imported plainly",
        ),
    ],
)
def test_a_distribution_needs_its_compiled_modules_unless_their_absence_is_expected(
    tmp_path: Path, files: dict[str, str], expected: str
) -> None:
    assert judged(tmp_path, files) == expected
