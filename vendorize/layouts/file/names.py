"""Names of our own in this layout."""

from __future__ import annotations

FILES = "FILES"
PACKED = "PACKED"
"""Dictionaries in the file: texts, and data in base64, by POSIX path."""
RUNTIME = "_vendorize_file"
"""Package of what imports from the file."""
INSTALL = "__vendorize__"
"""Whoever runs the file under this name gets its modules importable, and nothing run."""
EXTERNALS = ".externals"
"""Ending of the folder beside the file that has the compiled distributions."""
