"""Marks of cold generators and coroutines: the stub, a plain function, is for everybody what it stands for."""

# What the support module has above: this follows `cold.py` in it.
from vendorize.runtime.coldloading import cold


# section: kinds

import types


def _marked(flag):
    def mark(function):
        """Return the function anew, whose code has the flag: that of one that is there may not change its kind."""
        code = function.__code__
        code = code.replace(co_flags=code.co_flags | flag)
        made = types.FunctionType(code, function.__globals__, None, function.__defaults__, function.__closure__)
        made.__kwdefaults__ = function.__kwdefaults__
        # Before 3.14 annotations are there; from then on they are asked for later, by a function that makes them.
        asked = "__annotate__" if getattr(function, "__annotate__", None) is not None else "__annotations__"
        for name in (asked, *(("__type_params__",) if hasattr(function, "__type_params__") else ())):
            setattr(made, name, getattr(function, name))
        return made

    return mark


for _name, _flag in (("gen", 0x20), ("coro", 0x80), ("agen", 0x200)):
    setattr(cold, _name, _marked(_flag))
