"""Everything the stages ask about the standard library, under one name."""

from __future__ import annotations

from vendorize_analysis.tables.callbacks import (
    Overrides,
    is_standard_class,
    is_standard_module,
    members_of,
    names_called_by,
    overrides_of,
)
from vendorize_analysis.tables.effects import (
    aliased,
    asks_environment,
    calls_arguments,
    is_everywhere,
    is_pure_base,
    is_pure_call,
    is_pure_decorator,
    is_pure_metaclass,
    keeps_members,
    leaves_members,
)
from vendorize_analysis.tables.loads import implied_modules
from vendorize_analysis.tables.powers import capabilities

__all__ = [
    "Overrides",
    "aliased",
    "asks_environment",
    "calls_arguments",
    "capabilities",
    "implied_modules",
    "is_everywhere",
    "is_pure_base",
    "is_pure_call",
    "is_pure_decorator",
    "is_pure_metaclass",
    "is_standard_class",
    "is_standard_module",
    "keeps_members",
    "leaves_members",
    "members_of",
    "names_called_by",
    "overrides_of",
]
