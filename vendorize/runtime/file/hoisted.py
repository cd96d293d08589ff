"""Modules that share the scope of another one, for who asks for one of them all the same."""

import importlib
import sys
from importlib.machinery import ModuleSpec
from types import ModuleType


def spec(fullname, tree):
    """Return the spec of a merged module."""
    into, names = tree.hoisted[fullname]
    return ModuleSpec(fullname, ViewLoader(into, names), origin=tree.path(fullname.replace(".", "/") + ".py"))


class SharedView(ModuleType):
    """A merged module: its names are those of the scope that it shares, whoever reads or changes them."""

    def __getattr__(self, name):
        names, space = _seen(self)
        if name in names and names[name] in space:
            return space[names[name]]
        raise AttributeError("module %r has no attribute %r" % (self.__name__, name))

    def __setattr__(self, name, value):
        names, space = _seen(self)
        if name in names:
            space[names[name]] = value
        else:
            super().__setattr__(name, value)

    def __delattr__(self, name):
        names, space = _seen(self)
        if name in names:
            space.pop(names[name])
        else:
            super().__delattr__(name)

    def __dir__(self):
        return sorted({*vars(self), *_seen(self)[0]})


def _seen(view):
    """Return the names of a view as they are in the shared scope, and that scope."""
    loader = vars(view).get("__loader__")
    return (loader.names, loader.space) if isinstance(loader, ViewLoader) else ({}, {})


class ViewLoader:
    """Loads the module that has the scope, and gives a view of it."""

    def __init__(self, into, names):
        self.into, self.space = into, {}
        pairs = (one.partition("=") for one in names.split())
        self.names = {old: new or old for old, _, new in pairs}

    def create_module(self, spec):
        """Return an empty view."""
        return SharedView(spec.name)

    def exec_module(self, module):
        """Fill the view: the module that it is in may be a view itself."""
        host = importlib.import_module(self.into)
        while isinstance(host, SharedView):
            inner = vars(host)["__loader__"]
            self.names = {old: inner.names.get(new, new) for old, new in self.names.items()}
            host = sys.modules[inner.into]
        self.space = vars(host)
        if "__file__" in vars(module):
            raise ImportError("%s shares the scope of %s, and cannot be loaded again" % (module.__name__, self.into))
        vars(module)["__file__"] = module.__spec__.origin
