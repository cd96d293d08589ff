"""Container images: what a plan says, what a build writes, and that it runs."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.end_to_end.command import install, write
from tests.schemas import conform
from tests.unit.image.layouts import ReadImage, elf, read_image

if TYPE_CHECKING:
    from pathlib import Path

    from tests.end_to_end.command import Done, World

PYTHON = f"python{sys.version_info.major}.{sys.version_info.minor}"


@pytest.fixture
def base(world: World) -> Path:
    """Return a root file system with a Python that is none, and nothing else."""
    root = write(
        world.folder / "rootfs",
        {f"usr/bin/{PYTHON}": elf(), "etc/os-release": "ID=none\n", f"usr/lib/{PYTHON}/os.py": "#\n"},
    )
    (root / "usr/bin" / PYTHON).chmod(0o755)
    (root / "bin").symlink_to("usr/bin")
    (root / "usr/bin/python3").symlink_to(PYTHON)
    return root


def build(world: World, base: Path, *more: object, out: str = "image", **env: str) -> Done:
    arguments = [
        "image",
        "build",
        world.project,
        "--search-path",
        world.site,
        "--base",
        base,
        "--out",
        world.folder / out,
    ]
    return world.run(*arguments, "--no-cache", *more, **env)


def built(world: World, base: Path, *more: object, out: str = "image", **env: str) -> ReadImage:
    done = build(world, base, *more, out=out, **env)
    assert done.code == 0, done.err
    return read_image(world.folder / out)


def refused(done: Done, *words: str) -> None:
    assert done.code == 2, done.out + done.err
    assert "Traceback" not in done.err
    for word in (*words, "hint: "):
        assert word in done.err


@pytest.mark.slow
def test_a_plan_says_what_is_in_the_layers_before_and_after(world: World, base: Path) -> None:
    done = world.run(
        "image", "plan", world.project, "--search-path", world.site, "--base", base, "--output-format", "json"
    )
    assert done.code == 0, done.err
    plan = json.loads(done.out)
    conform("image-plan", plan)
    assert [one["name"] for one in plan["shares"]] == ["base", "interpreter", "dependencies", "program"]
    assert plan["shares"][1]["files"] == {"total": 2, "after": 2}
    assert [one["name"] for one in plan["layers"]] == ["vendored", "program"]
    (dependency,) = plan["distributions"]
    assert dependency["name"] == "dep"
    installed = [path.stat().st_size for path in world.site.rglob("*") if path.is_file()]
    assert (dependency["files"]["total"], dependency["bytes"]["total"]) == (len(installed), sum(installed))
    assert dependency["bytes"]["after"] < plan["layers"][0]["bytes"]
    assert plan["totals"]["bytes"]["after"] == sum(one["bytes"]["after"] for one in plan["shares"])


@pytest.mark.slow
def test_a_plan_in_text_writes_nothing(world: World) -> None:
    before = sorted(world.folder.rglob("*"))
    done = world.run("image", "plan", world.project, "--search-path", world.site, "--no-cache")
    assert done.code == 0, done.err
    assert "dependencies" in done.out
    assert "vendored" in done.out
    assert sorted(world.folder.rglob("*")) == before


@pytest.mark.slow
def test_an_image_is_as_the_specification_says_runs_and_is_the_same_each_time(world: World, base: Path) -> None:
    image = built(world, base)
    assert image.config["config"]["Entrypoint"] == [f"/usr/bin/{PYTHON}", "/app/bin/app"]
    named = [one["annotations"]["vendorize.layer"] for one in image.manifest["layers"]]
    assert named == ["base", "vendored", "program"]
    root = image.unpack(world.folder / "unpacked")
    assert (root / "usr/bin/python3").readlink().as_posix() == PYTHON
    env = {"PYTHONPATH": str(root / "app"), "PATH": os.environ["PATH"]}
    done = subprocess.run([sys.executable, "-S", root / "app/bin/app"], env=env, capture_output=True, check=False)
    assert done.stdout == b"42\n", done.stderr
    for path in (*base.rglob("*"), *world.site.rglob("*"), *world.project.rglob("*")):
        os.utime(path, (1, 1), follow_symlinks=False)
    built(world, base, out="two")
    one, two = (tree(world.folder / out) for out in ("image", "two"))
    assert one == two


def tree(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


@pytest.mark.slow
def test_an_edit_of_the_program_changes_its_layer_alone(world: World, base: Path) -> None:
    first = built(world, base, out="one")
    write(world.project, {"app/cli.py": "import dep\n\n\ndef main():\n    print(dep.used(30))\n"})
    second = built(world, base, out="two")
    same = [one == other for one, other in zip(first.layers, second.layers, strict=True)]
    assert same == [True, True, False]


@pytest.mark.slow
def test_a_written_result_is_taken_as_it_is_or_not_at_all(world: World, base: Path) -> None:
    assert world.extract(world.folder / "site").code == 0
    one, two = built(world, base, "--result", world.folder / "site", out="one"), built(world, base, out="two")
    assert one.layers == two.layers
    with (world.folder / "site/dep/core.py").open("a") as stream:
        stream.write("# touched\n")
    refused(build(world, base, "--result", world.folder / "site", out="three"), "core.py was changed")
    assert world.extract(world.folder / "package", layout="package").code == 0
    refused(build(world, base, "--result", world.folder / "package", out="three"), "no result in the layout site")
    assert not (world.folder / "three").exists()


@pytest.mark.slow
def test_an_image_may_have_compiled_modules(world: World, base: Path) -> None:
    root = built(world, base, "--compile", "--fast-start").unpack(world.folder / "unpacked")
    bytecode = root / f"app/dep/__pycache__/core.cpython-{PYTHON[6:].replace('.', '')}.pyc"
    assert bytecode.read_bytes()[4:8] == b"\x01\0\0\0"  # PEP 552: by the hash of the source, and not checked
    plan = world.run("image", "plan", world.project, "--search-path", world.site, "--no-cache", "--fast-start")
    assert plan.code == 0, plan.err
    refused(build(world, base, "--result", world.folder, "--compile"), "is not changed", "say --compile to")
    done = build(world, base, "--optimize", "2", out="other")
    assert (done.code, "give --compile, too" in done.err) == (2, True)


@pytest.mark.slow
def test_a_wheel_for_another_platform_is_refused_though_it_is_cut(world: World, base: Path) -> None:
    (wheel,) = world.site.glob("dep-*.dist-info")
    (wheel / "WHEEL").write_text("Wheel-Version: 1.0\nTag: cp311-cp311-win_amd64\n")
    refused(build(world, base), "dep: its wheel is for win_amd64, and the base is linux/amd64")
    assert not (world.folder / "image").exists()


@pytest.mark.slow
def test_a_compiled_module_that_is_cut_off_is_named(world: World, base: Path) -> None:
    files = {"fast/__init__.py": "try:\n    from fast import _core\nexcept ImportError:\n    pass\n"}
    install(world.site, "fast", {**files, "fast/_core.abi3.so": elf(end=1000)})
    write(world.project, {"app/cli.py": "import dep\nimport fast\n\n\ndef main():\n    print(dep.used(20))\n"})
    done = world.extract(world.folder / "out")
    assert done.code == 0, done.err
    assert "_core.abi3.so is cut off, so that nothing can load it: reinstall its distribution" in done.err
    refused(build(world, base), "_core.abi3.so is cut off, though its name is that of one")


@pytest.mark.slow
def test_bad_input_ends_with_two_and_nothing_is_written(world: World, base: Path) -> None:
    refused(build(world, world.folder / "missing"), "no such base")
    install(world.site, "fast", {"fast/__init__.py": "from fast import _core\n", "fast/_core.abi3.so": elf(183)})
    write(world.project, {"app/cli.py": "import dep\nimport fast\n\n\ndef main():\n    print(dep.used(20))\n"})
    # It cannot be imported here either, so that the smoke start has nothing to compare.
    refused(build(world, base), "_core.abi3.so is compiled for linux/arm64, and the base is linux/amd64")
    refused(build(world, base, out="rootfs/image"), "lies in the base")
    assert not (world.folder / "image").exists()
    assert sorted(path.name for path in base.iterdir()) == ["bin", "etc", "usr"]


@pytest.mark.slow
def test_an_output_that_is_not_ours_stays(world: World, base: Path) -> None:
    write(world.folder / "image", {"precious": "data"})
    refused(build(world, base), "not empty, and vendorize did not write it")
    assert [path.name for path in (world.folder / "image").iterdir()] == ["precious"]
    built(world, base, out="again")
    built(world, base, out="again")
    (world.folder / "again/index.json").write_text("{}")
    refused(build(world, base, out="again"), "added or changed since vendorize wrote it: index.json")
    built(world, base, "--force", out="again")


@pytest.mark.slow
@pytest.mark.parametrize("tool", ["skopeo", "umoci"])
def test_other_tools_read_an_image(world: World, base: Path, tool: str) -> None:
    program = shutil.which(tool)
    if program is None:
        pytest.skip(f"needs {tool}")
    built(world, base)
    image, target = f"{world.folder / 'image'}:latest", world.folder / "copy"
    commands = {
        "skopeo": ["copy", f"oci:{image}", f"dir:{target}"],
        "umoci": ["unpack", "--rootless", "--image", image, target],
    }
    done = subprocess.run([program, *commands[tool]], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    assert (target / {"skopeo": "manifest.json", "umoci": "rootfs/app/dep/core.py"}[tool]).is_file()


@pytest.mark.slow
def test_layers_are_written_as_folders(world: World) -> None:
    out = world.folder / "layers"
    done = world.run("image", "layers", world.project, "--search-path", world.site, "--out", out, "--no-cache")
    assert done.code == 0, done.err
    assert sorted(path.name for path in out.iterdir() if not path.name.startswith(".")) == ["program", "vendored"]
    assert (out / "program/bin/app").is_file()
    assert (out / "vendored/dep/core.py").is_file()


@pytest.mark.slow
def test_a_dockerfile_is_printed_or_written_and_never_replaced(world: World) -> None:
    call = ["image", "dockerfile", world.project, "--search-path", world.site]
    done = world.run(*call)
    assert done.code == 0, done.err
    assert f"ARG BASE=python:{PYTHON[6:]}-slim" in done.out
    assert 'ENTRYPOINT ["python", "/app/bin/app"]' in done.out
    assert not (world.project / "Dockerfile").exists()
    (world.project / ".dockerignore").write_text("mine\n")
    refused(world.run(*call, "--out", world.project), ".dockerignore is there already")
    assert not (world.project / "Dockerfile").exists()
    assert (world.project / ".dockerignore").read_text() == "mine\n"
    assert world.run(*call, "--out", world.project, "--force").code == 0
    assert (world.project / "Dockerfile").read_text() in done.out
    assert sorted(path.name for path in world.project.iterdir() if "vendorize" in path.name) == []
