"""Compare a lock with what is there: the result, its inputs, and the configuration. Nothing is analysed or run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendorize.check.capabilities import capability_findings
from vendorize.check.configured import configured_findings, says_requirements
from vendorize.check.inputs import input_findings
from vendorize.check.installed import Installation
from vendorize.check.licences import licence_findings, policy_findings, text_findings, texts_of, unrecognized
from vendorize.check.outputs import WrittenTree, expected_of
from vendorize.check.patches import patch_findings
from vendorize.check.place import LockedResult, digest_in
from vendorize.check.references import WrittenTexts
from vendorize.check.rewrites import rewrite_findings
from vendorize.check.symbols import symbol_findings
from vendorize.model.findings import KINDS, Checked

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from vendorize.model.findings import Finding
    from vendorize.model.settings import Policy, Settings
    from vendorize_analysis.model.environment import Environment
    from vendorize_analysis.model.project import Project

__all__ = ["LockedResult", "altered", "check", "check_alone", "digest_in", "expected_of"]

_ALWAYS = {code for code, kind in KINDS.items() if kind.command == "check"} - {"VZ804", "VZ806", "VZ813", "VZ820"}
"""Codes of findings that every call looks for."""
_WRITTEN = frozenset({"VZ801", "VZ802"})
"""Codes of findings about files of the result itself."""


def check(place: LockedResult, settings: Settings, project: Project, environment: Environment | None) -> Checked:
    """Return everything that is not as the lock says, sorted, without what the configuration accepts.

    Without an environment, what is installed is not compared. Raises `UserError` for a file that is a link out of it.
    """
    references = WrittenTexts(place, environment)
    written = WrittenTree(place, references)
    installation = Installation(place, environment)
    found = {
        *written.findings(),
        *input_findings(place, project, references),
        *installation.findings(),
        *configured_findings(place, settings, project if says_requirements(project, environment) else None),
        *patch_findings(place),
        *rewrite_findings(place, environment),
        *_allowed_findings(place, settings.policy),
    }
    left, silent = _unaccepted(found, settings), unrecognized(place, settings.policy)
    return Checked(
        findings=left,
        files=written.compared,
        distributions=installation.compared,
        notes=(*_unsaid(place, project, environment), *installation.notes, *silent, *_unmatched(found, settings)),
        accepted=len(found) - len(left),
    )


def check_alone(place: LockedResult, settings: Settings) -> Checked:
    """Return what is not as the lock says in a result that was built, where the project is not at hand."""
    written = WrittenTree(place, WrittenTexts(place, None))
    found = {*written.findings(), *_allowed_findings(place, settings.policy)}
    left = _unaccepted(found, settings)
    note = "only what was built was compared with its lock: name the project to compare it with that, too"
    return Checked(
        left, written.compared, 0, notes=(note, *unrecognized(place, settings.policy)), accepted=len(found) - len(left)
    )


def altered(place: LockedResult, settings: Settings) -> tuple[Finding, ...]:
    """Return where a result is not what was written: files that were edited or added, unless that is accepted."""
    found = WrittenTree(place, WrittenTexts(place, None)).findings()
    return _unaccepted((one for one in found if one.code in _WRITTEN), settings)


def _allowed_findings(place: LockedResult, policy: Policy) -> Iterator[Finding]:
    """Yield the findings about what a result may have, for which nothing beside it is looked at."""
    yield from licence_findings(place)
    texts = texts_of(place)
    yield from text_findings(place, texts)
    yield from policy_findings(place, policy, texts)
    yield from capability_findings(place, policy)
    yield from symbol_findings(place, policy)


def _unaccepted(found: Iterable[Finding], settings: Settings) -> tuple[Finding, ...]:
    return tuple(sorted(one for one in found if not any(rule.covers(one.code, one.about) for rule in settings.accept)))


def _unmatched(found: Iterable[Finding], settings: Settings) -> Iterator[str]:
    """Yield a note for each rule that accepts nothing of what was found, and so may hide what comes."""
    found = tuple(found)
    for rule in settings.accept:
        if rule.code in _ALWAYS and not any(rule.covers(one.code, one.about) for one in found):
            yield f"[[tool.vendorize.accept]] {rule.code} about {rule.about!r} accepts nothing: take it out"


def _unsaid(place: LockedResult, project: Project, environment: Environment | None) -> tuple[str, ...]:
    # In place there may be none left, and a folder that `--out` has written is not asked for any.
    required = place.lock.project
    expected = required.requires if place.is_apart else required.requires_after
    if says_requirements(project, environment) or not expected or (place.is_whole and not place.is_apart):
        return ()
    return ("the requirements were not compared: the project does not state them",)
