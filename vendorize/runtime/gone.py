"""What the support module has besides where modules went of which no package of the result can say so."""

# What the support module has above: this is its end, and not written.
import sys

from vendorize.runtime.removing import _removed


# section: gone


GONE = {"@gone@": "@origin@"}
OWN = frozenset("@own@".split())
_MOVED = "@prefix@"  # how the second names of modules begin
_STANDARD = frozenset(getattr(sys, "stdlib_module_names", ("importlib", "logging", "pickle", "pkgutil", "runpy")))


class _GoneModules:
    """The last finder: where nobody else has a module that went, code of the program hears of it when it imports it.

    To others, who may live in the same process, a module that is not here is not installed.
    """

    vendorize_namespace = ""  # the finder of no namespace: those ask each other nothing

    def find_spec(self, fullname, path=None, target=None):
        from importlib.machinery import ModuleSpec

        if _original(fullname) in GONE and _is_own(sys._getframe(1)):
            return ModuleSpec(fullname, self, origin="removed by vendorize")
        return None

    def create_module(self, spec):
        depth = 1
        while _passes_on(sys._getframe(depth)):
            depth += 1
        name = _original(spec.name)
        raise _removed(name, GONE[name], depth=depth + 1)

    def exec_module(self, module):
        raise AssertionError(module)

    def get_code(self, fullname):
        name = _original(fullname)
        raise _removed(name, GONE[name])


def _original(name):
    return name[len(_MOVED) :] if name.startswith(_MOVED) else name


def _is_own(frame):
    while frame is not None and _passes_on(frame):
        frame = frame.f_back
    return frame is not None and _top_of(frame) in OWN


def _passes_on(frame):
    name = frame.f_globals.get("__name__")
    return name == __name__ or (name != "__main__" and _top_of(frame) in _STANDARD)


def _top_of(frame):
    name = frame.f_globals.get("__name__")
    if name == "__main__":
        spec = frame.f_globals.get("__spec__")
        path = frame.f_globals.get("__file__") or ""
        name = spec.name if spec is not None else path.replace("\\", "/").rpartition("/")[2].partition(".")[0]
    return name.partition(".")[0] if isinstance(name, str) else ""


sys.meta_path.append(_GoneModules())
