"""Hostile packages: what installers wrote beside the code, where nobody needs it and where somebody does."""

from __future__ import annotations

from tests.attack.hostile import ENDLESS, SING, Content, Folder, Gone, Hostile, Link, Pipe, both
from tests.end_to_end.command import DEPENDENCY

SITE = "installed"
NEEDED, UNNEEDED = f"{SITE}/dep-1.0.dist-info", f"{SITE}/other-1.0.dist-info"
METADATA = "Metadata-Version: 2.1\nName: {0}\nVersion: 1.0\n"
DEEP = "[" * 100_000 + "]" * 100_000
NO_FILES: dict[str, Content] = {
    "a pipe": Pipe(),
    "an endless device": ENDLESS,
    "a folder": Folder(),
    "a link to itself": Link("loop"),
}


def _record(*rows: str) -> str:
    paths = (*DEPENDENCY, "dep-1.0.dist-info/METADATA", "dep-1.0.dist-info/RECORD", "dep-1.0.dist-info/LICENSE")
    return "\n".join([*(f"{path},," for path in paths), *rows, ""])


BROKEN = both(
    "RECORD",
    f"{NEEDED}/RECORD",
    {
        "rows of other forms": _record("", "one", "a,b,c,d,e", ",,", '"unclosed,,'),
        "a long row": _record("x" * 1_000_000 + ",,"),
        "a NUL": _record("dep/\0.py,,"),
        "no UTF-8": _record().encode() + b"dep/caf\xe9.py,,\n",
        "a pipe": Pipe(),
        "an endless device": ENDLESS,
    },
    "refused",
)
"""Whoever must say what was installed needs a RECORD that can be read."""
RECORDS = both(
    "RECORD",
    f"{NEEDED}/RECORD",
    {
        "a path outside": _record("../../outside/secret.py,,", "/etc/passwd,,"),
        "a hash that is none": _record("dep/lonely.py,sha256=%%%,x"),
        "a size that is none": _record("dep/lonely.py,,99999999999999999999999999"),
        "the same row often": _record(*["dep/lonely.py,,"] * 1000),
        "files that are not there": _record(*(f"dep/gone{number}.py,," for number in range(100))),
    },
)
UNUSED = [
    case
    for name, contents in {
        "RECORD": {**NO_FILES, "empty": "", "no UTF-8": b"\xff\xfe,,\n", "odd rows": '"\n,,,,\n\0'},
        "METADATA": {**NO_FILES, "empty": "", "no UTF-8": b"Name: caf\xe9\n", "no name": "Version: 1\n"},
        "entry_points.txt": {**NO_FILES, "no sections": "a = b\n", "odd": "[\n[x]\n= y\nz\nq = :\nw = a b c\n"},
        "direct_url.json": {**NO_FILES, "nested": DEEP, "a list": "[]", "a number": "3", "no JSON": "{"},
        "WHEEL": {**NO_FILES, "odd": "Tag\n\0"},
        "INSTALLER": {"a pipe": Pipe(), "bytes": b"\xff\0"},
        "top_level.txt": {"a pipe": Pipe(), "odd": "../x\n\n/etc\nclass\n"},
    }.items()
    for case in both(f"{name} of what nobody needs", f"{UNNEEDED}/{name}", contents)
]
USED = [
    *both(
        "entry_points.txt",
        f"{NEEDED}/entry_points.txt",
        {
            "odd lines": "[\n[x]\n= y\nz\nq = :\nw = a b c\n",
            "a module outside": "[console_scripts]\nx = ../../outside.secret:main\n",
            "an escape": "[\x1b[31m]\n\x07 = dep\n",
        },
    ),
    *both(
        "direct_url.json",
        f"{NEEDED}/direct_url.json",
        {"nested": DEEP, "a list": "[]", "other types": '{"url": 3, "dir_info": [], "vcs_info": "x"}'},
    ),
    *both(
        "METADATA",
        f"{NEEDED}/METADATA",
        {
            "a requirement that is none": METADATA.format("dep") + "Requires-Dist: ==\nRequires-Dist: other ;;; x\n",
            "it needs itself": METADATA.format("dep") + "Requires-Dist: dep\n",
            "an escape": METADATA.format("dep") + "License: \x1b[31mred\x07\nSummary: \u202e\n",
            "a version that is none": "Metadata-Version: 2.1\nName: dep\nVersion: one \x1b[2J\n",
            "a long field": METADATA.format("dep") + "Summary: " + "x" * 1_000_000 + "\n",
        },
    ),
    *both("LICENSE", f"{NEEDED}/LICENSE", {"bytes": b"\xff\xfe\0", "a link outside": Link("../../outside/secret.py")}),
    Hostile(
        "two that need each other",
        {
            f"{NEEDED}/METADATA": METADATA.format("dep") + "Requires-Dist: other\n",
            f"{UNNEEDED}/METADATA": METADATA.format("other") + "Requires-Dist: dep\n",
        },
    ),
]
OTHERS = [
    Hostile("code in a .pth file", {f"{SITE}/evil.pth": f"import os; {SING}"}),
    Hostile("a .pth file without end", {f"{SITE}/zero.pth": ENDLESS}),
    Hostile("a .pth file that is a pipe", {f"{SITE}/pipe.pth": Pipe()}),
    Hostile("a .pth file of bytes", {f"{SITE}/bytes.pth": b"\xff\xfe\0\n"}),
    Hostile("a .pth file that leads nowhere", {f"{SITE}/nowhere.pth": "/nowhere\n../..\n" + "x" * 10_000}),
    Hostile("sitecustomize", {f"{SITE}/sitecustomize.py": SING}),
    Hostile("a package called as one of ours", {f"{SITE}/vendorize/__init__.py": SING}),
    Hostile("a dist-info that is a file", {f"{SITE}/file-1.0.dist-info": "no folder\n"}),
    Hostile("a dist-info that is a link to itself", {f"{SITE}/loop-1.0.dist-info": Link("loop-1.0.dist-info")}),
    Hostile("a dist-info without a name", {f"{SITE}/.dist-info/METADATA": ""}),
    Hostile("a dist-info of an odd name", {f"{SITE}/\x1b[31m-1.dist-info/METADATA": METADATA.format("\x1b[31m")}),
    Hostile("an egg-info that is a pipe", {f"{SITE}/old.egg-info": Pipe()}),
    Hostile("an egg-link that leads to itself", {f"{SITE}/old.egg-link": ".\n.\n"}),
    Hostile("the same distribution twice", {f"{SITE}/dep-2.0.dist-info/METADATA": METADATA.format("dep")}),
    Hostile("no metadata of what is needed", {f"{NEEDED}/METADATA": Gone()}, "refused", "dep"),
    Hostile("a name that is no UTF-8", {f"{SITE}/caf\udce9.py": "x = 1\n"}),
    Hostile("a package that has itself by a link", {f"{SITE}/dep/again": Link("..")}),
    Hostile("a module that links outside", {f"{SITE}/dep/lonely.py": Link("../../outside/secret.py")}),
]
CASES = (*BROKEN, *RECORDS, *UNUSED, *USED, *OTHERS)
