"""Stage 2: who owns which installed file, and who requires whom, for one interpreter."""

from __future__ import annotations

from vendorize_analysis.environment.inspection import asked_requirements, complete, inspect
from vendorize_analysis.environment.interpreter import choose_interpreter, folders_of, is_chosen
from vendorize_analysis.environment.modules import in_order, modules_of
from vendorize_analysis.environment.pure_python import fails_without_compiled
from vendorize_analysis.environment.reading import reads
from vendorize_analysis.environment.replacing import with_replaced
from vendorize_analysis.environment.requirements import key_of
from vendorize_analysis.environment.texts import REINSTALL
from vendorize_analysis.environment.tree import Needed, differences, requirement_tree

__all__ = [
    "REINSTALL",
    "Needed",
    "asked_requirements",
    "choose_interpreter",
    "complete",
    "differences",
    "fails_without_compiled",
    "folders_of",
    "in_order",
    "inspect",
    "is_chosen",
    "key_of",
    "modules_of",
    "reads",
    "requirement_tree",
    "with_replaced",
]
