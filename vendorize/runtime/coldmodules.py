"""Cold modules: the one line of each calls what stubs load by, and gets the code of the module."""

# What the support module has above: this stands behind the loading of functions in it.
import sys

from vendorize.runtime.cold import _FUTURE, _TEXTS, _TOLD, ARCHIVE, ColdLoading, _like, _lines, _present
from vendorize.runtime.coldcache import _cached


# section: modules

_STUB_LINE = 2


def _run(self, named):
    """Return the code of the module with this word, which its one line runs."""
    frame = sys._getframe(1)
    stub = frame.f_code
    place = _present(named, "", frame)
    for tell in _TOLD:
        tell(named, "", frame)
    # Who runs the text of a file may put lines before it, and his flags hold in it.
    shift, flags = frame.f_lineno - _STUB_LINE, stub.co_flags & _FUTURE
    if shift > 0 or flags:
        return _module(named, stub.co_filename, shift, flags)
    return _like(_cached(ARCHIVE, place[2], lambda: _module(named, stub.co_filename)), stub)


def _module(named, filename, shift=0, flags=0):
    text = "\n" * shift + "\n".join(_lines(named))
    _TEXTS.pop(named, None)  # it runs once, and is nothing to remember
    return compile(text, filename, "exec", flags=flags, dont_inherit=True)


ColdLoading.__call__ = _run
