"""Whatever happens while a result is written: what was there before is there afterwards."""

from __future__ import annotations

import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from tests.end_to_end.command import (
    PROGRAM,
    SECONDS,
    Done,
    World,
    command_line,
    contents,
    install,
    make_world,
    run,
    snapshot,
    variables,
    write,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals, limits and mounts of POSIX")

LAYOUTS = ["site", "package"]
DELAYS = 6
"""Moments at which a run is stopped."""


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


@pytest.fixture
def large(tmp_path: Path) -> World:
    """A dependency of many modules, so that writing takes a while."""
    world = make_world(tmp_path)
    modules = {f"dep/m{number}.py": f"def f():\n    return {number}\n" * 40 for number in range(50)}
    top = "".join(f"from dep.m{number} import f as f{number}\n" for number in range(50))
    core = "def used(number):\n    return number + 22\n"
    install(world.site, "dep", {"dep/__init__.py": f"from dep.core import used\n{top}", "dep/core.py": core, **modules})
    return world


# -- what is in the way ---------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("force", [(), ("--force",)])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_folder_that_holds_other_things_is_never_replaced(world: World, layout: str, force: tuple[str, ...]) -> None:
    write(world.folder, {"out/thesis.txt": "the only copy"})
    before = snapshot(world.folder)
    done = world.extract("out", *force, layout=layout)
    assert (done.code, "did not write it" in done.err, "hint: " in done.err) == (2, True, True)
    assert snapshot(world.folder) == before


@pytest.mark.slow
def test_an_empty_folder_is_used(world: World) -> None:
    (world.folder / "out").mkdir()
    assert world.extract("out").code == 0


@pytest.mark.slow
@pytest.mark.parametrize("change", ["dep/core.py", "notes.txt"])
@pytest.mark.parametrize("layout", ["site", pytest.param("package", marks=pytest.mark.release)])
def test_a_result_that_somebody_changed_is_replaced_only_by_force(world: World, layout: str, change: str) -> None:
    world.extract("out", layout=layout)
    fresh = contents(world.folder / "out")
    place = next((world.folder / "out").rglob("core.py")).relative_to(world.folder) if "core" in change else None
    write(world.folder, {str(place or f"out/{change}"): "my own work\n"})
    before = snapshot(world.folder)
    done = world.extract("out", layout=layout)
    assert (done.code, change in done.err, "--force" in done.err) == (2, True, True)
    assert snapshot(world.folder) == before
    assert world.extract("out", "--force", layout=layout).code == 0
    assert contents(world.folder / "out") == fresh


@pytest.mark.slow
def test_compiled_modules_in_a_result_are_no_change(world: World) -> None:
    world.extract("out")
    run([sys.executable, "-m", "compileall", "-q", "out"], world.folder, variables())
    assert any(path.suffix == ".pyc" for path in (world.folder / "out").rglob("*"))
    assert world.extract("out").code == 0


@pytest.mark.slow
@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("out", [".", "project", "project/app", "installed", "project/pyproject.toml"])
def test_sources_are_never_the_output_folder(world: World, out: str, layout: str) -> None:
    before = snapshot(world.folder)
    done = world.extract(out, "--force", layout=layout)
    assert (done.code, "Traceback" in done.err) == (2, False)
    assert snapshot(world.folder) == before


@pytest.mark.slow
def test_a_result_inside_the_project_does_not_become_part_of_the_next_one(world: World) -> None:
    out = world.project / "build/app"
    world.extract(out, layout="package")
    first = contents(out)
    world.extract(out, layout="package")
    assert contents(out) == first
    world.extract(world.folder / "other", layout="package")
    assert contents(world.folder / "other") == first


@pytest.mark.slow
@pytest.mark.parametrize("option", ["--dry-run", "--diff"])
@pytest.mark.parametrize("where", [("--out", "out"), ("--in-place",), ()])
def test_a_trial_writes_nothing(world: World, option: str, where: tuple[str, ...]) -> None:
    before = snapshot(world.folder)
    done = world.call("extract", option, *where)
    assert done.code == 0, done.err
    assert snapshot(world.folder) == before
    if option == "--diff":
        assert "-def unused(number):" in done.out
        assert "+++ b/app/_vendor/dep/core.py" in done.out
    else:
        assert "Would write" in done.out


# -- interrupts -----------------------------------------------------------------------------------------------------


def stopped(world: World, arguments: list[object], seconds: float, number: int) -> Done:
    """Start a run, send it a signal after a while, and give how it ended."""
    with subprocess.Popen(
        command_line(*arguments),
        cwd=world.folder,
        env=variables(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    ) as process:
        time.sleep(seconds)
        process.send_signal(number)
        out, err = process.communicate(timeout=SECONDS)
    return Done(process.returncode, out, err)


def moments(world: World, arguments: list[object]) -> Iterator[float]:
    """Yield moments from the start of a run to its end."""
    began = time.perf_counter()
    done = run(command_line(*arguments), world.folder, variables())
    whole = time.perf_counter() - began
    assert done.code == 0, done.err
    yield from (whole * (step + 1) / DELAYS for step in range(DELAYS))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("number", "layout"),
    [
        (signal.SIGINT, "site"),
        pytest.param(signal.SIGINT, "package", marks=pytest.mark.release),
        pytest.param(signal.SIGKILL, "site", marks=pytest.mark.release),
        (signal.SIGKILL, "package"),
    ],
)
def test_a_run_that_is_stopped_leaves_the_old_result_or_the_new_one(
    large: World, layout: str, number: signal.Signals
) -> None:
    out = large.folder / "out"
    large.extract("out", layout=layout)
    old = contents(out)
    write(large.project, {"app/cli.py": f"{PROGRAM['app/cli.py']}\n# a later version\n"})
    arguments = large.arguments("extract", "--out", "out", "--layout", layout)
    delays = list(moments(large, large.arguments("extract", "--out", "new", "--layout", layout)))
    new = contents(large.folder / "new")
    shutil.rmtree(large.folder / "new")
    assert old != new
    before = names(large.folder)
    for delay in delays:
        done = stopped(large, arguments, delay, number)
        assert "internal error" not in done.err
        if number == signal.SIGINT:
            assert names(large.folder) == before
            assert done.code in {0, 2, -signal.SIGINT}
        if not out.exists():
            # Killed between the two renames: the next run finds the old one.
            assert large.extract("out", layout=layout).code == 0
        assert contents(out) in (old, new)
        if contents(out) == new:
            shutil.rmtree(out)
            write(out, old)
    assert large.extract("out", layout=layout).code == 0
    assert contents(out) == new


@pytest.mark.slow
def test_an_interrupted_change_in_place_leaves_the_project_as_it_was_or_changed_as_a_whole(large: World) -> None:
    old = contents(large.project)
    copy = large.folder / "copy"
    shutil.copytree(large.project, copy)
    World(large.folder, copy, large.site).call("extract", "--in-place")
    new = contents(copy)
    shutil.rmtree(copy)
    assert old != new
    arguments = large.arguments("extract", "--in-place")
    for delay in moments(large, large.arguments("extract", "--dry-run")):
        stopped(large, arguments, delay, signal.SIGINT)
        found = contents(large.project)
        assert found in (old, new)
        if found == new:
            shutil.rmtree(large.project)
            write(large.project, old)


@pytest.mark.slow
def test_an_interrupted_verification_leaves_nothing_behind(world: World) -> None:
    write(world.project, {"check.py": "import time\nimport app.cli\n\ntime.sleep(30)\n"})
    (temporary := world.folder / "temporary").mkdir()
    before = snapshot(world.folder)
    arguments = command_line(*world.arguments("verify", "--", "python", "check.py"))
    env = variables(TMPDIR=str(temporary))
    with subprocess.Popen(arguments, cwd=world.folder, env=env, stderr=subprocess.PIPE) as process:
        deadline = time.monotonic() + SECONDS
        while not list(temporary.glob("*/one/project/check.py")) and time.monotonic() < deadline:
            time.sleep(0.05)
        time.sleep(0.5)
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=10)
    assert process.returncode in {2, -signal.SIGINT}
    assert snapshot(world.folder) == before


# -- disks ----------------------------------------------------------------------------------------------------------


@contextmanager
def mounted(folder: Path, options: str) -> Iterator[None]:
    """Mount a small file system of its own, where that is allowed."""
    folder.mkdir(exist_ok=True)
    mount, umount = shutil.which("mount"), shutil.which("umount")
    if mount is None or umount is None or os.geteuid() != 0:
        pytest.skip("only root can mount a small file system")
    command = [mount, "-t", "tmpfs", "-o", options, "tmpfs", str(folder)]
    if subprocess.run(command, check=False, capture_output=True).returncode:
        pytest.skip("this machine lets nobody mount")
    try:
        yield
    finally:
        subprocess.run([umount, "-l", str(folder)], check=False, capture_output=True)


@pytest.mark.slow
@pytest.mark.parametrize("layout", ["site", pytest.param("package", marks=pytest.mark.release)])
def test_a_full_disk_is_reported_and_the_old_result_stays(large: World, layout: str) -> None:
    disk = large.folder / "disk"
    with mounted(disk, "size=400k"):
        small = make_world(large.folder / "small")
        assert small.extract(disk / "out", layout=layout).code == 0
        old, before = contents(disk / "out"), names(disk)
        write(disk, {"filler": b"x" * 250_000})
        done = large.extract(disk / "out", layout=layout)
        assert (done.code, "No space left" in done.err, "hint: free some space" in done.err) == (2, True, True)
        assert contents(disk / "out") == old
        assert names(disk) == before | {"filler"}


@pytest.mark.slow
def test_a_read_only_disk_is_reported(world: World) -> None:
    disk = world.folder / "disk"
    with mounted(disk, "size=400k"):
        world.extract(disk / "out")
        old = contents(disk / "out")
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)  # noqa: S607 - only root comes here
        for out in (disk / "out", disk / "new/below"):
            done = world.extract(out)
            assert (done.code, "Read-only file system" in done.err, "hint: " in done.err) == (2, True, True)
        assert (contents(disk / "out"), names(disk)) == (old, {"out"})


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written_is_reported(world: World) -> None:
    (folder := world.folder / "locked").mkdir(mode=0o500)
    done = world.extract(folder / "out")
    assert (done.code, "Permission denied" in done.err, "hint: " in done.err) == (2, True, True)
    assert not names(folder)


@pytest.mark.slow
def test_a_limit_on_the_size_of_files_is_reported_and_the_old_result_stays(large: World) -> None:
    large.extract("out")
    old, before = contents(large.folder / "out"), names(large.folder)
    write(large.project, {"app/table.py": f"DATA = {'x' * 200_000!r}\n"})
    done = subprocess.run(
        command_line(*large.arguments("extract", "--out", "out", "--layout", "site")),
        cwd=large.folder,
        env=variables(),
        capture_output=True,
        encoding="utf-8",
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000)),
    )
    assert (done.returncode, "File too large" in done.stderr) == (2, True)
    assert (contents(large.folder / "out"), names(large.folder)) == (old, before)


@pytest.mark.slow
@pytest.mark.parametrize("content", [b"not a database", b""])
def test_a_broken_cache_costs_nothing(world: World, content: bytes) -> None:
    arguments = ["analyze", world.project, "--search-path", world.site, "--cache-dir", world.folder / "cache"]
    first = world.run(*arguments, "--output-format", "json")
    assert first.code == 0
    for path in (world.folder / "cache").iterdir():
        path.write_bytes(content)
    again = world.run(*arguments)
    assert (again.code, again.err) == (0, "")


@pytest.mark.slow
def test_a_cache_that_cannot_be_written_is_done_without(world: World) -> None:
    (world.folder / "cache").write_text("a file", encoding="utf-8")
    done = world.run("analyze", world.project, "--search-path", world.site, XDG_CACHE_HOME=str(world.folder / "cache"))
    assert (done.code, done.err) == (0, "")
