"""Say what code can do: which live code names functions of the standard library, or compiled code, that can do it.

Whoever names a function or class can do what that can; who is merely handed an object cannot be told so, and what the
object can do counts where it was made. `docs/capabilities.md` says what follows from that, and what is not seen.
"""

from __future__ import annotations

from vendorize_analysis.capabilities.authority import Authority, Reach
from vendorize_analysis.capabilities.finding import find_capabilities
from vendorize_analysis.capabilities.plain import capabilities_in

__all__ = ["Authority", "Reach", "capabilities_in", "find_capabilities"]
