"""What generated modules define by looking at themselves: names that are put together, bound again, or found late."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.properties.writing import Module


def bound_again(module: Module) -> None:
    name, other = module.fresh("again"), module.fresh("other")
    ways = (
        (f"_first_{name} = {name}", f"def {name}(n):\n    return _first_{name}(n) + {module.value()}"),
        (f"def {other}(n, old={name}):\n    return old(n) + {module.value()}", f"{name} = {other}\ndel {other}"),
        (f"def {other}(n):\n    return {module.value()}", f"def set_{name}():\n    global {name}; {name} = {other}"),
        (f"del {name}", f"try:\n    {name}\nexcept NameError:\n    def {name}(n):\n        return {module.value()}"),
        (f"class {name}({name}(1).__class__):", f"    def __new__(cls, n):\n        return {module.value()}"),
    )
    first, second = module.dice.pick(ways)
    called = [f"set_{name}()"] if "global" in second else []
    lines = (f"def {name}(n):\n    return {module.value()}", first, second, *called)
    module.define(name, "function", "{}({n})", text="\n".join(lines) + "\n")


def member_bound_again(module: Module) -> None:
    name, part = module.fresh("Twice"), module.fresh("part")
    ways = (
        f"    _old_{part} = {part}\n    def {part}(self, n):\n        return self._old_{part}(n) + {module.value()}",
        f"    {part} = property({part})\n    @{part}.getter\n    def {part}(self): return lambda n: {module.value()}",
        f"    def {part}(self, n, old={part}):\n        return old(self, n) + {module.value()}",
        f"    for _key in ('{part}', 'more_{part}'):\n        locals()[_key] = {part}",
    )
    head = f"class {name}:\n    def {part}(self, n):\n        return {module.value()}"
    module.define(name, "value", f"{{}}().{part}({{n}})", text=f"{head}\n{module.dice.pick(ways)}\n")


def deferred_by_text(module: Module) -> None:
    name, helper = module.fresh("deferred"), module.fresh("late")
    module.add(f"TEXT_{name} = '{helper}(n)'\nPARTS_{name} = ('{helper[:3]}', '{helper[3:]}')\n")
    module.add(f"def {helper}(n):\n    return {module.value()}\n")
    ways = (
        f"eval(TEXT_{name})",
        f"eval(''.join(PARTS_{name}))(n)",
        f"eval('{helper[:4]}' + '{helper[4:]}' + '(n)')",
        f"eval(compile(TEXT_{name}, 'text', 'eval'))",
        f"eval(TEXT_{name}, {{**globals(), 'n': n}})",
        f"(lambda space: exec('found = ' + TEXT_{name}, globals(), space) or space['found'])({{'n': n}})",
    )
    module.define(name, "function", "{}({n})", text=f"def {name}(n):\n    return {module.dice.pick(ways)}\n")


def evaluated_elsewhere(module: Module) -> None:
    """Evaluate a text in the namespace of another module."""
    known = [thing for thing in module.of_kind("function", "value") if thing.module != module.name]
    if known:
        thing = module.dice.pick(known)
        name, alias = module.fresh("there"), module.fresh("place")
        module.imports.append(f"import {thing.module} as {alias}")
        use = module.dice.pick(thing.uses).replace("{}", thing.name).replace("{n}", "n")
        ways = (f"eval(text, vars({alias}), {{'n': n}})", f"eval(text, {{**{alias}.__dict__, 'n': n}})")
        text = f"def {name}(n, text={use!r}):\n    return str({module.dice.pick(ways)})[-16:]\n"
        module.define(name, "function", "{}({n})", text=text)


def changed_case(module: Module) -> None:
    """Ask an object, itself or another one, for members whose names differ from the strings in case and hyphens."""
    name, said = module.fresh("verbs"), module.fresh("say")
    spoken = said.replace("_", "-")
    receiver = module.dice.pick(("self", "other", f"Verbs_{name}"))
    way, *words = module.dice.pick(
        (
            (f"getattr({receiver}, verb.upper(), None) or getattr({receiver}, 'on_' + verb.lower())", "get", "PUT"),
            (f"getattr({receiver}, verb.upper())", "get", "Post"),
            (f"getattr({receiver}, word)", "post", spoken),
            (f"getattr({receiver}, (called := verb.upper()))", "get"),
            (f"vars(Verbs_{name})[verb.upper()].__func__", "get", "post"),
            (f"operator.attrgetter(verb.upper())({receiver})", "get", "post"),
        )
    )
    methods = ("GET", "POST", said.upper(), "on_put")
    lines = (
        f"import operator\nclass Verbs_{name}:",
        *(f"    @staticmethod\n    def {method}(n):\n        return {module.value()}" for method in methods),
        "    def serve(self, n, verb, other):\n        word, _ = verb.replace('-', '_').upper(), 0",
        f"        return ({way})(n)",
        f"def {name}(n, verb={words[0]!r}):\n    return Verbs_{name}().serve(n, verb, Verbs_{name}())",
    )
    uses = ["{}({n})", *(f"{{}}({{n}}, {word!r})" for word in words)]
    module.define(name, "function", *uses, text="\n".join(lines) + "\n")


def own_module(module: Module) -> None:
    name, helper = module.fresh("own"), module.fresh("helper")
    module.add(f"import sys, inspect, operator\ndef {helper}(n):\n    return {module.value()}\n")
    stem, rest, own = helper[:5], helper[5:], name
    ways = (
        f"getattr(sys.modules[__name__], '{helper}')(n)",
        f"getattr(sys.modules[__name__], '{stem}' + '{rest}')(n)",
        f"sys.modules[__name__].__dict__['{stem}' + '{rest}'](n)",
        f"vars(sys.modules[__name__]).get('{helper}')(n)",
        f"globals().get('{stem}' + '{rest}')(n)",
        f"[value for key, value in sorted(globals().items()) if key == '{helper}'][0](n)",
        f"__import__(__name__, fromlist=['*']).{helper}(n)",
        f"dict(inspect.getmembers(sys.modules[__name__]))['{stem}' + '{rest}'](n)",
        f"getattr(sys.modules[__name__], '{helper}'.upper().lower())(n)",
        f"[getattr(sys.modules[__name__], key) for key in dir(sys.modules[__name__]) if key == '{helper}'][0](n)",
        f"operator.attrgetter('{helper}')(sys.modules[{own}.__module__])(n)",
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


def replaced_by_faster(module: Module) -> None:
    """Bind a name from an accelerator: one that is missing, that lacks the name, or that has it."""
    name = module.fresh("speed")
    foreign = (thing for thing in module.of_kind("function") if thing.module != module.name)
    known = [thing for thing in foreign if thing.uses[0] == "{}({n})"]
    thing = module.dice.pick(known) if known else None
    source, wanted = (thing.module, thing.name) if thing else ("missing_fast", "nothing")
    source, wanted = module.dice.pick(((source, wanted), (source, f"no_{name}"), ("missing_fast", wanted)))
    slow = f"def {name}(n):\n    return {module.value()}"
    ways = (
        (slow, f"try:\n    from {source} import {wanted} as {name}", "except ImportError:\n    pass"),
        (slow, f"_py_{name} = {name}", f"try:\n    from {source} import {wanted} as _c_{name}",
         f"except ImportError:\n    _c_{name} = None", f"{name} = _c_{name} or _py_{name}"),
        (f"try:\n    from {source} import {wanted} as _c_{name}", f"except ImportError:\n    _c_{name} = None",
         f"if _c_{name} is None:\n    def {name}(n):\n        return {module.value()}",
         f"else:\n    def {name}(n):\n        return _c_{name}(n)"),
        ("import importlib", slow, f"for _place in ('missing_fast', {source!r}):",
         f"    try:\n        {name} = getattr(importlib.import_module(_place), {wanted!r}, {name})\n        break",
         "    except ImportError:\n        continue"),
        (slow, f"try:\n    import {source} as _mod_{name}", f"except ImportError:\n    _mod_{name} = None",
         f"if hasattr(_mod_{name}, {wanted!r}):\n    {name} = _mod_{name}.{wanted}"),
    )  # fmt: skip
    text = "\n".join(module.dice.pick(ways)) + "\n"
    module.define(name, "function", "{}({n})", text=text)


REFLECTING = (
    bound_again,
    member_bound_again,
    deferred_by_text,
    evaluated_elsewhere,
    changed_case,
    own_module,
    accelerated,
    replaced_by_faster,
)
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
EXTENSIONS = (
    "__all__ += {0}.__all__\n",
    "__all__ = [*__all__, *{0}.__all__]\n",
    "__all__ = list(__all__) + list({0}.__all__)\n",
    "__all__ += [_name for _name in dir({0}) if _name in {0}.__all__]\n",
    "for _part in ({0},):\n    __all__ = [*__all__, *_part.__all__]\n",
    "globals().update({{_name: getattr({0}, _name) for _name in {0}.__all__}})\n__all__ = [*__all__, *{0}.__all__]\n",
)
"""Forms of what adds the names that another module lists."""
COMPUTED = (
    "__all__ = [_name for _name in dir() if _name[-1].isdigit()]",
    "__all__ = [_name for _name in globals() if not _name.startswith('_')]",
    "__all__ = sorted(_name for _name, _value in vars().items() if _name[0] != '_')",
)
"""Forms that stand at the end of a module."""
