"""The answer of `inline`: a patch, or what was done, or the reasons why nothing was; and the same as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vendorize.report.figures import plural

if TYPE_CHECKING:
    from vendorize.model.inlined import Inlined, TestRuns


def render(inlined: Inlined) -> str:
    """Return the patch of a move that is only shown, else a text about it."""
    if inlined.obstacles:
        reasons = [_shown(f"  {one.path}:{one.line}: {one.reason}") for one in inlined.obstacles]
        return "\n".join([f"Refused: {inlined.symbol} cannot be moved into {inlined.target}:", *reasons])
    if inlined.is_refused and inlined.tests is not None:
        return "\n".join(
            [f"Refused: {inlined.symbol} is not moved, for tests go another way:", *_differences(inlined.tests)]
        )
    if not inlined.written:
        return inlined.patch.decode("utf-8", "replace")
    lines = [
        f"Moved {', '.join(inlined.moved)} into {inlined.target}.",
        f"{plural(len(inlined.changed), 'file')} changed: {', '.join(sorted(inlined.changed))}",
        f"{plural(inlined.places, 'reference')} of the project {'means' if inlined.places == 1 else 'mean'} it.",
    ]
    lines += [
        f"From {one.distribution} {one.version}, {one.relative} (licence: {', '.join(one.licenses) or 'not stated'})"
        for one in inlined.origins
    ]
    if inlined.tests is not None:
        lines.append(f"Tests: the same before and after ({inlined.tests.passed[1]} passed).")
    else:
        lines.append("Tests were not run.")
    return "\n".join(lines)


def _shown(text: str) -> str:
    """Return a line without characters that steer a terminal: names and texts are anybody's."""
    return "".join(one if one.isprintable() else "?" for one in text)


def _differences(tests: TestRuns) -> list[str]:
    return [f"  {one.test}: {one.baseline} before, {one.result} after: {one.message}" for one in tests.differences]


def inlined_object(inlined: Inlined) -> dict[str, Any]:
    """Return the JSON of a move."""
    return {
        "schema": 1,
        "symbol": inlined.symbol,
        "into": inlined.target,
        "refused": inlined.is_refused,
        "written": inlined.written,
        "obstacles": [{"path": one.path, "line": one.line, "reason": one.reason} for one in inlined.obstacles],
        "moved": list(inlined.moved),
        "imports": list(inlined.imports),
        "origins": [
            {
                "distribution": one.distribution,
                "version": one.version,
                "licenses": list(one.licenses),
                "path": one.relative,
            }
            for one in inlined.origins
        ],
        "references": inlined.places,
        "files": sorted(inlined.changed),
        "patch": inlined.patch.decode("utf-8", "replace"),
        "notes": list(inlined.notes),
        "tests": _tests(inlined.tests),
    }


def _tests(tests: TestRuns | None) -> dict[str, Any] | None:
    if tests is None:
        return None
    return {
        "baseline": {"passed": tests.passed[0], "failed": tests.failed[0]},
        "result": {"passed": tests.passed[1], "failed": tests.failed[1]},
        "differences": [
            {"test": one.test, "baseline": one.baseline, "result": one.result, "message": one.message}
            for one in tests.differences
        ],
        "same": not tests.differences,
    }
