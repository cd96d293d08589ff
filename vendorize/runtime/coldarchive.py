"""How the archive beside a result is read: what is in it, and under which hash."""

# What the support module has above: this stands in it before what loads functions, or denies them.
import os

from vendorize.runtime.cold import Unloadable, _denied


# section: archive

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
_TOLD = []  # who hears of what is used


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
