"""Read what is said of single distributions, and what a result must not have."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast, get_args

from packaging.utils import canonicalize_name

from vendorize.config.checks import distribution_name, filled, one_of, symbol_pattern
from vendorize.model.cold import Cold, ColdPolicy
from vendorize.model.settings import STRIP_KINDS, Policy, Strip, Stripped
from vendorize_analysis.model.capabilities import CAPABILITIES
from vendorize_analysis.model.options import Granularity, Native

if TYPE_CHECKING:
    from vendorize.config.reader import Reader


@dataclass(frozen=True, slots=True)
class OfDistribution:
    """What the configuration says of one distribution; None or empty where it says nothing."""

    key: str
    granularity: Granularity | None
    native: Native | None
    cold: ColdPolicy | None
    defer: bool | None
    strip: Stripped | None
    denied: frozenset[str]
    allowed: frozenset[str]


def read_distributions(reader: Reader) -> tuple[OfDistribution, ...]:
    """Return what each table says, sorted by key."""
    found: dict[str, OfDistribution] = {}
    for name in reader.values:
        inner = reader.table(name)
        key = canonicalize_name(name)
        if message := distribution_name(name):
            reader.report(name, message)
        elif key in found:
            reader.report(name, "the same distribution is configured twice")
        one = OfDistribution(
            key,
            granularity=choice(inner, "granularity", Granularity) or None,
            native=choice(inner, "native", Native) or None,
            cold=choice(inner, "cold", ColdPolicy) or None,
            defer=inner.flag("defer-imports") if "defer-imports" in inner.values else None,
            strip=_stripped(inner) if "strip" in inner.values else None,
            denied=_capabilities(inner, "deny-capabilities"),
            allowed=_capabilities(inner, "allow-capabilities"),
        )
        for capability in sorted(one.denied & one.allowed):
            inner.report("allow-capabilities", f"{capability} is denied to the same distribution")
        inner.finish()
        found.setdefault(key, one)
    return tuple(found[key] for key in sorted(found))


def policy_of(reader: Reader, distributions: tuple[OfDistribution, ...]) -> Policy:
    """Return the policy of its table and of the distributions."""
    policy = Policy(
        denied=_capabilities(reader, "deny-capabilities"),
        denied_to=tuple((one.key, one.denied) for one in distributions if one.denied),
        allowed_to=tuple((one.key, one.allowed) for one in distributions if one.allowed),
        licenses=reader.texts("licenses", filled),
        distributions=frozenset(map(canonicalize_name, reader.texts("deny-distributions", distribution_name))),
        symbols=reader.texts("deny-symbols", symbol_pattern),
    )
    reader.finish()
    return policy


def cold_of(reader: Reader, distributions: tuple[OfDistribution, ...]) -> Cold:
    """Return what becomes of live functions that are not known to run."""
    policies = tuple((one.key, one.cold) for one in distributions if one.cold)
    return Cold(choice(reader, "cold", ColdPolicy) or "drop", policies)


def strip_of(reader: Reader, distributions: tuple[OfDistribution, ...]) -> Strip:
    """Return which text that does not run goes, and from which distributions other text."""
    return Strip(_stripped(reader), tuple((one.key, one.strip) for one in distributions if one.strip is not None))


def _stripped(reader: Reader) -> Stripped:
    return cast("Stripped", frozenset(reader.texts("strip", one_of(STRIP_KINDS))))


def choice(reader: Reader, key: str, literal: Any) -> Any:  # noqa: ANN401 - a Literal, and one of its values
    """Return one of the values of a `Literal`; an empty text where nothing is said."""
    return reader.text(key, one_of(get_args(literal)))


def _capabilities(reader: Reader, key: str) -> frozenset[str]:
    return frozenset(reader.texts(key, one_of(CAPABILITIES)))
