"""What `verify --learn` proposes: as configuration to paste, and as JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from vendorize.report.figures import plural
from vendorize.report.lines import printable
from vendorize.report.look import note

if TYPE_CHECKING:
    from rich.console import Console

    from vendorize.model.trace import Learned, Proposal
    from vendorize.report.look import Look


def learned_object(learned: Learned | None) -> dict[str, Any]:
    """Return the fields for JSON; none where nothing was asked for."""
    if learned is None:
        return {}
    return {
        "data_keep": [{"pattern": each.pattern, "file": each.file} for each in learned.data],
        "proposals": [
            {"symbol": each.symbol, "reason": each.reason, "code": each.code, "seen_in": each.seen_in}
            for each in learned.proposals
        ],
        "handed_over": list(learned.handed_over),
    }


def snippet(rules: tuple[Proposal, ...]) -> str:
    """Return the rules as tables for `pyproject.toml`, each under the test that showed it."""
    return "\n\n".join(map(_table, rules))


def data_snippet(learned: Learned) -> str:
    """Return `data.keep` for `pyproject.toml`, with what it has already, and a file that asks for each addition."""
    lines = [f"    {_string(pattern)}," for pattern in learned.data_kept]
    lines += [f"    {_string(each.pattern)}, # {printable(each.file)} was opened" for each in learned.data]
    return "\n".join(["[tool.vendorize]", "data.keep = [", *lines, "]"])


def keep_table(symbol: str, reason: str) -> str:
    """Return a keep rule as a table for `pyproject.toml`."""
    return f"[[tool.vendorize.keep]]\nsymbol = {_string(symbol)}\nreason = {_string(reason)}"


def _table(rule: Proposal) -> str:
    seen = f"# seen in {printable(' '.join(rule.seen_in.split()))}\n" if rule.seen_in else ""
    return seen + keep_table(rule.symbol, rule.reason)


def _string(text: str) -> str:
    """Return a basic string of TOML: it has the escapes of JSON, and wants one more character escaped.

    What is no text (surrogates, which TOML has no escape for) is shown as `?`, which stands for any character there.
    """
    plain = text.encode("utf-8", "replace").decode("utf-8")
    return json.dumps(plain, ensure_ascii=False).replace("\x7f", "\\u007f")


def proposals(console: Console, learned: Learned | None, look: Look) -> None:
    """Print the rules, and how many objects of the tests need none."""
    if learned is None:
        return
    if learned.proposals:
        console.print(f"{plural(len(learned.proposals), 'keep rule')} proposed for your configuration:")
        console.print()
        console.print(snippet(learned.proposals), soft_wrap=True, markup=False, highlight=False)
    elif not learned.data:
        console.print("no keep rule to propose: the result has all that the program reached in the tests")
    if learned.data:
        console.print("data files that went and that the tests opened; for your configuration:")
        console.print()
        console.print(data_snippet(learned), soft_wrap=True, markup=False, highlight=False)
    if learned.handed_over:
        count = plural(len(learned.handed_over), "symbol")
        note(console, f"{count} of objects that the tests handed over need no rule", look, indent=0)
        for symbol in learned.handed_over if look.verbose else ():
            note(console, symbol, look, indent=2)
    console.print()
