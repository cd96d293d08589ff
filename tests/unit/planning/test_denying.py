"""Compiled modules and whole distributions under a trace: what is denied, what comes with what, and what stays."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.unit.planning.elves import elf
from tests.unit.planning.test_libraries import LIBS, PYTHON, TAGGED, fast
from tests.unit.runtime.cold_programs import run
from tests.unit.test_staying import look
from vendorize import workflow
from vendorize.model.cold import Cold, Temperature
from vendorize.model.executed import MODULE, OPENED, Executed, ExecutedCode
from vendorize.model.request import Request
from vendorize.model.settings import DataRules
from vendorize.planning import plan, with_data_rules, with_denied, with_fates, with_staying_cold, without_cold_compiled
from vendorize.planning.hazards import hazards_of
from vendorize_analysis.model.options import AnalysisOptions

if TYPE_CHECKING:
    from pathlib import Path

    from vendorize.model.plan import DistributionPlan

MAIN = "import fast\nfast.more\n"
LIBRARY = elf("libm-1.so", rpath=LIBS, text=PYTHON)
PLAIN = elf(text=PYTHON)
CODE = "def more():\n    from fast import _more\n    return _more\nfrom fast import _core\n"
CORE, MORE = f"fast/_core{TAGGED}", f"fast/_more{TAGGED}"


def ran(*files: str, name: str = MODULE, complete: bool = True) -> Executed:
    code = frozenset(ExecutedCode("fast", file, name) for file in ("fast/__init__.py", *files))
    return Executed(code, complete=complete)


def program(more: bytes = LIBRARY, core: bytes = PLAIN) -> dict[str, bytes | str]:
    files = fast(core, CODE, **{"libm-1_so": elf()})
    files["main.py"] = MAIN
    files[f"site/{MORE}"] = more
    files["site/fast-1.dist-info/RECORD"] = f"{files['site/fast-1.dist-info/RECORD']!s}{MORE},,\n"
    return files


def denied(  # noqa: PLR0913 - a test says one of these at a time
    folder: Path,
    files: dict[str, bytes | str],
    executed: Executed,
    *keep: str,
    policy: str = "deny",
    rule: str = "",
    drop: tuple[str, ...] = (),
    external: frozenset[str] = frozenset(),
) -> DistributionPlan:
    """Return what is planned for `fast`; `keep` and `drop` are patterns for files, `rule` is a symbol that is kept."""
    analysis = look(folder, files, on_path=True)
    temperature = Temperature(Cold(policy), executed, kept=(rule,) if rule else ())  # type: ignore[arg-type]
    found = with_staying_cold(plan(analysis, layout="site"), analysis, temperature, external)
    found = without_cold_compiled(found, temperature, analysis.environment, keep)
    found = with_fates(found, temperature, analysis.environment.interpreter)
    found = with_denied(with_data_rules(analysis, found, DataRules(keep=keep, drop=drop)))
    (one,) = (each for each in found.distributions if each.key == "fast")
    assert "VZ602" not in {each.code for each in hazards_of(analysis, one, None)}  # no fallback takes its place
    return one


def left(one: DistributionPlan) -> set[str]:
    return {file.relative for file in one.data}


def test_what_no_run_loaded_goes_with_the_libraries_that_only_it_loads(tmp_path: Path) -> None:
    pytest.importorskip("elftools")
    one = denied(tmp_path, program(), ran(CORE))
    assert left(one) == {CORE}
    assert [(each.name, each.stub) for each in one.denied] == [("fast._more", "fast/_more.py")]
    assert {(each.relative, each.kind) for each in one.dropped} == {
        (MORE, "cold compiled modules"),
        ("fast.libs/libm-1.so", "unloaded libraries"),
    }


@pytest.mark.parametrize(
    "case",
    [
        {"executed": ran(CORE, MORE)},
        {"executed": ran(CORE, "fast/_more.cpython-39-darwin.so")},  # a trace of another machine
        {"executed": ran(CORE, complete=False)},
        {"executed": ran(CORE), "policy": "load"},
        {"executed": ran(CORE), "policy": "warn"},
        {"executed": ran(CORE), "rule": "fast._more"},
        {"executed": ran(CORE), "rule": "fast.*"},
    ],
    ids=["loaded", "another machine", "old trace", "load", "warn", "kept", "kept with others"],
)
def test_it_stays_where(tmp_path: Path, case: dict[str, object]) -> None:
    one = denied(tmp_path, program(), **case)  # type: ignore[arg-type]
    assert MORE in left(one)
    assert not one.denied


def test_a_rule_for_files_keeps_it(tmp_path: Path) -> None:
    one = denied(tmp_path, program(), ran(CORE), "fast/_more.*")
    assert MORE in left(one)
    assert not one.denied


def test_what_is_loaded_keeps_what_it_loads_a_module_too(tmp_path: Path) -> None:
    pytest.importorskip("elftools")
    core = elf(f"_more{TAGGED}", rpath="$ORIGIN", text=PYTHON)
    one = denied(tmp_path, program(core=core), ran(CORE))
    assert left(one) == {CORE, MORE, "fast.libs/libm-1.so"}
    assert not one.denied


@pytest.mark.parametrize(
    ("started", "stays"),
    [
        ("import subprocess, sys\nsubprocess.run([sys.executable, input()])\n", False),  # a script is Python
        ("import runpy, sys\nrunpy.run_path(sys.argv[1])\n", True),  # as loaders of files, that of modules too
    ],
    ids=["script", "file"],
)
def test_a_script_that_is_started_is_no_compiled_module(tmp_path: Path, started: str, *, stays: bool) -> None:
    pytest.importorskip("elftools")
    files, free = program(), "fast/_more.abi3.so"
    files["main.py"] = MAIN + started
    files[f"site/{free}"] = files.pop(f"site/{MORE}")
    files["site/fast-1.dist-info/RECORD"] = str(files["site/fast-1.dist-info/RECORD"]).replace(MORE, free)
    one = denied(tmp_path, files, ran(CORE))
    assert (free in left(one)) is stays
    assert bool(one.denied) is not stays


def unread() -> dict[str, bytes | str]:
    """Return a program with a compiled module of which nobody knows what it may ask for."""
    files = program(more=b"no ELF file at all")
    files["site/fast/spare.py"] = "x = 1\n"
    files["site/fast/data.txt"] = "data"
    record = str(files["site/fast-1.dist-info/RECORD"])
    files["site/fast-1.dist-info/RECORD"] = f"{record}fast/spare.py,,\nfast/data.txt,,\n"
    return files


def test_a_distribution_that_would_stay_as_installed_has_cold_modules_in_it(tmp_path: Path) -> None:
    files = unread()
    one = denied(tmp_path, files, ran(CORE, MORE), policy="load")
    assert (one.verdict, one.whole) == ("extract", True)
    assert {module.name: module.cold_whole for module in one.modules} == {"fast": False, "fast.spare": True}
    assert {CORE, MORE, "fast/data.txt", "fast.libs/libm-1.so"} <= left(one)


def test_a_rule_takes_modules_of_it_out(tmp_path: Path) -> None:
    one = denied(tmp_path, unread(), ran(CORE, MORE), policy="load", drop=("fast/spa*",))
    assert {module.name for module in one.modules} == {"fast"}
    assert [(file.relative, file.kind) for file in one.dropped] == [("fast/spare.py", "data.drop")]


@pytest.mark.parametrize(
    "case",
    [{"external": frozenset({"fast"})}, {"policy": "drop"}],
    ids=["the user wants it", "nothing of it is cold"],
)
def test_it_is_left_alone_where(tmp_path: Path, case: dict[str, object]) -> None:
    one = denied(tmp_path, unread(), ran(), **{"policy": "load", **case})  # type: ignore[arg-type]
    assert (one.verdict, one.whole, one.modules) == ("external", False, ())


def test_what_may_be_run_by_its_path_is_denied_unless_a_run_opened_it(tmp_path: Path) -> None:
    reads = "import os\ndef more():\n    return os.path.join(os.path.dirname(__file__), 'tools')\n"
    files: dict[str, bytes | str] = {
        "main.py": MAIN,
        "site/fast/__init__.py": reads,
        "site/fast/tools/__init__.py": "x = 1\n",
        "site/fast/tools/work.py": "x = 1\n",
        "site/fast-1.dist-info/METADATA": "Metadata-Version: 2.1\nName: fast\nVersion: 1\n",
    }
    record = "".join(f"{name.removeprefix('site/')},,\n" for name in files if name.endswith(".py"))
    files["site/fast-1.dist-info/RECORD"] = record.replace("main.py,,\n", "")

    def cold(executed: Executed, policy: str) -> set[str]:
        one = denied(tmp_path, files, executed, policy=policy)
        return {module.name for module in one.modules if module.cold_whole}

    both = {"fast.tools", "fast.tools.work"}
    assert cold(ran(), "load") == set()
    assert cold(ran(complete=False), "deny") == set()
    assert cold(ran(), "deny") == both
    opened = ran() | Executed(frozenset({ExecutedCode("fast", "fast/tools/work.py", OPENED)}))
    assert cold(opened, "deny") == {"fast.tools"}


@pytest.mark.parametrize(
    "source", ["", "def one():\n    def inner(): pass\n    return inner\none()\n"], ids=["compiled", "both"]
)
def test_who_imports_a_denied_one_is_told_and_the_lock_says_so(tmp_path: Path, source: str) -> None:
    files = fast(elf(text=PYTHON), "def more():\n    from fast import _core\n    return _core\n")
    head = "# /// script\n# dependencies = ['fast']\n# ///\n"
    files["main.py"] = f"{head}import fast\nimport sys\nexec(sys.argv[1])\nfast.more\n"
    files["trace.json"] = (
        '{"schema": 1, "kind": "vendorize trace", "complete": true, "distributions":'
        ' {"fast": {"files": {"fast/__init__.py": ["<module>", "more"]}}}}'
    )
    files["vz.toml"] = 'cold = "deny"\ntraces = ["trace.json"]\n'
    if source:
        files["site/fast/_core.py"] = source
        files["site/fast-1.dist-info/RECORD"] = f"{files['site/fast-1.dist-info/RECORD']!s}fast/_core.py,,\n"
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    options = AnalysisOptions(search_path=(tmp_path / "site",), use_cache=False, jobs=1)
    request = Request(tmp_path / "main.py", options, layout="site", config=tmp_path / "vz.toml")
    (about,) = workflow.extract(request, out=tmp_path / "out", smoke=False).cold
    assert (about.functions, about.defined, about.hot) == ((1, 2, 1) if source else (0, 0, 1))
    out = tmp_path / "out"
    assert not list(out.glob("fast/*.so"))
    code = "try: fast.more()\nexcept ImportError: print('silent')\nexcept Exception: print('silent')"
    done = run(code, out / "main.py")
    assert "silent" not in done.stdout
    assert "uses fast._core, which is cold, and this result denies cold code" in done.stderr
    assert '[[tool.vendorize.keep]] symbol = "fast._core"' in done.stderr
    lock = (out / "vendorize.lock").read_text()
    assert ("fast/_core.py" if source else f"fast/_core{TAGGED}") in lock
    assert run("print(1)", out / "main.py").stdout == "1\n"
