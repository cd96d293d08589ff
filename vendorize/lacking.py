"""What the program requires and its environment does not have: the result cannot have it either."""

from __future__ import annotations

from typing import TYPE_CHECKING

from packaging.utils import canonicalize_name

from vendorize.verify.smoke import imported_by
from vendorize_analysis.environment.requirements import key_of
from vendorize_analysis.errors import UserError, first_of
from vendorize_analysis.model.names import absence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vendorize.model.plan import Plan
    from vendorize_analysis.model.analysis import Analysis


def require_environment(analysis: Analysis, decided: Plan) -> None:
    """Raise `UserError` where the program imports what it requires and what is not installed: it cannot start."""
    missing = {key_of(one) or one: one for one in analysis.environment.missing}
    found = {}
    for module, relative in _unknown(analysis, decided) if missing else ():
        key = canonicalize_name(module)
        # What a script imports and nobody has is what it requires and nobody has: names of the two may differ.
        if key in missing or analysis.project.kind == "script":
            found[f"{relative} imports {module}"] = missing.get(key, "")
    if found:
        lacking = sorted(filter(None, found.values())) or sorted(missing.values())
        raise UserError(
            f"{first_of(sorted(found))}, and {', '.join(lacking)} is required and not installed for "
            f"{analysis.environment.interpreter.executable}: the result would not start, and was not handed out",
            hint="install it there, or name another environment with --python; extract --no-smoke has it as it is",
        )


def _unknown(analysis: Analysis, decided: Plan) -> Iterator[tuple[str, str]]:
    """Yield what first-party code imports, whatever else happens, and nobody has: its name, and the file."""
    known = {top for one in analysis.environment.distributions for top in one.top_level}
    known |= {*analysis.environment.interpreter.stdlib_names, *analysis.project.top_level}
    known |= {module.name.partition(".")[0] for module in decided.first_party}
    for module in decided.first_party:
        for target, _ in imported_by(module):
            top = target.partition(".")[0]
            if top not in known and not absence(top, analysis.absent):
                yield top, module.relative
