"""Sabotage a given result in every way, and use another as anybody may: `verify --result` notices the one alone."""

from __future__ import annotations

import json
import os
import py_compile
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from tests.attack.series import Attack, Tally, series
from tests.end_to_end.command import World, install, make_world, variables, write

if TYPE_CHECKING:
    from collections.abc import Callable

SABOTAGES: dict[str, Callable[[Path], object]] = {}
USES: dict[str, Callable[[Path], object]] = {}
CORE, DATA, INIT = "dep/core.py", "dep/table.txt", "dep/__init__.py"
INFO = "dep-1.0.dist-info"
TESTS = """\
import unittest
import dep


class Used(unittest.TestCase):
    def test_used(self):
        self.assertEqual((dep.used(20), dep.table()), (42, "table"))
"""


def sabotage(function: Callable[[Path], object]) -> Callable[[Path], object]:
    """Add a function that does harm to the folder of a result."""
    SABOTAGES[function.__name__] = function
    return function


def use(function: Callable[[Path], object]) -> Callable[[Path], object]:
    """Add a function that uses a result without changing what it is."""
    USES[function.__name__] = function
    return function


def changed(out: Path, name: str, change: Callable[[bytes], bytes]) -> None:
    file = out / name
    before = file.read_bytes()
    file.write_bytes(change(before))
    assert file.read_bytes() != before, f"{name} is as before"


def compiled(out: Path, text: str, *, flag: int = 0, name: str = CORE, optimize: int = 0) -> Path:
    """Compile another text as if it were the file's: with the file's time and size, where Python looks."""
    source = out / name
    content, times = source.read_bytes(), (source.stat().st_atime_ns, source.stat().st_mtime_ns)
    source.write_text(text, encoding="utf-8")
    done = Path(str(py_compile.compile(str(source), doraise=True, optimize=optimize)))
    source.write_bytes(content)
    os.utime(source, ns=times)
    header = flag.to_bytes(4, "little")
    if flag == 0:
        stamp = (times[1] // 10**9).to_bytes(4, "little") + len(content).to_bytes(4, "little")
    else:
        stamp = b"\0" * 8
    code = done.read_bytes()
    done.write_bytes(code[:4] + header + stamp + code[16:])
    return done


# -- what is there --------------------------------------------------------------------------------------------------


@sabotage
def module_edited(out: Path) -> None:
    changed(out, CORE, lambda text: text.replace(b"number * 2", b"number * 3"))


@sabotage
def module_truncated(out: Path) -> None:
    changed(out, CORE, lambda text: text[: len(text) // 2])


@sabotage
def module_emptied(out: Path) -> None:
    changed(out, "dep/other.py", lambda _: b"")


@sabotage
def comment_added(out: Path) -> None:
    changed(out, CORE, lambda text: text + b"# nothing\n")


@sabotage
def line_ends_changed(out: Path) -> None:
    changed(out, CORE, lambda text: text.replace(b"\n", b"\r\n"))


@sabotage
def modules_swapped(out: Path) -> None:
    one, other = (out / CORE).read_bytes(), (out / "dep/other.py").read_bytes()
    (out / CORE).write_bytes(other)
    (out / "dep/other.py").write_bytes(one)


@sabotage
def data_changed(out: Path) -> None:
    changed(out, DATA, lambda text: text.swapcase())


@sabotage
def data_removed(out: Path) -> None:
    (out / DATA).unlink()


@sabotage
def package_made_a_namespace(out: Path) -> None:
    (out / "app/__init__.py").unlink()


@sabotage
def support_edited(out: Path) -> None:
    changed(out, "_vendorize_support.py", lambda text: text.replace(b"raise", b"return", 1))


@sabotage
def record_edited(out: Path) -> None:
    changed(out, f"{INFO}/RECORD", lambda text: text.replace(b"dep/other.py", b"dep/later.py"))


@sabotage
def metadata_edited(out: Path) -> None:
    changed(out, f"{INFO}/METADATA", lambda text: text.replace(b"Version: 1.0", b"Version: 1.1"))


@sabotage
def lock_edited(out: Path) -> None:
    changed(out, "vendorize.lock", lambda text: text.replace(b'"1.0"', b'"1.1"'))


@sabotage
def notices_removed(out: Path) -> None:
    (out / "THIRD_PARTY_NOTICES.md").unlink()


@sabotage
def record_of_the_run_emptied(out: Path) -> None:
    content = json.loads((out / ".vendorize.json").read_text(encoding="utf-8"))
    (out / ".vendorize.json").write_text(json.dumps({**content, "files": []}), encoding="utf-8")


@sabotage
def record_of_the_run_truncated(out: Path) -> None:
    changed(out, ".vendorize.json", lambda text: text[: len(text) // 2])


@sabotage
def folder_emptied(out: Path) -> None:
    for file in (out / INFO).iterdir():
        file.unlink()


@sabotage
def case_changed(out: Path) -> None:
    (out / "dep/other.py").rename(out / "dep/Other.py")


# -- what is added --------------------------------------------------------------------------------------------------


@sabotage
def compiled_module_beside_a_source(out: Path) -> None:
    (out / "dep/core.abi3.so").write_bytes(b"\x7fELF")


@sabotage
def module_without_source(out: Path) -> None:
    compiled(out, "x = 1\n").rename(out / "json.pyc")


@sabotage
def source_replaced_by_compiled(out: Path) -> None:
    compiled(out, (out / CORE).read_text(encoding="utf-8")).rename(out / "dep/core.pyc")
    (out / CORE).unlink()


@sabotage
def cache_of_other_code(out: Path) -> None:
    compiled(out, "def used(number):\n    return 42\n")


@sabotage
def cache_of_an_earlier_version(out: Path) -> None:
    compiled(out, (out / CORE).read_text(encoding="utf-8").replace("inner", "outer"))


@sabotage
def cache_that_nobody_checks(out: Path) -> None:
    compiled(out, "def used(number):\n    return 42\n", flag=1)


@sabotage
def cache_for_optimised_runs(out: Path) -> None:
    compiled(out, "def used(number):\n    return 43\n", optimize=2)


@sabotage
def cache_that_is_none(out: Path) -> None:
    compiled(out, "x = 1\n", name="app/cli.py").write_bytes(b"no code at all, but sixteen bytes of it")


@sabotage
def startup_line(out: Path) -> None:
    (out / "extra.pth").write_text("import this\n", encoding="utf-8")


@sabotage
def startup_module(out: Path) -> None:
    (out / "sitecustomize.py").write_text("", encoding="utf-8")


@sabotage
def module_of_the_standard_library(out: Path) -> None:
    write(out, {"json/__init__.py": "def dumps(it):\n    return 'x'\n"})


@sabotage
def data_added(out: Path) -> None:
    (out / "dep/more.txt").write_text("more", encoding="utf-8")


@sabotage
def folder_added(out: Path) -> None:
    (out / "dep/plugins").mkdir()


@sabotage
def entry_points_added(out: Path) -> None:
    (out / INFO / "entry_points.txt").write_text("[pytest11]\nx = dep.core\n", encoding="utf-8")


@sabotage
def distribution_added(out: Path) -> None:
    write(out, {"more-1.0.dist-info/METADATA": "Metadata-Version: 2.1\nName: more\nVersion: 1.0\n"})


# -- what is another kind of thing ----------------------------------------------------------------------------------


@sabotage
def link_to_a_file(out: Path) -> None:
    (out / CORE).rename(out.parent / "moved.py")
    (out / CORE).symlink_to(out.parent / "moved.py")


@sabotage
def link_to_a_folder(out: Path) -> None:
    (out / "dep").rename(out.parent / "moved")
    (out / "dep").symlink_to(out.parent / "moved", target_is_directory=True)


@sabotage
def modes_changed(out: Path) -> None:
    (out / DATA).chmod(0o755)


# -- as anybody may -------------------------------------------------------------------------------------------------


def started(out: Path, *flags: str) -> None:
    env = {name: value for name, value in variables().items() if name != "PYTHONDONTWRITEBYTECODE"}
    command = [sys.executable, *flags, "-m", "app"]
    subprocess.run(command, check=True, cwd=out.parent, env={**env, "PYTHONPATH": str(out)}, capture_output=True)


@use
def nothing(out: Path) -> None:
    assert out.is_dir()


@use
def runs(out: Path) -> None:
    started(out)
    assert list(out.rglob("*.pyc"))


@use
def optimised_runs(out: Path) -> None:
    started(out, "-O")
    started(out, "-OO")


@use
def compiled_whole(out: Path) -> None:
    command = [sys.executable, "-m", "compileall", "-q", "--invalidation-mode", "checked-hash", str(out)]
    subprocess.run(command, check=True)


@use
def copied(out: Path) -> None:
    started(out)
    shutil.copytree(out, out.with_name("copy"), copy_function=shutil.copyfile)
    for path in out.with_name("copy").rglob("*.py"):
        path.chmod((out / ".vendorize.json").stat().st_mode)
    shutil.rmtree(out)
    out.with_name("copy").rename(out)


@use
def modes_for_one_person(out: Path) -> None:
    for path in (out, *out.rglob("*")):
        path.chmod(path.stat().st_mode & 0o700)


@use
def touched(out: Path) -> None:
    started(out)
    for path in out.rglob("*.py"):
        path.touch()


def _world(folder: Path) -> World:
    world = make_world(folder)
    (world.site / "dep-1.0.dist-info/RECORD").unlink()
    text = "from pathlib import Path\n\n\ndef table():\n    return Path(__file__).with_name('table.txt').read_text()\n"
    core = (world.site / "dep/core.py").read_text(encoding="utf-8")
    init = "from dep.core import unused, used\nfrom dep.other import helper\nfrom dep.tables import table\n"
    other = (world.site / "dep/other.py").read_text(encoding="utf-8")
    install(
        world.site,
        "dep",
        {"dep/__init__.py": init, "dep/core.py": core, "dep/other.py": other, "dep/tables.py": text, DATA: "table"},
    )
    program = "import dep\n\n\ndef main():\n    print(dep.used(20), dep.table(), dep.helper())\n"
    write(world.project, {"app/cli.py": program, "test_app.py": TESTS})
    return world


def _verified(world: World, out: Path) -> tuple[int, str]:
    tests = ("python", "-m", "unittest", "-q", "test_app")
    done = world.call("verify", "--result", out, "--", *tests)
    return done.code, done.out + done.err


def _extracted(attack: Attack) -> tuple[World, Path]:
    world = _world(attack.folder)
    done = world.extract(attack.folder / "right")
    assert done.code == 0, done.err
    return world, attack.folder / "right"


@series("sabotages")
def sabotages(attack: Attack) -> Tally:
    """Change a given result in one of many ways: `verify --result` says what is not as extracted."""
    tally = Tally()
    world, right = _extracted(attack)
    names = list(SABOTAGES)
    for index in attack.choose(names):
        out = attack.folder / "out"
        shutil.copytree(right, out)
        SABOTAGES[names[index]](out)
        code, text = _verified(world, out)
        tally.strikes += 1
        if "Traceback" in text:
            tally.find("tracebacks", f"{names[index]}\n{text}")
        elif code == 0 or not ("as extracted" in text or "was not written by vendorize" in text):
            tally.find("wrong", f"{names[index]}: {code}\n{text}")
        shutil.rmtree(attack.folder / "out")
        for moved in attack.folder.glob("moved*"):
            shutil.rmtree(moved) if moved.is_dir() else moved.unlink()
    tally.said = f"{tally.strikes - tally.findings} of {tally.strikes} noticed"
    return tally


@series("uses")
def uses(attack: Attack) -> Tally:
    """Use a given result as anybody may: no false alarm."""
    tally = Tally()
    world, right = _extracted(attack)
    names = list(USES)
    for number in range(min(attack.most, 20)):
        name = names[number % len(names)]
        out = attack.folder / "out"
        shutil.copytree(right, out)
        USES[name](out)
        code, text = _verified(world, out)
        tally.strikes += 1
        if code:
            tally.find("tracebacks" if "Traceback" in text else "wrong", f"{name}: {code}\n{text}")
        shutil.rmtree(out)
    tally.said = f"{tally.findings} false alarms in {tally.strikes} runs"
    return tally
