"""Small results and bases, put together without an analysis."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.unit.image.layouts import elf
from vendorize.emit import write as write_bundle
from vendorize.image import About, ImageContents, build, open_base
from vendorize.model.bundle import BundleFile
from vendorize.model.lock import Artefact, Decision, Lock, LockedDistribution, LockedProject
from vendorize_analysis.model.events import Silent

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from vendorize.model.image import ImageOptions

FILES = (
    BundleFile("app/__init__.py", b""),
    BundleFile("app/__main__.py", b"print('started')\n"),
    BundleFile("dep/__init__.py", b"# vendored\n", "dep"),
    BundleFile("whole/__init__.py", b"# external\n", "whole"),
    BundleFile("whole/__pycache__/__init__.cpython-311.pyc", b"bytecode"),
    BundleFile("vendorize.lock", b"a record"),
)


def locked(key: str, verdict: Decision) -> LockedDistribution:
    return LockedDistribution(key, key, "1.0", verdict, (), (), (), Artefact("RECORD"), "", ())


LOCK = Lock(
    tool="0",
    layout="site",
    home=".",
    python="3.11",
    platform="linux",
    configuration="",
    options=(),
    project=LockedProject("app", (), (), ()),
    distributions=(locked("dep", "extract"), locked("whole", "external")),
)


def write(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    for relative, content in files.items():
        target = folder / relative
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def rootfs(folder: Path) -> Path:
    """Return a root file system with a Python that is none."""
    root = write(
        folder, {"usr/bin/python3.11": elf(), "usr/lib/python3.11/os.py": "#\n", "etc/os-release": "ID=none\n"}
    )
    (root / "usr/bin/python3.11").chmod(0o755)
    (root / "bin").symlink_to("usr/bin")
    (root / "usr/bin/python3").symlink_to("python3.11")
    return root


def built(folder: Path, options: ImageOptions, files: tuple[BundleFile, ...] = FILES, *, out: str = "image") -> Path:
    """Return the layout of an image that was built."""
    base = open_base(options.base, options.base_reference, None)
    scratch = folder / f"scratch of {out}"
    scratch.mkdir()
    contents = ImageContents(files, LOCK, ("/usr/bin/python3.11", "-m", "app"), About({"a.label": "b"}, 1_700_000_000))
    bundle, _ = build(contents, base, options, scratch, Silent())
    write_bundle(bundle, folder / out, layout="image")
    return folder / out
