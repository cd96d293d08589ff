"""Write a commented `[tool.vendorize]` table."""

from __future__ import annotations

import json
import textwrap
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from vendorize.model.initial import FoundSetting

WIDTH = 100
COMMON: tuple[tuple[str, str, str], ...] = (
    ("layout", '"package"', 'where the code goes: "package" (a private package), "site" (a folder), "file" (one file)'),
    ("namespace", '"app._vendor"', "the private package of the layout package"),
    ("external", '["numpy"]', "distributions that stay ordinary dependencies"),
    ("absent", '["simplejson"]', "optional imports that shall fail in the result"),
    (
        "roots",
        '["app.cli:main"]',
        "more places where execution starts; entry points always do, first-party code unless prune-first-party",
    ),
    ("platforms", '["linux"]', "where the result runs; by default linux, macos and windows"),
)
"""Keys that most projects ask for, each with an example and what it means."""
HEAD = "# What vendorize is told; all keys: docs/configuration.md, `vendorize explain configuration`."
VERIFY = "verify.command"


def initial_table(hints: Iterable[FoundSetting]) -> str:
    """Return the table: what is known as settings, the other common keys as comments."""
    known = list(hints)
    lines = [HEAD, "[tool.vendorize]"]
    for key, example, meaning in COMMON:
        lines += [*_comment(meaning), *_setting(key, example, known)]
    remarks = [hint.why for hint in known if not hint.key]
    for remark in remarks:
        lines += ["", *_comment(remark)]
    command = next((hint for hint in known if hint.key == VERIFY), None)
    lines += ["", "# What `vendorize verify` runs on the original and on the result.", "[tool.vendorize.verify]"]
    lines += [f"command = {toml(command.value)}"] if command else ['# command = ["python", "-m", "pytest", "-q"]']
    rule = ("# [[tool.vendorize.keep]]", '# symbol = "package.module.*"', '# reason = "why"')
    lines += ["", "# What stays whatever the analysis finds (`vendorize verify --repair` writes such rules).", *rule]
    return "\n".join(lines) + "\n"


def _setting(key: str, example: str, hints: list[FoundSetting]) -> Iterator[str]:
    found = [hint for hint in hints if hint.key == key]
    for hint in found:
        yield from _comment(hint.why)
    value = next((hint.value for hint in found if hint.value is not None), None)
    yield f"# {key} = {example}" if value is None else f"{key} = {toml(value)}"


def _comment(text: str) -> list[str]:
    """Return a text as comments; nothing in it ends the line or steers a terminal."""
    plain = "".join(each if each.isprintable() else "?" for each in " ".join(text.split()))
    return [f"# {line}" for line in textwrap.wrap(plain, WIDTH, break_long_words=False, break_on_hyphens=False)]


def toml(value: object) -> str:
    """Return a text, or a list of texts, as TOML (v1.0.0: basic strings escape as JSON's do, and DEL too)."""
    if isinstance(value, tuple | list):
        return f"[{', '.join(map(toml, value))}]"
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
