"""Hostile patches: links, pipes, devices, paths that lead elsewhere, names and texts that steer terminals."""

from __future__ import annotations

from tests.attack.hostile import ENDLESS, Content, Folder, Hostile, Link, Pipe

PATCHES = "place/project/patches"
HUNK = "@@ -2,2 +2,3 @@\n def used(number):\n+    number = int(number)\n     return inner(number) + 2\n"


def _diff(path: str, hunk: str = HUNK) -> str:
    return f"--- a/{path}\n+++ b/{path}\n{hunk}"


REFUSED: dict[str, Content] = {
    "a link out of the project": Link("../../../../outside/secret.py"),
    "a link to itself": Link("a.patch"),
    "without end": ENDLESS,
    "a pipe": Pipe(),
    "a folder": Folder(),
    "empty": "",
    "bytes": bytes(range(256)) * 50,
    "too long": b"x" * (9 << 20),
    "for a file outside": _diff("../../outside/secret.py"),
    "for a file at the root": "--- /etc/passwd\n+++ /etc/passwd\n" + HUNK,
    "for a name that clears the screen": _diff("dep/\x1b[2J.py"),
    "with a head that clears the screen": _diff(
        "dep/core.py", HUNK.replace("@@\n", "@@ \x1b[2J\n").replace("return", "give")
    ),
    "with lines that steer": _diff("dep/core.py") + "\x1b]0;title\x07\n",
    "of numbers beyond all": _diff("dep/core.py", HUNK.replace("-2,2", "-999999999,2")[:-3]),
    "adding a file": "--- /dev/null\n+++ b/dep/new.py\n@@ -0,0 +1 @@\n+x = 1\n",
    "removing a file": "--- a/dep/core.py\n+++ /dev/null\n@@ -1 +0,0 @@\n-x = 1\n",
    "renaming a file": "--- a/dep/core.py\n+++ b/dep/other.py\n" + HUNK,
    "for nothing there": _diff("dep/nowhere.py"),
    "for the lock": _diff("vendorize.lock"),
    "for the program": _diff("app/cli.py"),
    "that makes no Python": _diff("dep/core.py", HUNK.replace("int(number)", "int(")),
}
CASES = (
    *(
        Hostile(f"a patch: {what}", {f"{PATCHES}/dep/a.patch": content}, "refused", "a.patch")
        for what, content in REFUSED.items()
    ),
    Hostile(
        "a patch: a name that clears the screen", {f"{PATCHES}/dep/\x1b[2J.patch": _diff("dep/core.py")}, "refused"
    ),
    Hostile("patches: a link out of the project", {PATCHES: Link("../../outside")}, "works"),
    Hostile("patches: a file", {PATCHES: "no folder\n"}, "works"),
    Hostile("patches: a link to itself", {PATCHES: Link("patches")}, "works"),
    Hostile("patches of nobody", {f"{PATCHES}/\x1b[2J/a.patch": _diff("dep/core.py")}, "refused"),
)
