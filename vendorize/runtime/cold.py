"""What the support module has besides in a result with cold code: functions whose bodies come at their first call."""

# What the support module has above: this is its end, and not written.
import os
import sys

from vendorize.runtime.coldholders import _closure, _holders
from vendorize.runtime.removing import PROJECT, Removed, RemovedInPool, _kind_below, _refusal
from vendorize.runtime.support import original


# section: cold

import builtins

COLD = "@name@"
_NAMES = {"@names@": "@modules@"}  # of modules that may run under another name


class Unloadable(Removed):
    """A cold function was called, and the result does not have its code, or not as it was written."""


class UnloadableInPool(Unloadable, RemovedInPool):
    """The same below a worker that hands on nothing but an Exception."""


def _symbol(named, name, frame):
    """Return the dotted name of cold code; `name` is that of a function in the module, empty for all of this."""
    module = _NAMES.get(named) or original(frame.f_globals.get("__name__"))
    return "%s.%s" % (module, name) if name else module


def _refused(message, symbol, frame):
    kind = Unloadable if _kind_below(frame) is Removed else UnloadableInPool
    return _refusal(kind, message % (PROJECT, symbol), symbol, frame.f_back or frame)(frame.f_code.co_name)


def _denied(named, name, frame):
    return _refused("%s uses %s, which is cold, and this result denies cold code", _symbol(named, name, frame), frame)


# section: loading

import io
import types
import zlib

try:
    from _blake2 import blake2b  # what `hashlib` has too, after loading OpenSSL
except ImportError:
    from hashlib import blake2b

ARCHIVE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "@archive@")
_INDEX = "@index@".split()  # where it is in the archive, and its hash
_DENIES = "@denies@"  # cold code that is not in the archive is denied
_FUTURE = 0x1FF0000
_ITERABLE = 0x100
_PLACES = {}
_TEXTS = {}
_CODES = {}
_TOLD = []  # who hears of what is used


class ColdLoading:
    """What stubs load by: each asks for the word of its module.

    Whatever still has a stub's code gets the real one, so that the stub never runs again. No locks: threads and signal
    handlers may load at once, and get the same code.
    """

    support = __name__

    def __getattr__(self, word):
        """Return the function that the stub which asks stands for.

        Behind the module's word may stand the function's first line in the archive, where the stub's may be another.
        """
        named, _, first = word.partition("_")
        if not named[:1].isupper():
            raise AttributeError(word)
        frame = sys._getframe(1)
        stub = frame.f_code
        begin = int(first or stub.co_firstlineno)
        key = (named, begin, stub.co_firstlineno, stub.co_flags & _FUTURE)
        code = _CODES.get(key)
        fresh = code is None
        if fresh:
            code = _CODES.setdefault(key, _loaded(named, begin, frame))
        code = _like(code, stub)
        holders = _holders(stub, frame.f_globals, key)
        closure = _closure(frame, holders)
        for function in holders:
            function.__code__ = code
        function = types.FunctionType(code, frame.f_globals, stub.co_name, None, closure)
        for tell in _TOLD if fresh else ():
            tell(named, stub.co_qualname, frame)  # by now: what writes the log may be cold
        if len(holders) == 1:  # what a generator is called comes from its function
            function.__name__, function.__qualname__ = holders[0].__name__, holders[0].__qualname__
        return function


def _place(named):
    """Return where the archive has the text of the module with this word: begin, size, hash, and what it says besides.

    That is where the text of the module's file begins in it, of a packed one, and whether use of it is told.

    None where it has none.
    """
    place = _PLACES.get(named)
    if place is None:
        index = _PLACES.get("")
        if index is None:
            begin, size, wanted = _INDEX
            index = _packed(int(begin), int(size))
            if blake2b(index, digest_size=16).hexdigest() != wanted:
                raise Unloadable("%s: it is not what was written" % ARCHIVE, "", "", None)
            index = _PLACES.setdefault("", index)
        at = index.find(b"\n%s " % named.encode())
        if at < 0:
            return None
        place = _PLACES.setdefault(named, index[at + 1 : index.index(b"\n", at + 1)].decode().split()[1:])
    return place


def _present(named, name, frame):
    """Return the place of a module whose code is asked for; raises for one that the archive does not have."""
    place = _place(named)
    if place is None or (name and _level(place) == 0):
        if _DENIES:
            raise _denied(named, name, frame)
        message = "%s: %s is no module of this result: is another in the process?" % (ARCHIVE, named)
        raise Unloadable(message, named, "", None)
    return place


def _level(place):
    """Return where the text of a packed module's file begins, behind its functions; None for one that is not packed."""
    return int(place[3]) if place[3:] and place[3] != "warn" else None


def _loaded(named, begin, frame):
    stub = frame.f_code
    _present(named, stub.co_qualname, frame)
    lines = _lines(named)
    first = stub.co_firstlineno
    last = lines[-2].partition(" %d-" % begin)[2].partition(" ")[0]
    chunk = lines[begin - 1 : int(last)]
    indent = chunk[0][: len(chunk[0]) - len(chunk[0].lstrip())]
    around = ["class %s:" % name for name in stub.co_qualname.split(".")[:-1]]
    around = around or (["if 1:"] if indent else [])
    around = [indent[:depth] + line for depth, line in enumerate(around)]
    before = first - 1 - len(around)
    imports = lines[0] if before > 0 and lines[0].startswith("import ") else ""
    text = imports + "\n" * before + "\n".join((*around, *chunk, ""))
    found = compile(text, stub.co_filename, "exec", flags=stub.co_flags & _FUTURE, dont_inherit=True)
    code = _inside(found, stub.co_qualname, first)
    if code is None:
        message = "%s uses %s, which is cold, and its code is not in " + ARCHIVE
        raise _refused(message, _symbol(named, stub.co_qualname, frame), frame)
    if code.co_consts[:1] == ("@doc",):  # the file alone has it
        code = code.replace(co_consts=stub.co_consts[:1] + code.co_consts[1:])
    return code


def _inside(code, name, first):
    for one in code.co_consts:
        if isinstance(one, types.CodeType):
            if one.co_qualname == name and one.co_firstlineno == first:
                return one
            found = _inside(one, name, first)
            if found is not None:
                return found
    return None


def _like(code, stub):
    if code.co_filename != stub.co_filename:
        code = _moved_to(code, stub.co_filename)
    if stub.co_flags & ~code.co_flags & _ITERABLE:  # by `types.coroutine`
        code = code.replace(co_flags=code.co_flags | _ITERABLE)
    return code


def _moved_to(code, filename):
    # Bytecode that was compiled elsewhere has the name of that place.
    consts = tuple(_moved_to(one, filename) if isinstance(one, types.CodeType) else one for one in code.co_consts)
    return code.replace(co_filename=filename, co_consts=consts)


def _lines(named):
    """Return the lines of the archive's file for a module that has a place there, without those of a packed file."""
    lines = _TEXTS.get(named)
    if lines is None:
        text = _text(named)[: _level(_place(named))]
        lines = _TEXTS.setdefault(named, text.decode("utf-8").split("\n"))
    return lines


def _text(named):
    """Return the bytes of the archive's file for a module that has a place there, after a look at its hash."""
    begin, size, wanted, *_ = _place(named)
    packed = _packed(int(begin), int(size))
    try:
        text = zlib.decompress(packed, -15)
    except zlib.error:
        text = b""
    if blake2b(text, digest_size=16).hexdigest() != wanted:
        raise Unloadable("%s: what it has for %s is not what was written" % (ARCHIVE, named), named, "", None)
    return text


def _packed(begin, size, open=io.open):
    try:
        with open(ARCHIVE, "rb") as stream:
            stream.seek(begin)
            return stream.read(size)
    except OSError:
        # Where the result is a zip itself, what loaded this module has the archive.
        try:
            return globals()["__loader__"].get_data(ARCHIVE)[begin : begin + size]
        except (KeyError, AttributeError, OSError) as error:
            raise Unloadable("%s: cold code cannot be read: %s" % (ARCHIVE, error), "", "", None)


cold = ColdLoading()


# section: ready

_other = getattr(builtins, COLD, cold).support
if _other != __name__:
    raise Unloadable("%s and %s cannot be in one process: both have %s" % (_other, __name__, COLD), "", "", None)
setattr(builtins, COLD, cold)
