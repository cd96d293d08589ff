"""What the support module has besides where modules went of which no package of the result can say so."""

# What the support module has above: this is its end, and not written.
import sys

from vendorize.runtime.removing import _removed


# section: gone


GONE = {"@gone@": "@origin@"}
OWN = frozenset("@own@".split())
_STAYING = frozenset("@staying@".split())  # what stays as it is installed, and asks for whoever calls it
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
        frame, depth = sys._getframe(1), 1
        while _is_standard(frame) and frame.f_back is not None:
            frame, depth = frame.f_back, depth + 1
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
    below = ""
    while frame is not None and (_is_standard(frame) or _stays(frame)):
        below, frame = _top_of(frame), frame.f_back
    if frame is None:  # a thread that was handed what imports: somebody of the program did that, as far as can be told
        return True
    top = _top_of(frame)
    # A process of multiprocessing begins with code of its own that is in no file.
    return top in OWN or top in _STAYING or (not top and below == "multiprocessing")


def _is_standard(frame):
    name = frame.f_globals.get("__name__")
    return name == __name__ or (name != "__main__" and _top_of(frame) in _STANDARD)


def _stays(frame):
    return frame.f_globals.get("__name__") != "__main__" and _top_of(frame) in _STAYING


def _top_of(frame):
    name = frame.f_globals.get("__name__")
    if name == "__main__":
        spec = frame.f_globals.get("__spec__")
        path = frame.f_globals.get("__file__") or ""
        name = spec.name if spec is not None else path.replace("\\", "/").rpartition("/")[2].partition(".")[0]
    return name.partition(".")[0] if isinstance(name, str) else ""


sys.meta_path.append(_GoneModules())
