"""`--strip`: text that does not run goes; record, lock, notices, `check`, `update`, `verify`, `retrace` know it."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import pytest

from tests.end_to_end.command import World, install, make_world, run, variables, write

if TYPE_CHECKING:
    from pathlib import Path

DEP = '''\
"""Doc.

Copyright somebody.
"""

# One.
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sized


def used(number):
    """Return it."""

    # Two.
    if number > 100:
        raise ValueError(number)
    return number + 1


def cold(number):
    """Never called."""

    # Three.
    found = [one * number for one in range(number)]
    return sum(found)
'''
CLI = "import sys\n\nimport dep\n\n\ndef main():\n    print(dep.used(int(sys.argv[-1])), dep.cold.__name__)\n"
EVERYTHING = ("--strip", "comments,typing", "--strip", "docstrings")
pytestmark = pytest.mark.slow


@pytest.fixture
def world(tmp_path: Path) -> World:
    """A program with a distribution that has text of every kind."""
    made = make_world(tmp_path)
    install(made.site, "dep", {"dep/__init__.py": DEP})
    test = "import dep\n\n\ndef test_it():\n    assert dep.used(1) == 2\n    assert dep.cold(2) == 2\n"
    write(made.project, {"app/cli.py": CLI, "tests/test_app.py": test})
    return made


def start(out: Path, number: int) -> tuple[int, str, str]:
    done = run([sys.executable, "-S", "-m", "app", str(number)], out, variables(PYTHONPATH=str(out)))
    return done.code, done.out, done.err


def update(world: World, out: Path, text: str) -> None:
    """Change the distribution, and bring the result up to it."""
    write(world.site, {"dep/__init__.py": text})
    options = ("--project", world.project, "--search-path", world.site, "--no-cache")
    done = world.run("update", *options, "--result", out)
    assert done.code == 0, done.err


def configure(world: World, text: str) -> None:
    before = (world.project / "pyproject.toml").read_text()
    write(world.project, {"pyproject.toml": f"{before}\n[tool.vendorize]\n{text}\n"})


def test_record_lock_notices_and_check_know_it(world: World) -> None:
    out = world.folder / "out"
    done = world.extract(out, *EVERYTHING)
    assert done.code == 0, done.err
    assert "less by strip" in " ".join(done.out.split())
    text = (out / "dep/__init__.py").read_text()
    assert text.splitlines()[1] == "# Copyright somebody."
    assert not any(word in text for word in ("One", "Two", "Sized", "Return it", "\n\n"))
    (file,) = (one for one in json.loads((out / ".vendorize.json").read_text())["files"] if one["origin"] == "dep")
    assert file["stripped"] == ["comments", "docstrings", "typing"]
    lock = (out / "vendorize.lock").read_text()
    assert 'options = [\n    "strip=comments",\n    "strip=docstrings",\n    "strip=typing",\n]' in lock
    assert 'stripped = [\n    "comments",\n    "docstrings",\n    "typing",\n]' in lock
    assert (
        "but of those that may be read as text: comments, docstrings, typing"
        in (out / "THIRD_PARTY_NOTICES.md").read_text()
    )
    assert world.call("check", "--result", out).code == 0
    assert start(out, 3) == (0, "4 cold\n", "")


def test_retrace_tells_lines_of_the_original(world: World) -> None:
    out = world.folder / "out"
    assert world.extract(out, *EVERYTHING).code == 0
    code, _, failed = start(out, 101)
    line = 1 + DEP.splitlines().index("        raise ValueError(number)")
    assert code == 1
    assert f'dep/__init__.py", line {line}' not in failed
    told = world.run("retrace", "--result", out, write(world.folder, {"log": failed}) / "log")
    assert f'dep/__init__.py", line {line} [dep 1.0], in used' in told.out


def test_verify_and_update_do_it_again(world: World) -> None:
    out = world.folder / "out"
    assert world.extract(out, *EVERYTHING).code == 0
    done = world.call("verify", "--result", out)
    assert done.code == 0, done.out + done.err
    update(world, out, DEP.replace("number + 1", "number + 2"))
    text = (out / "dep/__init__.py").read_text()
    assert "number + 2" in text
    assert "# Two" not in text


def test_configured_for_all_and_for_one(world: World) -> None:
    configure(world, 'strip = ["comments", "docstrings"]\n[tool.vendorize.distribution.dep]\nstrip = ["comments"]')
    out = world.folder / "out"
    assert world.extract(out, layout="package").code == 0
    text = (out / "app/_vendor/dep/__init__.py").read_text()
    assert '"""Return it."""' in text
    assert "# One" not in text
    # What the command line says is for all that say nothing themselves.
    assert world.extract(world.folder / "again", "--strip", "docstrings").code == 0
    assert (world.folder / "again/dep/__init__.py").read_text() == text
    sizes = []
    for more in ((), ("--strip", "comments")):
        done = world.run("image", "plan", *world.arguments("")[1:], "--output-format", "json", *more)
        sizes.append(json.loads(done.out)["shares"][1]["bytes"]["after"])
    assert sizes[0] == sizes[1]


def test_wrong_kinds_are_refused(world: World) -> None:
    done = world.extract(world.folder / "out", "--strip", "comments,names")
    assert (done.code, "'names' is not one of 'comments', 'typing', 'docstrings'" in done.err) == (2, True)
    configure(world, 'strip = ["all"]')
    done = world.extract(world.folder / "out")
    assert (done.code, (world.folder / "out").exists()) == (2, False)
    assert "tool.vendorize.strip[0]" in done.err


@pytest.mark.parametrize("policy", ["load", "deny"])
def test_cold_code_has_none_either(world: World, policy: str) -> None:
    ran = {"dep": {"files": {"dep/__init__.py": ["used", "<module>"]}}}
    trace = {"schema": 1, "kind": "vendorize trace", "distributions": ran}
    write(world.project, {"trace.json": json.dumps(trace)})
    configure(world, f'cold = "{policy}"\ntraces = ["trace.json"]')
    out = world.folder / "out"
    done = world.extract(out, *EVERYTHING)
    assert done.code == 0, done.err
    assert start(out, 3) == (0, "4 cold\n", "")
    text = (out / "dep/__init__.py").read_text()
    assert "Never called" not in text
    assert "sum(found)" not in text
    assert ("\n\n" in text) is (policy == "load")
    line = 1 + text.splitlines().index("def cold(number):")
    assert f'cold-functions = ["cold:{line}"]' in (out / "vendorize.lock").read_text()
    call = "import dep; print(dep.cold(2), dep.cold.__doc__)"
    done = run([sys.executable, "-S", "-c", call], out, variables(PYTHONPATH=str(out)))
    assert (done.out == "2 None\n") is (policy == "load"), done.err
    assert world.call("check", "--result", out).code == 0


def test_in_place_and_back(world: World) -> None:
    done = world.call("extract", "--in-place", *EVERYTHING)
    assert done.code == 0, done.err
    assert "# Two" not in (world.project / "app/_vendor/dep/__init__.py").read_text()
    assert world.call("check").code == 0
    assert world.run("extract", world.project, "--in-place", "--undo").code == 0
    assert (world.project / "app/cli.py").read_text() == CLI


def test_who_reads_what_goes_is_told_once(world: World) -> None:
    reader = "import inspect\n\n\ndef shown(one):\n    return inspect.getdoc(one), inspect.getsource(one)\n"
    install(world.site, "other", {"other.py": reader})
    write(world.project, {"app/cli.py": "import dep\nimport other\n\n\ndef main():\n    other.shown(dep.used)\n"})
    text = (world.project / "pyproject.toml").read_text().replace('["dep"]', '["dep", "other"]')
    write(world.project, {"pyproject.toml": text})
    done = world.extract(world.folder / "out", *EVERYTHING)
    assert done.code == 0, done.err
    said = [line for line in done.err.splitlines() if "warning: other 1.0 reads" in line]
    assert [("other.py:5" in line, "that of other (and 1 more) is" in line) for line in said] == [(True, True)] * 2


@pytest.mark.parametrize(("code", "said"), [("typing.TYPE_CHECKING = True", 1), ("print('TYPE_CHECKING')", 0)])
def test_who_has_what_is_for_types_run_is_told(world: World, code: str, said: int) -> None:
    write(world.project, {"app/cli.py": f"import typing\n{code}\nimport dep\n\n\ndef main():\n    dep.used(1)\n"})
    done = world.extract(world.folder / "out")
    assert done.code == 0, done.err
    assert done.err.count("warning: app/cli.py:2 sets TYPE_CHECKING") == said


def test_none_stands_in_the_place_of_what_is_configured(world: World) -> None:
    out = world.folder / "out"
    assert world.extract(out).code == 0
    plain = (out / "dep/__init__.py").read_text()
    configure(world, 'strip = ["comments", "typing", "docstrings"]')
    done = world.extract(out)
    assert done.code == 0, done.err
    assert "# Three." not in (out / "dep/__init__.py").read_text()

    done = world.extract(out, "--strip", "none")
    assert done.code == 0, done.err
    assert (out / "dep/__init__.py").read_text() == plain
    assert "strip=none" in (out / "vendorize.lock").read_text()
    assert world.call("check", "--result", out).code == 0
    done = world.call("verify", "--result", out)
    assert done.code == 0, done.out + done.err
    update(world, out, DEP.replace("number + 1", "number + 2"))
    assert (out / "dep/__init__.py").read_text() == plain.replace("number + 1", "number + 2")


def test_none_leaves_what_a_distribution_is_configured_to_lose(world: World) -> None:
    configure(world, 'strip = ["docstrings"]\n\n[tool.vendorize.distribution.dep]\nstrip = ["comments"]')
    out = world.folder / "out"
    done = world.extract(out, "--strip", "none")
    assert done.code == 0, done.err
    text = (out / "dep/__init__.py").read_text()
    assert "# Three." not in text
    assert "Never called." in text


def test_none_stands_alone(world: World) -> None:
    done = world.extract(world.folder / "out", "--strip", "none,comments")
    assert done.code == 2
    assert "none stands alone" in " ".join(done.err.split())
