"""Classes that generated modules define, with inheritance over modules and members that are found in many ways."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.properties.writing import Module


def _method(module: Module) -> tuple[str, tuple[str, ...]]:
    name = module.fresh("meth")
    return f"    def {name}(self, n):\n        return {module.value()} + self.label()\n", (
        f"{{}}({{n}}).{name}({{n}})",
    )


def _property(module: Module) -> tuple[str, tuple[str, ...]]:
    name = module.fresh("prop")
    text = (
        f"    @property\n    def {name}(self):\n        return {module.value('self.n')}\n"
        f"    @{name}.setter\n    def {name}(self, n):\n        self.n = n\n"
    )
    return text, (f"{{}}({{n}}).{name}", f"getattr({{}}({{n}}), {name[:4]!r} + {name[4:]!r})")


def _static(module: Module) -> tuple[str, tuple[str, ...]]:
    name = module.fresh("stat")
    return f"    @staticmethod\n    def {name}(n):\n        return {module.value()}\n", (f"{{}}.{name}({{n}})",)


def _classmethod(module: Module) -> tuple[str, tuple[str, ...]]:
    name = module.fresh("make")
    text = f"    @classmethod\n    def {name}(cls, n):\n        return cls(n).label() + {module.value()}\n"
    return text, (f"{{}}.{name}({{n}})", f"{{}}({{n}}).{name}({{n}})")


def _visitor(module: Module) -> tuple[str, tuple[str, ...]]:
    name = module.fresh("visit")
    text = (
        f"    def {name}(self, kind='int'):\n        return getattr(self, '{name}_' + kind)()\n"
        f"    def {name}_int(self):\n        return {module.value('self.n')}\n"
        f"    def {name}_str(self):\n        return {module.value('self.n')}\n"
    )
    return text, (f"{{}}({{n}}).{name}()", f"{{}}({{n}}).{name}('str')")


def _attribute(module: Module) -> tuple[str, tuple[str, ...]]:
    name = module.fresh("attr")
    shown = f"'{{0.{name}}}'.format({{}})"
    return f"    {name} = {module.value('6')}\n", (f"{{}}.{name}", f"{{}}({{n}}).{name}", shown)


def _operators(module: Module) -> tuple[str, tuple[str, ...]]:
    text = (
        f"    def __len__(self):\n        return len({module.value('self.n')})\n"
        f"    def __add__(self, other):\n        return {module.value('self.n')}\n"
        f"    def __contains__(self, item):\n        return item == self.n\n"
    )
    return text, ("len({}({n}))", "{}({n}) + 1", "{n} in {}({n})")


def _nested(module: Module) -> tuple[str, tuple[str, ...]]:
    name = module.fresh("Nested")
    text = f"    class {name}:\n        def run(self, n):\n            return {module.value()}\n        spare = 1\n"
    return text, (f"{{}}.{name}().run({{n}})",)


def _template(module: Module) -> tuple[str, tuple[str, ...]]:
    name = module.fresh("temp")
    text = (
        f"    def {name}(self):\n        return self.hook_{name}() + super().__str__()[:1]\n"
        f"    def hook_{name}(self):\n        return {module.value('self.n')}\n"
    )
    return text, (f"{{}}({{n}}).{name}()",)


MEMBERS = (
    _method,
    _property,
    _static,
    _classmethod,
    _visitor,
    _attribute,
    _operators,
    _nested,
    _template,
)
ROOT = "    def __init__(self, n):\n        self.n = n\n    def label(self):\n        return {value}\n"


def plain_class(module: Module) -> None:
    _write(module, module.fresh("Base"), (), ROOT.format(value=module.value("self.n")), ())


def subclass(module: Module) -> None:
    bases = module.of_kind("class")
    if not bases:
        plain_class(module)
        return
    base = module.dice.pick(bases)
    text = ""
    if module.dice.chance(2):
        text = f"    def label(self):\n        return super().label() + {module.value('self.n')}\n"
    if module.dice.chance(2):
        text += f"    def __init__(self, n):\n        super().__init__(n)\n        self.more = {module.value()}\n"
    _write(module, module.fresh("Sub"), (module.reach(base),), text, base.uses)


def mixed_class(module: Module) -> None:
    bases = module.of_kind("class")
    if not bases:
        return
    base, mixin = module.dice.pick(bases), module.fresh("Mixin")
    module.add(f"class {mixin}:\n    def label(self):\n        return 'm' + super().label() + self.own_{mixin}()\n")
    text = f"    def own_{mixin}(self):\n        return {module.value('self.n')}\n"
    _write(module, module.fresh("Mixed"), (mixin, module.reach(base)), text, base.uses)


def registered_class(module: Module) -> None:
    name = module.fresh("Plugin")
    hooks = (
        "    kinds = []\n    def __init_subclass__(cls):\n        cls.kinds.append(cls.__name__)\n",
        "",
    )
    hook = module.dice.pick(hooks)
    module.add(f"class {name}:\n{hook}    def run(self, n):\n        return 'root'\n")
    module.add(f"class One{name}({name}):\n    def run(self, n):\n        return {module.value()}\n")
    module.add(f"class Two{name}(One{name}):\n    spare = {module.value('1')}\n")
    text = f"def all_{name}(n):\n    return ''.join(sorted(kind().run(n) for kind in {name}.__subclasses__()))\n"
    module.define(f"all_{name}", "function", "{}({n})", text=text)
    if hook:
        module.define(name, "value", "sorted({}.kinds)")


def proxy(module: Module) -> None:
    name, bases = module.fresh("Proxy"), module.of_kind("class")
    if bases:
        base = module.dice.pick(bases)
        lines = (
            f"class {name}:\n    def __init__(self, n):\n        self.target = {module.reach(base)}(n)",
            "    def __getattr__(self, name):\n        return getattr(self.target, name)",
        )
        module.add("\n".join(lines) + "\n")
        module.define(name, "value", "{}({n}).label()", "{}({n}).n")


def data_class(module: Module) -> None:
    name = module.fresh("Data")
    lines = (
        f"import dataclasses\n@dataclasses.dataclass(order=True)\nclass {name}:\n    n: int",
        f"    extra: str = {module.value('1')}",
        f"    items: list = dataclasses.field(default_factory=lambda: [{module.value('2')}])",
        f"    def __post_init__(self):\n        self.extra += {module.value('3')}",
    )
    uses = ("{}({n})", "{}({n}) < {}(3)", "{}({n}).extra")
    module.define(name, "value", *uses, text="\n".join(lines) + "\n")


def enumeration(module: Module) -> None:
    name = module.fresh("Enum")
    lines = (
        f"import enum\nclass {name}(enum.Enum):\n    A = {module.value('1')} + 'a'\n    B = {module.value('2')} + 'b'",
        f"    def shown(self):\n        return self.value + {module.value('3')}",
    )
    module.define(name, "value", "{}.A.shown()", "[one.value for one in {}]", text="\n".join(lines) + "\n")


def with_metaclass(module: Module) -> None:
    name = module.fresh("Meta")
    lines = (
        f"class {name}(type):\n    def __new__(mcls, name, bases, space):",
        f"        space['stamp'] = name[:2] + {module.value('1')}",
        "        return super().__new__(mcls, name, bases, space)",
        # Operators count as harmless, so that this one must not change anything.
        "    def __len__(cls):\n        return 7",
        f"class With{name}(metaclass={name}):\n    def other(self):\n        return 1",
        f"class More{name}(With{name}):\n    pass",
    )
    module.add("\n".join(lines) + "\n")
    module.define(f"With{name}", "value", "{}.stamp", "len({})")
    module.define(f"More{name}", "value", "{}.stamp", "len({})")


def error(module: Module) -> None:
    name = module.fresh("Error")
    lines = (
        f"class {name}(ValueError):\n    def __str__(self):\n        return {module.value('1')} + super().__str__()",
        f"def raise_{name}(n):\n    try:\n        raise {name}(n)\n    except ValueError as error:",
        "        return str(error)",
    )
    module.add("\n".join(lines) + "\n")
    module.define(f"raise_{name}", "function", "{}({n})")


def _write(module: Module, name: str, bases: tuple[str, ...], text: str, inherited: tuple[str, ...]) -> None:
    """Write a class with a few members; it does what its base does, and more."""
    uses = [*inherited, "{}({n}).label()"]
    for _ in range(module.dice.number(4)):
        member, more = module.dice.pick(MEMBERS)(module)
        text += member
        uses += more
    head = f"class {name}({', '.join(bases)}):" if bases else f"class {name}:"
    module.define(name, "class", *dict.fromkeys(uses), text=f"{head}\n{text or '    pass'}\n")


CLASSES = (
    plain_class,
    subclass,
    mixed_class,
    registered_class,
    proxy,
    data_class,
    enumeration,
    with_metaclass,
    error,
)
