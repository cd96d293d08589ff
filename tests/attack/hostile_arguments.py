"""Hostile arguments: places to write to, folders to look into, and results that were changed."""

from __future__ import annotations

from tests.attack.hostile import Content, Folder, Hostile, Link, Pipe
from tests.end_to_end.command import PYPROJECT

PLACE = "{folder}/place"
PROJECT = f"{PLACE}/project"
FILES: dict[str, Content] = {
    "place/file": "a file\n",
    "place/foreign/mine.txt": "mine\n",
    "place/loop": Link("loop"),
    "place/pipe": Pipe(),
    "place/dangling": Link("nowhere/at/all"),
    "place/empty": Folder(),
}


def _extract(name: str, *more: str, says: str = "") -> Hostile:
    return Hostile(name, FILES, "refused", says, ("extract", *more))


CASES = (
    _extract("--out is the project", "--out", PROJECT),
    _extract("--out is around the project", "--out", PLACE),
    _extract("--out is the root", "--out", "/"),
    _extract("--out is empty", "--out", ""),
    _extract("--out is a file", "--out", f"{PLACE}/file", says="file"),
    _extract("--out is below a file", "--out", f"{PLACE}/file/out", says="file"),
    _extract("--out is a folder of somebody else", "--out", f"{PLACE}/foreign", says="foreign"),
    _extract("--out is a link to itself", "--out", f"{PLACE}/loop", says="loop"),
    _extract("--out is a pipe", "--out", f"{PLACE}/pipe", says="pipe"),
    _extract("--out has the longest name and more", "--out", f"{PLACE}/{'x' * 300}"),
    _extract("--out is where packages are", "--out", "{folder}/installed"),
    _extract("--out and --in-place", "--out", f"{PLACE}/out", "--in-place"),
    _extract("--undo without a change", "--in-place", "--undo"),
    _extract("--config is a pipe", "--out", f"{PLACE}/out", "--config", f"{PLACE}/pipe", says="pipe"),
    _extract("--config is a folder", "--out", f"{PLACE}/out", "--config", f"{PLACE}/empty", says="empty"),
    _extract("--config is not there", "--out", f"{PLACE}/out", "--config", f"{PLACE}/gone.toml", says="gone.toml"),
    _extract("--root is nowhere", "--out", f"{PLACE}/out", "--root", "nowhere:at.all", says="nowhere"),
    _extract("--root is empty", "--out", f"{PLACE}/out", "--root", ""),
    _extract("--search-path is a file", "--out", f"{PLACE}/out", "--search-path", f"{PLACE}/file", says="file"),
    _extract("--search-path is a pipe", "--out", f"{PLACE}/out", "--search-path", f"{PLACE}/pipe", says="pipe"),
    _extract("--cache-dir is a file", "--out", f"{PLACE}/out", "--cache-dir", f"{PLACE}/file"),
    _extract("--python is a file", "--out", f"{PLACE}/out", "--python", f"{PLACE}/file", says="file"),
    Hostile("--output is a folder", FILES, "refused", "empty", ("analyze", "--output", f"{PLACE}/empty")),
    Hostile("--output is below a file", FILES, "refused", "file", ("analyze", "--output", f"{PLACE}/file/x")),
    Hostile("why of nothing", FILES, "refused", "", ("why", "--symbol", "")),
    Hostile("check of nothing", FILES, "refused", "empty", ("check", "--result", f"{PLACE}/empty")),
    *(
        Hostile(
            f"check: a lock that is {name}",
            {
                "place/result/app/__init__.py": "",
                "place/result/vendorize.lock": lock,
                "place/result/pyproject.toml": PYPROJECT,
            },
            "refused",
            "vendorize.lock",
            ("check", "--result", f"{PLACE}/result"),
        )
        for name, lock in {
            "nested": "x = " + "[" * 50_000, "empty": "", "a pipe": Pipe(), "a folder": Folder(), "bytes": b"\xff\xfe",
            "of a later version": "lock-version = '99'\n", "of other types": "lock-version = [1]\nfiles = 3\n",
        }.items()
    ),
)  # fmt: skip
