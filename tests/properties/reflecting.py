"""What generated modules define by looking at themselves: names that are put together, bound again, or found late."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.properties.writing import Module


def bound_again(module: Module) -> None:
    name = module.fresh("again")
    lines = (
        f"def {name}(n):\n    return {module.value()}",
        f"_first_{name} = {name}",
        f"def {name}(n):\n    return _first_{name}(n) + {module.value()}",
    )
    module.define(name, "function", "{}({n})", text="\n".join(lines) + "\n")


def deferred_by_text(module: Module) -> None:
    name, helper = module.fresh("deferred"), module.fresh("late")
    module.add(f"TEXT_{name} = '{helper}(n)'\nPARTS_{name} = ('{helper[:3]}', '{helper[3:]}')\n")
    module.add(f"def {helper}(n):\n    return {module.value()}\n")
    ways = (f"eval(TEXT_{name})", f"eval(''.join(PARTS_{name}))(n)", f"eval('{helper[:4]}' + '{helper[4:]}' + '(n)')")
    module.define(name, "function", "{}({n})", text=f"def {name}(n):\n    return {module.dice.pick(ways)}\n")


def changed_case(module: Module) -> None:
    """Ask an object, itself or another one, for members whose names differ from the strings in case and hyphens."""
    name, stem = module.fresh("verbs"), module.fresh("say").replace("_", "")
    receiver = module.dice.pick(("self", "other", "Verbs_" + name))
    ways = (
        f"getattr({receiver}, verb.upper(), None) or getattr({receiver}, 'on_' + verb.lower())",
        f"getattr({receiver}, shout)",
        f"getattr({receiver}, (called := verb.upper()))",
        f"vars(Verbs_{name})[verb.upper()]",
        f"operator.attrgetter(verb.upper())({receiver})",
    )
    lines = (
        f"import operator\nclass Verbs_{name}:\n    @staticmethod\n    def GET(n):\n        return {module.value()}",
        f"    @staticmethod\n    def POST(n):\n        return {module.value()}",
        f"    @staticmethod\n    def {stem}_HELLO(n):\n        return {module.value()}",
        f"    @staticmethod\n    def on_put(n):\n        return {module.value()}",
        "    def serve(self, n, verb, other):\n        shout, _ = verb.replace('-', '_').upper(), other",
        f"        return ({module.dice.pick(ways)})(n)",
        f"def {name}(n, verb='get'):\n    return Verbs_{name}().serve(n, verb, Verbs_{name}())",
    )
    uses = ["{}({n})", "{}({n}, 'post')", "{}({n}, 'Get')"]
    module.define(name, "function", *uses, text="\n".join(lines) + "\n")


def own_module(module: Module) -> None:
    name, helper = module.fresh("own"), module.fresh("helper")
    module.add(f"import sys\ndef {helper}(n):\n    return {module.value()}\n")
    stem, rest = helper[:5], helper[5:]
    ways = (
        f"getattr(sys.modules[__name__], '{helper}')(n)",
        f"getattr(sys.modules[__name__], '{stem}' + '{rest}')(n)",
        f"sys.modules[__name__].__dict__['{stem}' + '{rest}'](n)",
        f"vars(sys.modules[__name__]).get('{helper}')(n)",
        f"globals().get('{stem}' + '{rest}')(n)",
        f"[value for key, value in sorted(globals().items()) if key == '{helper}'][0](n)",
        f"__import__(__name__, fromlist=['*']).{helper}(n)",
    )
    module.define(name, "function", "{}({n})", text=f"def {name}(n):\n    return {module.dice.pick(ways)}\n")


def accelerated(module: Module) -> None:
    """Take the fast one if there is one; what a star brings comes from a module of the same program."""
    name = module.fresh("fast")
    known = [thing for thing in module.of_kind("function") if thing.module != module.name]
    source = module.dice.pick(known).module if known and module.dice.chance(2) else "missing_fast"
    lines = (
        f"def {name}(n):\n    return {module.value()}",
        f"try:\n    from {source} import *\n    HAS_{name} = True",
        f"except ImportError:\n    HAS_{name} = False\n    def other_{name}(n):\n        return {module.value()}",
        f"def use_{name}(n):\n    return {name}(n) if HAS_{name} else other_{name}(n)",
    )
    module.define(f"use_{name}", "function", "{}({n})", text="\n".join(lines) + "\n")


REFLECTING = (bound_again, deferred_by_text, changed_case, own_module, accelerated)
LISTINGS = (
    "__all__ = {0!r}",
    "__all__ = {1!r}\n__all__ += {2!r}",
    "__all__ = []\n__all__.extend({0!r})",
    "__all__ = [*{1!r}, *tuple({2!r})]",
    "__all__ = []\nfor _name in {0!r}:\n    __all__.append(_name)",
    "__all__ = [name for name in {0!r}]",
    "__all__ = sorted(set({1!r}) | set({2!r}))",
)
"""Forms of `__all__`: with all names, the first half and the second."""
COMPUTED = (
    "__all__ = [_name for _name in dir() if _name[-1].isdigit()]",
    "__all__ = [_name for _name in globals() if not _name.startswith('_')]",
    "__all__ = sorted(_name for _name, _value in vars().items() if _name[0] != '_')",
)
"""Forms that stand at the end of a module."""
