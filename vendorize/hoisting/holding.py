"""Who has a package as an object, and so may ask it for any module in it, whatever the name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendorize_analysis.model.names import with_packages

if TYPE_CHECKING:
    from vendorize.hoisting.texts import ModuleText
    from vendorize.hoisting.world import ClosedWorld

SCOPES_OF = frozenset({"__builtins__", "__globals__", "f_builtins", "f_globals", "f_locals", "getclosurevars"})
"""What has the global names of a function or frame, those of the module that it is of."""
_OWN_NAMES = frozenset({"__dict__", "dir", "eval", "exec", "globals", "locals", "modules", "vars"})
"""With these a package may look at its own names."""


def why_held(world: ClosedWorld, package: str) -> str:
    """Return who has a package, or one around it, as an object, or takes its names; empty where nobody does.

    Who has it not as an object asks it for a name where the text says the package (`package.name`), or not at all.
    """
    if not package:
        return ""
    held = frozenset(with_packages(package))
    if found := next((world.names.objects[one] for one in sorted(held & world.names.objects.keys())), ""):
        return found
    for other in world.modules.values():
        if any(one.module == package and "*" in one.names for one in other.imports):
            return f"{other.name} takes all names of {package}"
        if other.loads_by_text and (found := _loaded(other, held)):
            return f"{other.name} has the name of {found} in a text"
    around = world.modules.get(package)
    seen = sorted(around.words & _OWN_NAMES) if around is not None else ()
    return f"{package} may look at its own names ({seen[0]})" if seen else ""


def _loaded(other: ModuleText, held: frozenset[str]) -> str:
    """Return a package that a text may mean for who loads modules; dots before the text say where that begins."""
    for text in other.strings:
        for package in held:
            relative = text.startswith(".") and f".{package}".endswith(f".{text.lstrip('.')}")
            if package == text or relative or (text.startswith(".") and not text.strip(".")):
                return package
    return ""
