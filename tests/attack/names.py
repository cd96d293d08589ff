"""Names of the private package that no program can have: each is an error of the configuration, before any work."""

from __future__ import annotations

from tests.attack.series import Attack, Tally, series
from tests.attack.worlds import Target
from tests.end_to_end.command import PROGRAM, contents, write

COULD_NOT_RUN = 2
NAMES = (
    "class", "app.class", "None", "app.None", "True", "async", "app._v.lambda",
    "os", "os._v", "json._v", "sys", "__main__", "builtins._v",
    "app", "app.cli", "app.cli._v", "App._vendor", "app.CLI", "app.__init__", "app.__pycache__",
    "dep", "dep._v", "dep.core",
    "app.\ufb01x", "app._\u2168", "\uff41pp._v",
    ".".join(["app", *["a"] * 400]), "app." + "a" * 300, ".".join(["a"] * 50),
    "app.con", "app.NUL", "app.lpt1",
    "app..v", ".app", "app.", "", "app/v", "../v", "app v", "app.1v", "app.v\n", "app.v\\x", "app.v\u202e",
)  # fmt: skip
EMPTY = ""
"""Stands for no namespace at all: the default."""


@series("namespaces")
def namespaces(attack: Attack) -> Tally:
    """Configure hostile namespaces: a configuration error that names the key, and nothing is written."""
    tally = Tally()
    target = Target.make(attack.folder)
    for index in attack.choose(NAMES):
        name = NAMES[index]
        if name == EMPTY:
            continue
        quoted = "".join(f"\\u{ord(letter):04x}" if not letter.isalnum() else letter for letter in name)
        text = f'{PROGRAM["pyproject.toml"]}\n[tool.vendorize]\nnamespace = "{quoted}"\n'
        write(target.project, {"pyproject.toml": text})
        before = contents(target.place)
        ended = target.call(tally, "extract", "--out", target.place / "out")
        tally.strikes += 1
        if ended.code != COULD_NOT_RUN or "tool.vendorize.namespace: " not in ended.text:
            tally.find("wrong", f"{name[:60]!r}: {ended.code} {ended.text[:300]}")
        if contents(target.place) != before:
            tally.find("between", f"{name[:60]!r}: something was written")
    return tally
