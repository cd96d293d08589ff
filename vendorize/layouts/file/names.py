"""Names of our own in this layout."""

from __future__ import annotations

RUNTIME = "_vendorize_file"
"""Package of what imports from the file."""
INSTALL = "__vendorize__"
"""Whoever runs the file under this name gets its modules importable, and nothing run."""
EXTERNALS = ".externals"
"""Ending of the folder beside the file that has the compiled distributions."""
