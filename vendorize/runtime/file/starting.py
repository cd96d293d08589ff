"""What the module of the file itself becomes: the program, or the module of that name."""

import os
import sys

from _vendorize_file import RUNTIME, Loader

_INSTALL = "__vendorize__"
"""Whoever runs the file under this name gets its modules importable, and nothing run."""
_OURS = ("__annotations__", "__builtins__", "__cached__", "__doc__", "__file__", "__loader__", "__name__")
_ALSO = ("__package__", "__spec__")
_NOTHING = compile("", "<vendorize>", "exec")


def first_code(space, name, finder, settings):
    """Return the code that the module of the file runs in `space`, its own dictionary, which has nothing else then."""
    for one in set(space) - set(_OURS) - set(_ALSO):
        del space[one]
    main = settings["main"]
    is_program = name in ("__main__", "__mp_main__")
    if name == _INSTALL:
        return _NOTHING
    if not is_program and getattr(sys.modules.get(name), "__dict__", None) is space:
        _replace(name, settings["module"])
        return _NOTHING
    if not main:
        sys.exit("%s has nothing to run: import %s from it" % (finder.tree.root, settings["module"]))
    if name == "__mp_main__" and settings["package"] and not settings["command"]:
        # `multiprocessing` does not run the module `__main__` of a package again either.
        return _NOTHING
    if name == "__main__" and sys.excepthook is sys.__excepthook__:
        # Both: `code.InteractiveConsole` writes tracebacks itself unless somebody has put another hook there.
        sys.excepthook = sys.__excepthook__ = _showing(finder.tree.root)
    return _program(space, name, finder, settings)


def _replace(name, module):
    """Put the module that the file has of that name in the place of its own one."""
    import importlib

    own = sys.modules.pop(name)
    try:
        sys.modules[name] = importlib.import_module(module)
    except BaseException:
        sys.modules[name] = own
        raise


def _program(space, name, finder, settings):
    spec = space.get("__spec__")
    command = settings["command"] if spec is None else ""
    package = "" if command else settings["package"]
    if package:
        import importlib

        importlib.import_module(package)
        spec = importlib.machinery.PathFinder.find_spec(package + ".__main__", sys.modules[package].__path__)
        space.update(__file__=spec.origin, __loader__=spec.loader, __package__=package, __cached__=spec.cached)
        if name == "__main__" and os.path.abspath(sys.argv[0]) == finder.tree.root:
            sys.argv[0] = spec.origin  # as `python -m` has it: programs call themselves after it
    else:
        loader = Loader(name, finder.tree, command or settings["main"])
        if spec is not None:  # `python -m`
            spec = finder.find_spec(spec.name)
            if spec is not None and spec.origin == loader.path:
                loader = spec.loader
            else:
                spec = None
        space["__loader__"] = loader
    space["__spec__"] = spec
    space["__doc__"] = None
    return space["__loader__"].get_code(space["__loader__"].name)


def _showing(root):
    """Return what shows an uncaught error from the first line of the program on."""
    inside, own = root + os.sep, os.path.join(root, RUNTIME, "")

    def show(kind, value, trace):
        import traceback

        first = trace
        while first is not None:
            name = first.tb_frame.f_code.co_filename
            if name.startswith(inside) and not name.startswith(own):
                break
            first = first.tb_next
        traceback.print_exception(kind, value, first or trace)

    return show
