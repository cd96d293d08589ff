"""Cold and packed modules: the one line of each calls what stubs load by, and gets the code of the module."""

# What the support module has above: this stands behind what stubs ask.
import sys

from vendorize.runtime.coldarchive import _FUTURE, _TOLD, ARCHIVE, _level, _like, _place, _present, _text
from vendorize.runtime.coldcache import _cached
from vendorize.runtime.coldloading import cold


# section: modules


def _run(self, named):
    """Return the code of the module with this word, which its one line runs."""
    frame = sys._getframe(1)
    stub = frame.f_code
    place = _present(named, "", frame)
    for tell in _TOLD if _level(place) is None else ():  # a packed one runs as it always did
        tell(named, "", frame)
    # Who runs the text of a file may put lines before it, and his flags hold in it.
    shift, flags = frame.f_lineno - 1, stub.co_flags & _FUTURE
    if shift > 0 or flags:
        return _module(named, stub.co_filename, shift, flags)
    return _like(_cached(ARCHIVE, place[2], lambda: _module(named, stub.co_filename)), stub)


def _module(named, filename, shift=0, flags=0):
    text = "\n" * shift + _text(named)[_level(_place(named)) or 0 :].decode("utf-8")
    return compile(text, filename, "exec", flags=flags, dont_inherit=True)


type(cold).__call__ = _run
