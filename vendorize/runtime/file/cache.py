"""Bytecode of the modules of one file, in the cache folder of the user: where Python's own cannot go.

Switched off by `VENDORIZE_FILE_CACHE=off`; another value is the folder to use; `python -B` and the like only read. A
folder or file that another user owns or may write is not used. An entry begins with hashes of the source and of the
bytecode: it is not used where either does not fit.
"""

import _imp
import os
import stat
import sys

_HEAD = b"vendorize 1 "
_KEY = 0x76656E646F72697A
_folders = {}


def read(relative, source):
    """Return the bytecode of a module, as a `.pyc` file has it; raises OSError where there is none."""
    folder = _folder()
    if not folder:
        raise FileNotFoundError(relative)
    handle = os.open(_place(folder, relative, source), os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | _BINARY)
    with os.fdopen(handle, "rb") as stream:
        if not _is_ours(os.fstat(handle)):
            raise PermissionError(relative)
        head, of_source, of_data, data = stream.read(len(_HEAD)), stream.read(8), stream.read(8), stream.read()
    if (head, of_source, of_data) != (_HEAD, _hash(source), _hash(data)):
        raise FileNotFoundError(relative)
    return data


def write(relative, source, data):
    """Keep the bytecode of a module; does nothing where that is not possible."""
    folder = _folder(make=True)
    if not folder:
        return
    place = _place(folder, relative, source)
    new = "%s.%d" % (place, os.getpid())
    try:
        handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, 0o600)
        with os.fdopen(handle, "wb") as stream:
            stream.write(_HEAD + _hash(source) + _hash(data) + data)
        os.replace(new, place)
    except OSError:
        try:
            os.unlink(new)
        except OSError:
            pass


_BINARY = getattr(os, "O_BINARY", 0)


def _hash(data):
    return _imp.source_hash(_KEY, bytes(data))


def _place(folder, relative, source):
    optimized = "-O%d" % sys.flags.optimize if sys.flags.optimize else ""
    name = relative.rpartition(".")[0].replace("/", ".")[-80:]
    return os.path.join(folder, "%s-%s%s.bin" % (name, _hash(relative.encode() + b"\0" + source).hex(), optimized))


def _folder(make=False):
    if make not in _folders:
        _folders[make] = _found(make)
        if make:
            _folders[False] = _folders[True]
    return _folders[make]


def _found(make):
    wanted = os.environ.get("VENDORIZE_FILE_CACHE", "")
    if wanted == "off":
        return ""
    base = wanted or (sys.pycache_prefix and os.path.join(sys.pycache_prefix, "vendorize")) or _base()
    folder = os.path.join(base, sys.implementation.cache_tag or "python")
    try:
        if make:
            os.makedirs(folder, 0o700, exist_ok=True)
        return folder if os.path.isabs(folder) and _is_ours(os.stat(folder)) else ""
    except OSError:
        return ""


def _base():
    home = os.path.expanduser("~")
    if os.name == "nt":
        return os.path.join(os.environ.get("LOCALAPPDATA") or home, "vendorize", "file")
    if sys.platform == "darwin":
        return os.path.join(home, "Library", "Caches", "vendorize", "file")
    return os.path.join(os.environ.get("XDG_CACHE_HOME") or os.path.join(home, ".cache"), "vendorize", "file")


def _is_ours(status):
    # Windows keeps folders of a user to that user; the numbers say nothing there.
    return os.name == "nt" or (status.st_uid == os.geteuid() and not status.st_mode & (stat.S_IWGRP | stat.S_IWOTH))
