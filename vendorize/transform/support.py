"""The text of the support module: the few lines of ours that every result carries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendorize.model.plan import NAMELESS
from vendorize.runtime import fill, read_sections

if TYPE_CHECKING:
    from collections.abc import Iterable

_IMPORTS = "import importlib\nimport sys\nfrom collections.abc import MutableMapping\n"
"""What the template imports."""
_NEEDED = "import os\nimport sys\n"
_NEEDED_TO_MOVE = f"import importlib\n{_NEEDED}from collections.abc import MutableMapping\n"
_RAISED = "from vendorize.runtime.removing import _removed\n\n\n"
"""Where the template takes the errors from that the result's module has itself."""
_ALSO = ", and imports by original names"
_FOUND = "moved(present(name))"
"""How the template looks a module up: where it moved to, unless it is absent."""
_ORIGINAL = "original(spec.name)"
"""How the template names a removed module: as it was called before it moved."""


def support_source(
    project: str, namespace: str = "", moved: Iterable[str] = (), absent: Iterable[str] = (), *, starts: bool = False
) -> bytes:
    """Return the support module of a result; with a namespace it also maps the names that moved there.

    `starts`: it can have the `.pth` files beside it read. The text runs on Python 3.8+. What no name moves or is absent
    for is left out of it.
    """
    gone = " ".join(sorted(absent))
    parts = read_sections("support.py")
    text = parts[""].replace(_RAISED, read_sections("removing.py")["removing"] + "\n\n", 1)
    text = text.replace(_IMPORTS, _NEEDED_TO_MOVE if namespace else _NEEDED, 1)
    if not namespace:
        text = text.replace(_ALSO, "", 1).replace(_ORIGINAL, "spec.name")
    text += read_sections("members.py")["members"] + "\n\n"
    text += (parts["moved"] if namespace else "") + (parts["absent"] if gone else "")
    text += read_sections("starting.py")["start"] if starts else ""
    text = text.replace(_FOUND, _lookup(moves=bool(namespace), lacks=bool(gone)))
    values = {
        "project": project or NAMELESS,
        "namespace": namespace,
        "moved": " ".join(sorted(moved)),
        "absent": gone,
    }
    return fill(text, values).encode("utf-8")


def _lookup(*, moves: bool, lacks: bool) -> str:
    found = "present(name)" if lacks else "name"
    return f"moved({found})" if moves else found
