"""Build the service twice, before and after, on a real base; ask both images the same things; print what differs.

    python examples/container/container.py WORK [--base BASE]

WORK is a folder for all that is made. Without a base, one is made of this Python and the libraries that it needs.
Nothing is run in the images where the system allows neither chroot nor bubblewrap; that is said, and no error.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import tomllib
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
CHECK = ["--check"]
ROUNDS = 7


@dataclass(frozen=True)
class Image:
    name: str
    layout: Path
    layers: list[dict[str, object]]
    """As `image build` says them."""
    entrypoint: list[str]
    root: Path
    """Where it is unpacked."""


@dataclass
class Measured:
    output: str = ""
    seconds: float = 0.0
    """Of processor time, the least of all rounds."""
    kilobytes: int = 0
    """Peak of the resident set, as the system counts it."""


NO_LINUX = "not run: images hold programs for Linux, and this is another system"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("work", type=Path)
    parser.add_argument("--base", type=Path, help="root file system, archive of one or OCI layout")
    arguments = parser.parse_args()
    if sys.platform != "linux" or (arguments.base is None and shutil.which("ldd") is None):
        print(NO_LINUX)
        return 0
    work = arguments.work.resolve()
    work.mkdir(parents=True, exist_ok=True)
    python = environment(work / "venv")
    base = arguments.base or make_base(work / "base", work / "venv")
    images = [image(name, work, base, python) for name in ("before", "after")]
    jail = find_jail(images[0])
    if jail is None:
        print("not run: this system allows neither chroot nor bubblewrap here; the images were built and measured")
    measured = measure(images, jail) if jail else []
    print(table(images, measured))
    if measured and measured[0].output != measured[1].output:
        print("DIFFERENT: the images do not answer the same", file=sys.stderr)
        return 1
    return 0


def environment(place: Path) -> Path:
    """Return the interpreter of an environment with what the service requires."""
    python = place / "bin/python"
    if not (place / "done").exists():
        subprocess.run([sys.executable, "-m", "venv", place], check=True)
        subprocess.run([python, "-m", "pip", "install", "-q", *requirements()], check=True)
        (place / "done").touch()
    return python


def requirements() -> list[str]:
    with (HERE / "pyproject.toml").open("rb") as stream:
        return list(tomllib.load(stream)["project"]["dependencies"])


def make_base(root: Path, environment: Path) -> Path:
    """Make a root file system of this Python, without tests and bytecode, and the libraries that it all loads."""
    if (root / "done").exists():
        return root
    shutil.rmtree(root, ignore_errors=True)
    name = f"python{sys.version_info.major}.{sys.version_info.minor}"
    home = root / "usr/local"
    (home / "bin").mkdir(parents=True)
    program = Path(sysconfig.get_config_var("BINDIR")) / name
    shutil.copy2(program, home / "bin" / name)
    (home / "bin/python3").symlink_to(name)
    left_out = shutil.ignore_patterns(
        "__pycache__", "site-packages", "dist-packages", "test", "idlelib", "config-*", "*.a"
    )
    shutil.copytree(sysconfig.get_path("stdlib"), home / "lib" / name, ignore=left_out, symlinks=False)
    compiled = [program, *(home / "lib" / name).rglob("*.so"), *environment.rglob("*.so")]
    for library in sorted({one for path in compiled for one in libraries(path)}):
        if not library.is_relative_to(environment):
            target = root / library.relative_to("/")
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(library, target)
    write_etc(root)
    (root / "done").touch()
    return root


def libraries(path: Path) -> list[Path]:
    """Return what the dynamic linker loads for a file, itself included, as it says."""
    done = subprocess.run(["ldd", path], capture_output=True, text=True, check=False)
    found = re.findall(r"(?:=>\s*|^\s*)(/\S+)\s+\(0x", done.stdout, re.MULTILINE)
    return [Path(one) for one in found]


def write_etc(root: Path) -> None:
    for folder in ("etc", "tmp", "dev", "proc", "root"):
        (root / folder).mkdir(exist_ok=True)
    (root / "etc/passwd").write_text("root:x:0:0:root:/root:/bin/false\n")
    (root / "etc/group").write_text("root:x:0:\n")


def image(name: str, work: Path, base: Path, python: Path) -> Image:
    """Build an image, and unpack it."""
    layout, root = work / name, work / f"{name}-root"
    command = [sys.executable, "-m", "vendorize", "-q", "image", "build", HERE, "--python", python, "--base", base]
    command += ["--out", layout, "--force", "--output-format", "json", *(["--whole"] if name == "before" else [])]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True)
    built = json.loads(done.stdout)
    shutil.rmtree(root, ignore_errors=True)
    root.mkdir()
    for layer in manifest(layout)["layers"]:
        with tarfile.open(layout / "blobs" / layer["digest"].replace(":", "/")) as archive:
            archive.extractall(root, filter="tar")
    return Image(name, layout, built["layers"], built["entrypoint"], root)


def manifest(layout: Path) -> dict[str, list[dict[str, str]]]:
    index = json.loads((layout / "index.json").read_bytes())
    found: dict[str, list[dict[str, str]]] = json.loads(
        (layout / "blobs" / index["manifests"][0]["digest"].replace(":", "/")).read_bytes()
    )
    return found


def find_jail(tried: Image) -> list[str] | None:
    """Return how a command is run with a folder as its root: the words before that folder; None where nothing works."""
    ways = (
        ["chroot"],
        ["bwrap", "--dev", "/dev", "--proc", "/proc", "--unshare-all", "--bind"],
        ["unshare", "-r", "chroot"],
    )
    for way in ways:
        if shutil.which(way[0]):
            done = subprocess.run(
                jailed(way, tried.root, [tried.entrypoint[0], "-c", ""]), capture_output=True, check=False
            )
            if done.returncode == 0:
                return way
    return None


def jailed(way: list[str], root: Path, command: list[str]) -> list[str]:
    return [*way, str(root), *(["/"] if way[0] == "bwrap" else []), *command]


def measure(images: list[Image], jail: list[str]) -> list[Measured]:
    """Ask each image in turn, so that what else the machine does falls on both; the first time writes bytecode."""
    found = [Measured(output=ask(one, jail)[0]) for one in images]
    times: list[list[float]] = [[], []]
    for _ in range(ROUNDS):
        for number, one in enumerate(images):
            output, seconds, kilobytes = ask(one, jail)
            times[number].append(seconds)
            found[number].kilobytes = max(found[number].kilobytes, kilobytes)
            if output != found[number].output:
                raise SystemExit(f"{one.name} does not answer the same each time")
    for number, each in enumerate(times):
        found[number].seconds = min(each)
    return found


def ask(one: Image, jail: list[str]) -> tuple[str, float, int]:
    command = jailed(jail, one.root, [*one.entrypoint, *CHECK])
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, env={"PYTHONPATH": "/app", "HOME": "/root", "PATH": os.environ["PATH"]}
    ) as process:
        output = process.stdout.read().decode() if process.stdout else ""
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{one.name} ended with {process.returncode}:\n{output}")
    return output, usage.ru_utime + usage.ru_stime, usage.ru_maxrss


def table(images: list[Image], measured: list[Measured]) -> str:
    """Return the figures side by side."""
    rows = [("", "before", "after", "after / before")]
    for name in ("base", "externals", "vendored", "program"):
        for what, key in (("", "bytes"), (" compressed", "size"), (" files", "files")):
            before, after = (figure(one, name, key) for one in images)
            rows.append((f"{name}{what}", f"{before:,}", f"{after:,}", share(before, after)))
    before, after = (len(list((one.root / "app").glob("*.dist-info"))) - 1 for one in images)
    rows.append(("distributions", str(before), str(after), share(before, after)))
    if measured:
        old, new = measured
        rows.append(
            (
                "processor time, ms",
                f"{old.seconds * 1000:.0f}",
                f"{new.seconds * 1000:.0f}",
                share(old.seconds, new.seconds),
            )
        )
        rows.append(
            ("peak memory, kB", f"{old.kilobytes:,}", f"{new.kilobytes:,}", share(old.kilobytes, new.kilobytes))
        )
        same = "the same" if old.output == new.output else "DIFFERENT"
        rows.append(("answers", f"{len(old.output.splitlines())} lines", same, ""))
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    return "\n".join(
        "  ".join(
            f"{cell:>{width}}" if column else f"{cell:{width}}"
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    )


def figure(one: Image, layer: str, key: str) -> int:
    return sum(int(str(each[key])) for each in one.layers if each["name"] == layer)


def share(before: float, after: float) -> str:
    return f"{after / before:.2f}" if before else "-"


if __name__ == "__main__":
    sys.exit(main())
