"""What generated modules define: each function writes one definition of some kind, which runs and has a result."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.properties.writing import SHORT

if TYPE_CHECKING:
    from tests.properties.writing import Module


def plain_function(module: Module) -> None:
    name = module.fresh("plain")
    module.define(name, "function", "{}({n})", text=f"def {name}(n):\n    return {module.value()} + 'p'\n")


def function_with_import(module: Module) -> None:
    name = module.fresh("late")
    statement, value = module.local()
    module.define(name, "function", "{}({n})", text=f"def {name}(n):\n    {statement}\n    return {value}\n")


def closure(module: Module) -> None:
    name = module.fresh("close")
    lines = (
        f"def {name}(n, start={module.value('3')}):",
        "    total = [start]",
        f"    def inner(k):\n        total.append({module.value('k')})\n        return k",
        "    inner(n)",
        "    return ''.join(total)",
    )
    module.define(name, "function", "{}({n})", "{}({n}, start='s')", text="\n".join(lines) + "\n")


def generator(module: Module) -> None:
    name = module.fresh("gen")
    text = f"def {name}(n):\n    for k in range(n % 3):\n        yield {module.value('k')}\n    yield from 'z'\n"
    module.define(name, "function", "list({}({n}))", "''.join({}({n}))", text=text)


def constant(module: Module) -> None:
    name = module.fresh("CONST")
    module.define(name, "value", "{}", text=f"{name} = {module.value('2')}\n")


def pair(module: Module) -> None:
    first, second = module.fresh("LEFT"), module.fresh("RIGHT")
    module.add(f"{first}, ({second}, *_) = {module.value('4')}, ({module.value('5')}, 6, 7)\n")
    module.define(first, "value", "{}")
    module.define(second, "value", "{}")


def alias(module: Module) -> None:
    things = module.of_kind("function", "class")
    if things:
        thing = module.dice.pick(things)
        name = module.fresh("alias")
        module.define(name, thing.kind, *thing.uses, text=f"{name} = {module.reach(thing)}\n")


def table(module: Module) -> None:
    name, helper = module.fresh("TABLE"), module.fresh("_entry")
    module.add(f"def {helper}(n):\n    return {module.value()}\n")
    module.add(f"{name} = {{'one': {helper}, 'two': lambda n: {module.value()}}}\n")
    module.add(f"{name}['three'] = lambda n: {module.value()}\n")
    module.define(name, "value", "{}['one']({n})", "{}['t' + 'wo']({n})", "{}['three']({n})", "sorted({})")


def computed_globals(module: Module) -> None:
    name = module.fresh("pick")
    module.add(f"def {name}_red(n):\n    return {module.value()}\n")
    module.add(f"def {name}_blue(n):\n    return {module.value()}\n")
    text = f"def {name}(n, colour='red'):\n    return globals()['{name}_' + colour](n)\n"
    module.define(name, "function", "{}({n})", "{}({n}, 'blue')", text=text)


def evaluated(module: Module) -> None:
    name, helper = module.fresh("evals"), module.fresh("hidden")
    module.add(f"def {helper}(n):\n    return {module.value()}\n")
    module.define(name, "function", "{}({n})", text=f"def {name}(n):\n    return eval('{helper}(n)')\n")


def conditional(module: Module) -> None:
    name = module.fresh("cond")
    tests = ("sys.version_info >= (3, 8)", "sys.platform == 'nowhere'", "len('ab') == 2", "typing.TYPE_CHECKING")
    lines = (
        f"import sys, typing\nif {module.dice.pick(tests)}:",
        f"    def {name}(n):\n        return {module.value()}",
        f"elif {module.dice.pick(tests)}:\n    {name} = lambda n: {module.value()}",
        f"else:\n    def {name}(n):\n        return {module.value()}",
    )
    module.define(name, "function", "{}({n})", text="\n".join(lines) + "\n")


def attempted(module: Module) -> None:
    name = module.fresh("tried")
    cause = module.dice.pick(("import missing_accelerator", "1 / 0", "pass", "raise KeyError"))
    lines = (
        f"try:\n    {cause}",
        f"except (ImportError, ZeroDivisionError):\n    def {name}(n):\n        return {module.value()}",
        f"except KeyError:\n    {name} = {module.value('8')}.__add__\n    {name} = lambda n, old={name}: old('k')",
        f"else:\n    def {name}(n):\n        return {module.value()}",
        "finally:\n    pass",
    )
    module.define(name, "function", "{}({n})", text="\n".join(lines) + "\n")


def decorator(module: Module) -> None:
    name = module.fresh("deco")
    lines = (
        f"import functools\ndef {name}(function):",
        f"    @functools.wraps(function)\n    def wrapper(n):\n        return function(n) + {module.value()}",
        "    return wrapper",
    )
    module.define(name, "decorator", text="\n".join(lines) + "\n")


def registry(module: Module) -> None:
    name = module.fresh("REG")
    lines = (
        f"{name} = {{}}",
        f"def add_{name}(key):\n    def register(function):\n        {name}[key] = function\n        return function",
        "    return register",
        f"def ask_{name}(n):\n    return ''.join(str({name}[key](n)) for key in sorted({name})){SHORT}",
    )
    module.add("\n".join(lines) + "\n")
    module.define(f"add_{name}", "register")
    module.define(f"ask_{name}", "function", "{}({n})")


def decorated(module: Module) -> None:
    decorators, registers = module.of_kind("decorator"), module.of_kind("register")
    name = module.fresh("dressed")
    lines = [f"@{module.reach(thing)}" for thing in decorators[:1]]
    lines += [f"@{module.reach(thing)}({name!r})" for thing in registers[:1]]
    # What is registered must not ask the registry: it would never end.
    lines.append(f"def {name}(n):\n    return {'str(n)' if registers else module.value()}")
    module.define(name, "function", "{}({n})", text="\n".join(lines) + "\n")


def dispatched(module: Module) -> None:
    name = module.fresh("single")
    lines = (
        f"import functools\n@functools.singledispatch\ndef {name}(value):\n    return {module.value('1')}",
        f"@{name}.register(int)\ndef _(value):\n    return {module.value('value')}",
        f"@{name}.register\ndef _(value: str):\n    return value",
    )
    module.define(name, "function", "{}({n})", "{}('text')", "{}(None)", text="\n".join(lines) + "\n")


def shared_list(module: Module) -> None:
    name = module.fresh("LOG")
    module.add(f"{name} = []\ndef note_{name}(text):\n    {name}.append(text)\n")
    for _ in range(module.dice.number(3)):
        module.add(f"note_{name}({module.value('1')})\n")
    module.add(f"{name} += [{module.value('2')}]\n")
    module.define(name, "value", "len({})", "{}[-1]")


def counter(module: Module) -> None:
    name = module.fresh("count")
    lines = (
        f"_{name} = 0\ndef {name}(n):\n    global _{name}, _last_{name}",
        f"    _{name} += n\n    _last_{name} = {module.value()}\n    return _last_{name} + str(_{name})",
    )
    module.define(name, "function", "{}({n})", text="\n".join(lines) + "\n")


def helper_deleted(module: Module) -> None:
    name, helper = module.fresh("VALUE"), module.fresh("_once")
    text = f"def {helper}(n):\n    return {module.value()}\n{name} = {helper}(3)\ndel {helper}\n"
    module.define(name, "value", "{}", text=text)


def made_in_a_loop(module: Module) -> None:
    name = module.fresh("made")
    text = f"for _key in ('a', 'b'):\n    globals()['{name}_' + _key] = lambda n, key=_key: key + {module.value()}\n"
    module.add(text)
    module.define(f"{name}_a", "function", "{}({n})")
    module.define(f"{name}_b", "function", "{}({n})")


def lazy_module(module: Module) -> None:
    if any("def __getattr__" in text for text in module.body):
        return
    name = module.fresh("lazy")
    module.add(f"def _make_{name}():\n    return {module.value('1')}\n")
    module.add(f"def __getattr__(name):\n    if name == {name!r}:\n        return _make_{name}()\n")
    module.add("    raise AttributeError(name)\n")
    if module.exports is None:
        module.define(name, "lazy", "{}")


FUNCTIONS = (
    plain_function,
    function_with_import,
    closure,
    generator,
    constant,
    pair,
    alias,
    table,
    computed_globals,
    evaluated,
    conditional,
    attempted,
    decorator,
    registry,
    decorated,
    dispatched,
    shared_list,
    counter,
    helper_deleted,
    made_in_a_loop,
    lazy_module,
)
