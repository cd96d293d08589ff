"""The exit codes of the command line: 0 for "done and nothing found", and these two."""

from __future__ import annotations

FINDING = 1
"""The command found something: a difference, a symbol that is not kept, a limit of the user's that is passed."""
COULD_NOT_RUN = 2
"""Usage, configuration, unreadable input, an interrupt, or a bug of ours."""
