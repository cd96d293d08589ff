"""Tell whose code is in a result without the text of its licence, or with one that is not allowed."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from vendorize.check.place import line_of
from vendorize.check.remedies import for_missing
from vendorize.emit.literals import held_in
from vendorize.emit.texts import can_recognize, recognized
from vendorize.model.findings import Finding
from vendorize.model.licenses import contradicts, is_allowed, is_allowed_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from vendorize.check.place import LockedResult
    from vendorize.emit.texts import LicenceText
    from vendorize.model.lock import LockedDistribution
    from vendorize.model.settings import Policy

Texts: TypeAlias = "Mapping[str, tuple[LicenceText, ...]]"
"""What was recognised, for each distribution by its key."""
_MADE = (".dist-info/METADATA", ".dist-info/RECORD", ".dist-info/INSTALLER")


def licence_findings(place: LockedResult) -> Iterator[Finding]:
    """Yield a finding for each distribution of which something was written and no licence text is there."""
    held = held_in(place.result)
    for one in place.lock.distributions:
        has_content = any(not file.path.endswith(_MADE) for file in one.files)
        carried = {file.path for file in one.files} & set(one.license_files)
        if has_content and not any((place.result / path).is_file() or held(path) for path in carried):
            named = ", ".join(one.licenses) or "no licence is stated"
            message = f"{one.name} {one.version} ({named}) is in the result without a licence text"
            if one.license_files:
                message += f": {', '.join(one.license_files)} is gone"
            advice = for_missing(place) if one.license_files else ""
            yield Finding(place.lock_file, place.locked_at(one.key, "key"), "VZ805", one.key, message, advice)


def text_findings(place: LockedResult, texts: Texts) -> Iterator[Finding]:
    """Yield a finding for each licence text that is of another licence than the metadata of its distribution states."""
    for one in place.lock.distributions:
        for text in texts[one.key]:
            if contradicts(one.licenses, text.license):
                named = f"{', '.join(one.licenses)}, and {text.relative} is the text of {text.license}"
                message = f"the metadata of {one.name} {one.version} states {named}"
                yield Finding(text.path, 1, "VZ813", one.key, message)


def texts_of(place: LockedResult) -> Texts:
    """Return for each distribution which licences the texts in the result are, as far as that can be recognised."""
    found: dict[str, tuple[LicenceText, ...]] = {}
    for one in place.lock.distributions:
        carried = set(one.license_files)
        texts = ((file.source, place.result / file.path) for file in one.files if file.path in carried)
        found[one.key] = tuple(recognized(texts))
    return found


def unrecognized(place: LockedResult, policy: Policy) -> tuple[str, ...]:
    """Return a note where the policy asks for licences, metadata does not say them, and the extra is missing."""
    silent = [one.name for one in place.lock.distributions if one.files and not one.licenses]
    if not (policy.licenses and silent) or can_recognize():
        return ()
    return (f"licence texts were not read ({', '.join(silent)}): pip install 'vendorize-cli[licenses]'",)


def policy_findings(place: LockedResult, policy: Policy, texts: Texts) -> Iterator[Finding]:
    """Yield a finding for each distribution that must not be in the result, by its name or its licence."""
    for one in place.lock.distributions:
        if one.verdict == "unused":
            continue
        line = place.locked_at(one.key, "key")
        if one.key in policy.distributions:
            message = f"{one.name} {one.version} is in the result, which the policy denies"
            yield Finding(place.lock_file, line, "VZ811", one.key, message)
        wrong = list(_not_allowed(one, policy, texts[one.key])) if policy.licenses else []
        if policy.licenses and (wrong or not (one.licenses or texts[one.key])):
            named = ", ".join(wrong) or "no licence is stated"
            message = f"{one.name} {one.version} has a licence that the policy does not allow: {named}"
            yield Finding(place.lock_file, line, "VZ810", one.key, message)
        if policy.licenses:
            yield from _file_findings(place, one, policy)


def _not_allowed(one: LockedDistribution, policy: Policy, texts: tuple[LicenceText, ...]) -> Iterator[str]:
    """Yield the licences that are not allowed: those that metadata states; texts count where it is silent or wrong."""
    yield from (each for each in one.licenses if not is_allowed(each, policy.licenses))
    for text in texts:
        counts = not one.licenses or contradicts(one.licenses, text.license)
        if counts and not is_allowed_text(text.license, policy.licenses):
            yield f"{text.license} ({text.relative})"


def _file_findings(place: LockedResult, one: LockedDistribution, policy: Policy) -> Iterator[Finding]:
    """Yield a finding for each file that says itself that it has a licence which is not allowed."""
    written = {file.source: file.path for file in one.files if file.source}
    for each in one.file_licenses:
        if not is_allowed(each.license, policy.licenses):
            path = written.get(each.source, each.source)
            file = place.result / path if each.source in written else place.lock_file
            line = line_of(file, each.license)
            message = f"{path} of {one.name} {one.version} has a licence that the policy does not allow: {each.license}"
            yield Finding(file, line, "VZ810", f"{one.key}:{path}", message)
