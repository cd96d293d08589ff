"""Kill one of two processes that use one cache, and flip bits in it: the answer is the same, or is found anew."""

from __future__ import annotations

import json
import signal
import subprocess
import time
from typing import TYPE_CHECKING, Any

from tests.attack.series import Attack, Tally, series
from tests.end_to_end.command import World, command_line, install, make_world, variables, write

if TYPE_CHECKING:
    from pathlib import Path

MODULES = 30
SECONDS = 60
FLIPS = 8
"""Bits that are flipped at once: most of a file is not looked at."""


def _world(folder: Path) -> World:
    """Return a program whose dependency has modules that differ in nothing but what they need."""
    world = make_world(folder)
    names = [f"m{number}" for number in range(MODULES)]
    files = {f"dep/{name}.py": f"def f():\n    return g()\n\n\ndef g():\n    return {name!r}\n" for name in names}
    used = "".join(f"from dep.{name} import f as {name}\n" for name in names)
    called = "".join(f"    {name}()\n" for name in names)
    write(world.project, {"app/cli.py": f"{used}\n\ndef main():\n{called}"})
    install(world.site, "dep", {"dep/__init__.py": "", **files})
    return world


def _start(world: World, cache: Path) -> subprocess.Popen[str]:
    arguments = ("analyze", world.project, "--search-path", world.site, "--cache-dir", cache, "--kept-symbols")
    return subprocess.Popen(
        command_line(*arguments, "--jobs", "1", "--output-format", "json"),
        cwd=world.folder,
        env=variables(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )


def _answer(text: str) -> dict[str, Any]:
    """Return what must be the same in every run."""
    answer = json.loads(text)
    return {key: value for key, value in answer.items() if key not in {"seconds", "files"}}


def _judge(process: subprocess.Popen[str], right: dict[str, Any], tally: Tally, what: str) -> None:
    try:
        out, err = process.communicate(timeout=SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        tally.find("hangs", what)
        return
    if process.returncode == -signal.SIGKILL:
        tally.strikes += 1
    elif process.returncode != 0 or "Traceback" in err:
        tally.find("tracebacks" if "Traceback" in err else "wrong", f"{what}: {process.returncode}\n{err}")
    elif _answer(out) != right:
        tally.find("wrong", f"{what}: another answer")


@series("cache-of-two")
def cache_of_two(attack: Attack) -> Tally:
    """Kill one of two processes on one cache at any moment of its life: the other one and the next give the answer."""
    tally = Tally()
    world = _world(attack.folder)
    began = time.perf_counter()
    out, _ = _start(world, attack.folder / "reference").communicate(timeout=SECONDS)
    whole, right, random = time.perf_counter() - began, _answer(out), attack.random()
    for number in range(attack.most):
        # Now and then a new one, so that tables are made, and summaries written, under fire.
        cache = attack.folder / f"cache{number // 4}"
        victim, other = _start(world, cache), _start(world, cache)
        # Imports take a third of the time, and nothing happens to the cache then; the first strike hits even where the
        # measured time was that of a busy moment.
        time.sleep(whole * (random.uniform(0.3, 2.0) if number else 0.15))
        victim.kill()
        for process, name in ((victim, "victim"), (other, "other"), (_start(world, cache), "next")):
            _judge(process, right, tally, f"{name} {number}")
    return tally


@series("cache-bits")
def cache_bits(attack: Attack) -> Tally:
    """Flip bits in the file of the cache: a wrong answer is impossible."""
    from tests.attack.victim import run  # noqa: PLC0415 - loads the whole tool

    tally = Tally()
    world = _world(attack.folder)
    cache, answer = attack.folder / "cache", attack.folder / "answer.json"
    arguments = ["analyze", world.project, "--search-path", world.site, "--cache-dir", cache, "--jobs", "1"]
    arguments += ["--kept-symbols", "--output-format", "json", "--output", answer]
    run(arguments, world.folder, scope=[])
    right = _answer(answer.read_text(encoding="utf-8"))
    (file,) = cache.glob("*.sqlite")
    whole, random = file.read_bytes(), attack.random()
    for number in range(attack.most):
        broken = bytearray(whole)
        for _ in range(FLIPS):
            broken[random.randrange(len(broken))] ^= 1 << random.randrange(8)
        for path in cache.iterdir():
            path.unlink()
        file.write_bytes(broken)
        answer.unlink(missing_ok=True)
        ended = run(arguments, world.folder, scope=[])
        tally.strikes += 1
        if ended.has_traceback:
            tally.find("tracebacks", f"flip {number}\n{ended.text}")
        elif ended.hung:
            tally.find("hangs", f"flip {number}")
        elif ended.code or _answer(answer.read_text(encoding="utf-8")) != right:
            tally.find("wrong", f"flip {number}: {ended}")
    return tally
