"""What is decided before the search: pure functions of the project, its environment and the options."""

from __future__ import annotations

from vendorize_analysis.policy.boundaries import boundaries_of, describe_roots, prunable
from vendorize_analysis.policy.distributions import (
    considered_distributions,
    external_distributions,
    opaque_distributions,
)
from vendorize_analysis.policy.target import target_of

__all__ = [
    "boundaries_of",
    "considered_distributions",
    "describe_roots",
    "external_distributions",
    "opaque_distributions",
    "prunable",
    "target_of",
]
