"""`vendorize.lock`: written with every result, the same everywhere, and true about what was installed."""

from __future__ import annotations

import base64
import hashlib
import tomllib
from typing import TYPE_CHECKING

import pytest

from tests.end_to_end.command import DEPENDENCY, PYPROJECT, World, make_world, snapshot, write

if TYPE_CHECKING:
    from pathlib import Path

ALLOWED = '\n[[tool.vendorize.changed]]\nfile = "dep/c*.py"\nreason = "our patch"\n'
IN_PLACE = ("extract", "--in-place", "--no-smoke")


def lock_of(folder: Path) -> dict[str, object]:
    return tomllib.loads((folder / "vendorize.lock").read_text(encoding="utf-8"))


def record(world: World) -> None:
    """Give every file of the dependency its hash."""
    rows = ""
    for relative, content in DEPENDENCY.items():
        digest = base64.urlsafe_b64encode(hashlib.sha256(content.encode()).digest()).rstrip(b"=").decode()
        rows += f"{relative},sha256={digest},{len(content)}\n"
    for name in ("METADATA", "LICENSE", "RECORD"):
        rows += f"dep-1.0.dist-info/{name},,\n"
    write(world.site, {"dep-1.0.dist-info/RECORD": rows})


@pytest.mark.slow
@pytest.mark.parametrize("layout", ["package", "site"])
def test_the_lock_lies_in_the_result_with_a_hash_of_each_written_file(world: World, layout: str) -> None:
    out = world.folder / "out"
    assert world.extract(out, "--no-smoke", layout=layout).code == 0
    lock = lock_of(out)
    (dep,) = lock["distribution"]  # type: ignore[misc]
    files = {one["path"]: one for one in (*dep["files"], *lock["project"]["files"])}
    for path, one in files.items():
        assert hashlib.sha256((out / path).read_bytes()).hexdigest() == one["sha256"]
    (core,) = (one for one in files.values() if one.get("source") == "dep/core.py")
    assert core["source-sha256"] == hashlib.sha256(DEPENDENCY["dep/core.py"].encode()).hexdigest()
    assert (dep["version"], dep["licenses"]) == ("1.0", ["MIT"])
    assert len(dep["license-files"]) == 1


@pytest.mark.slow
def test_elsewhere_the_same_inputs_give_the_same_bytes(tmp_path: Path) -> None:
    locks = []
    for name in ("here", "a much longer place"):
        world = make_world(tmp_path / name)
        assert world.extract(world.folder / "out", "--no-smoke", layout="package").code == 0
        locks.append((world.folder / "out/vendorize.lock").read_bytes())
        assert world.call(*IN_PLACE).code == 0
        locks.append((world.project / "vendorize.lock").read_bytes())
    # In place, data of the project go on changing, and are not listed.
    assert locks[:2] == locks[2:]


@pytest.mark.slow
def test_in_place_the_lock_comes_and_goes_with_the_change(world: World) -> None:
    before = snapshot(world.project)
    assert world.call(*IN_PLACE).code == 0
    assert lock_of(world.project)["home"] == "app/_vendor"
    assert world.call("extract", "--in-place", "--undo").code == 0
    assert snapshot(world.project) == before


@pytest.mark.slow
def test_a_file_of_the_user_with_that_name_is_not_lost(world: World) -> None:
    write(world.project, {"vendorize.lock": "mine\n"})
    for arguments in (IN_PLACE, ("extract", "--out", world.folder / "out", "--no-smoke")):
        done = world.call(*arguments)
        assert done.code == 2
        assert "rename it" in done.err
    assert (world.project / "vendorize.lock").read_text(encoding="utf-8") == "mine\n"


@pytest.mark.slow
def test_a_file_that_was_changed_after_installation_stops_the_extraction_by_name(world: World) -> None:
    record(world)
    out = world.folder / "out"
    assert world.extract(out, "--no-smoke").code == 0
    before = snapshot(out)
    write(world.site, {"dep/core.py": DEPENDENCY["dep/core.py"] + "# patched\n"})
    for arguments in (("--out", out, "--layout", "site"), ("--in-place",), ("--dry-run",)):
        done = world.call("extract", "--no-smoke", *arguments)
        assert done.code == 2
        assert "VZ806" in done.err
        assert str(world.site / "dep/core.py") in done.err
    assert snapshot(out) == before


@pytest.mark.slow
def test_a_rule_of_the_configuration_allows_a_change_and_the_lock_says_so(world: World) -> None:
    record(world)
    write(
        world.project,
        {"pyproject.toml": PYPROJECT + ALLOWED},
    )
    write(world.site, {"dep/core.py": DEPENDENCY["dep/core.py"] + "# patched\n"})
    assert world.extract(world.folder / "out", "--no-smoke").code == 0
    assert lock_of(world.folder / "out")["changed"] == [
        {"distribution": "dep", "path": "dep/core.py", "reason": "our patch"}
    ]


@pytest.mark.slow
def test_verify_accepts_a_result_with_its_lock(world: World) -> None:
    assert world.extract(world.folder / "out").code == 0
    done = world.call("verify", "--result", world.folder / "out", "--", "python", "-m", "app")
    assert (done.code, "vendorize.lock" in done.out) == (0, False)


@pytest.mark.slow
def test_a_script_in_place_has_a_lock_of_its_own(world: World) -> None:
    scripts = write(world.folder / "scripts", {"tool.py": "import dep\n\nprint(dep.used(20))\n"})
    done = world.run("extract", scripts / "tool.py", "--search-path", world.site, "--no-cache", "--in-place")
    assert (done.code, done.err) == (0, "")
    assert (scripts / "tool.py.vendorize.lock").is_file()
