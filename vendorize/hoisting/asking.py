"""Whether a package is asked for modules in it while its `__name__` is that of a module which it has taken in.

`from package import module` looks for `package.__name__` with the module behind, so that imports have to find the
package under its own name: then each stands between two lines that give it that, and take it away.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendorize.hoisting.forms import why_not_alone

if TYPE_CHECKING:
    from vendorize.hoisting.texts import ImportStatement, ModuleText
    from vendorize.hoisting.world import ClosedWorld


def asked_below(module: ModuleText, host: ModuleText, world: ClosedWorld) -> bool | str:
    """Tell whether imports of a module, or of what these load, ask its host for modules below; or why none may."""
    if not host.is_package:
        return False
    by = world.reached(module.name, but=host.name) - {host.name} | {module.name}
    imports = [one for name in by for one in world.modules[name].imports]
    if not any(_asks(one, host.name, world) for one in imports):
        return False
    for one in (*imports, *module.imports):
        if not one.is_plain and (_asks(one, host.name, world) or not by.isdisjoint(one.reached())):
            return f"{one.importer}:{one.node.lineno} imports in a function, class, `if` or `try`, and asks {host.name}"
    own = (one for one in module.imports if one.is_plain and one.module != "__future__")
    return next(filter(None, (why_not_alone(module, one) for one in own)), "") or True


def _asks(one: ImportStatement, package: str, world: ClosedWorld) -> bool:
    return one.module == package and any(f"{package}.{name}" in world.modules for name in one.names)
