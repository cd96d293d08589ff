"""Opening, listing and looking at paths inside of one file by the functions of the standard library.

Only where the operating system would say that the file is no folder; what is written, or given to compiled code, fails
with its error. Beside the file, what the program had beside its main module is found where nothing real is there.
"""

import _io
import builtins
import io
import os
import stat
import sys

from _vendorize_file.resources import HeldPath

_MISSING = (FileNotFoundError, NotADirectoryError)


class _StandIn:
    """A function in the place of a built-in one: like that, it is no method where a class holds it."""

    def __init__(self, original, place_of):
        self.__doc__, self.__name__, self.__module__ = original.__doc__, original.__name__, original.__module__
        self.__qualname__ = original.__name__
        self.__wrapped__ = original
        self._original, self._place_of = original, place_of

    def __repr__(self):
        return repr(self._original)


class _Open(_StandIn):
    def __call__(self, file, *arguments, **keywords):
        place = None if isinstance(file, int) or keywords.get("opener") else self._place_of(file)
        if place is None:
            return self._original(file, *arguments, **keywords)
        return place.open(
            *arguments, **{name: keywords[name] for name in keywords if name not in ("closefd", "opener")}
        )


class _OpenCode(_StandIn):
    def __call__(self, path):
        place = self._place_of(path)
        return self._original(path) if place is None else place.open("rb")


class _Stat(_StandIn):
    def __call__(self, path, *arguments, **keywords):
        place = None if keywords.get("dir_fd") is not None else self._place_of(path)
        return self._original(path, *arguments, **keywords) if place is None else status(place)


class _Access(_StandIn):
    def __call__(self, path, mode, **keywords):
        place = None if keywords.get("dir_fd") is not None else self._place_of(path)
        if place is None:
            return self._original(path, mode, **keywords)
        return place.exists() and not mode & os.W_OK and (place.is_dir() or not mode & os.X_OK)


class _List(_StandIn):
    def __call__(self, path="."):
        place = self._place_of(path, listing=True)
        if place is None:
            return self._original(path)
        names = [one.name for one in place.iterdir()]
        return [os.fsencode(name) for name in names] if isinstance(path, bytes) else names


class _Scan(_StandIn):
    def __call__(self, path="."):
        place = self._place_of(path, listing=True)
        return self._original(path) if place is None else _Listing([ListedPath(one, path) for one in place.iterdir()])


class _Listing:
    def __init__(self, entries):
        self._left = iter(entries)

    def __iter__(self):
        return self

    def __next__(self):
        return next(self._left)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        """End it."""
        self._left = iter(())


class ListedPath:
    """What `os.scandir` yields."""

    def __init__(self, place, folder):
        self._place = place
        self.name = os.fsencode(place.name) if isinstance(folder, bytes) else place.name
        self.path = os.path.join(folder, self.name)

    def __fspath__(self):
        return self.path

    def __repr__(self):
        return "<DirEntry %r>" % self.name

    def is_dir(self, *, follow_symlinks=True):
        """Tell whether it is a folder."""
        return self._place.is_dir()

    def is_file(self, *, follow_symlinks=True):
        """Tell whether it is a file."""
        return self._place.is_file()

    def is_symlink(self):
        """Tell that it is no link."""
        return False

    def is_junction(self):
        """Tell that it is no link of Windows either."""
        return False

    def stat(self, *, follow_symlinks=True):
        """Return size and times."""
        return status(self._place)

    def inode(self):
        """Return a number that no other one has."""
        return self.stat().st_ino


def status(place):
    """Return what `os.stat` does: owner and times are those of the file itself, and nobody may write."""
    size = len(place.read_bytes()) if place.is_file() else 0
    if not place.exists():
        raise FileNotFoundError(2, os.strerror(2), str(place))
    own = _originals["stat"](place.root)
    kind = stat.S_IFREG | 0o444 if place.is_file() else stat.S_IFDIR | 0o555
    number = hash(place) & 0x7FFFFFFFFFFFFFFF
    return os.stat_result((kind, number, own.st_dev, 1, own.st_uid, own.st_gid, size, *own[7:10]))


_originals = {}


class _Places:
    """Finds the place in the tree that a path names; for all other paths there is none."""

    def __init__(self, tree):
        self._tree = tree
        self._roots = (tree.root, os.path.realpath(tree.root))
        self._mark = os.path.basename(tree.root) + os.sep

    def __call__(self, path, listing=False):
        if type(path) is not str:
            if isinstance(path, int):
                return None
            path = os.fsdecode(path)
        if self._mark in path or (listing and path.endswith(self._mark[:-1])):
            return self._inside(os.path.abspath(path), listing)
        return self._beside(path) if path.startswith(self._tree.home) else None

    def _inside(self, full, listing):
        for root in self._roots:
            if full.startswith(root + os.sep) or (listing and full == root):
                return HeldPath(self._tree, full[len(root) + 1 :].replace(os.sep, "/"))
        return None

    def _beside(self, path):
        tree = self._tree
        relative = os.path.normpath(path)[len(tree.home) :].strip(os.sep).replace(os.sep, "/")
        if not (tree.has(relative) or (relative and tree.is_folder(relative))):
            return None
        try:
            _originals["lstat"](path)
        except _MISSING:
            return HeldPath(tree, relative)
        return None


def install(tree):
    """Put the functions in the place of the built-in ones."""
    place_of = _Places(tree)
    made = {
        "open": _Open(io.open, place_of),
        "open_code": _OpenCode(io.open_code, place_of),
        "stat": _Stat(os.stat, place_of),
        "lstat": _Stat(os.lstat, place_of),
        "access": _Access(os.access, place_of),
        "listdir": _List(os.listdir, place_of),
        "scandir": _Scan(os.scandir, place_of),
    }
    for name, hook in made.items():
        _originals.setdefault(name, hook.__wrapped__)
        if name == "open":
            builtins.open = io.open = hook
            continue
        if name == "open_code":
            io.open_code = _io.open_code = hook
            continue
        setattr(os, name, hook)
        for known in (os.supports_dir_fd, os.supports_fd, os.supports_follow_symlinks, os.supports_effective_ids):
            if hook.__wrapped__ in known:
                known.add(hook)
    _take_along(made)


def _take_along(made):
    """Have modules that took the functions before, when they were loaded, use the new ones."""
    if "tokenize" in sys.modules:
        sys.modules["tokenize"]._builtin_open = made["open"]
    accessor = getattr(sys.modules.get("pathlib"), "_NormalAccessor", None)  # up to Python 3.10
    for name, hook in made.items():
        if name in vars(accessor or object):
            setattr(accessor, name, hook)
