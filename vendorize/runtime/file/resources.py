"""Resources and metadata in one file, for `importlib.resources` and `importlib.metadata`."""

import io
import os
import re


class HeldPath:
    """A file or folder in the file: what `importlib.resources` calls a traversable."""

    def __init__(self, tree, relative):
        self._tree, self._relative = tree, relative
        self.root = tree.root
        self.name = relative.rpartition("/")[2] or os.path.basename(tree.root)

    def __repr__(self):
        return "HeldPath(%r)" % str(self)

    def __str__(self):
        return self._tree.path(self._relative)

    def __fspath__(self):
        return str(self)

    def __eq__(self, other):
        return isinstance(other, HeldPath) and str(self) == str(other)

    def __hash__(self):
        return hash(str(self))

    @property
    def parent(self):
        """The folder around it."""
        return HeldPath(self._tree, self._relative.rpartition("/")[0])

    @property
    def stem(self):
        """Its name without the last ending."""
        return os.path.splitext(self.name)[0]

    @property
    def suffix(self):
        """The last ending of its name."""
        return os.path.splitext(self.name)[1]

    def iterdir(self):
        """Yield what is directly in a folder."""
        names = self._tree.folders().get(self._relative)
        if names is None:
            raise (NotADirectoryError(20, os.strerror(20), str(self)) if self.is_file() else self._missing())
        for name in sorted(names):
            yield self / name

    def is_file(self):
        """Tell whether it is a file."""
        return self._tree.has(self._relative)

    def is_dir(self):
        """Tell whether it is a folder."""
        return self._tree.is_folder(self._relative)

    def exists(self):
        """Tell whether it is anything."""
        return self.is_file() or self.is_dir()

    def joinpath(self, *parts):
        """Return what is at a path below."""
        steps = [step for step in self._relative.split("/") if step]
        for part in parts:
            for step in str(part).replace(os.sep, "/").split("/"):
                if step == "..":
                    steps = steps[:-1]
                elif step not in ("", "."):
                    steps.append(step)
        return HeldPath(self._tree, "/".join(steps))

    def __truediv__(self, part):
        return self.joinpath(part)

    def open(self, mode="r", buffering=-1, encoding=None, errors=None, newline=None):
        """Open it for reading."""
        if set(mode) - set("rbtU"):
            raise PermissionError(13, os.strerror(13), str(self))
        if self.is_dir():
            raise IsADirectoryError(21, os.strerror(21), str(self))
        stream = Bytes(self.read_bytes())
        stream.name = str(self)
        if "b" in mode:
            return stream
        text = io.TextIOWrapper(stream, encoding, errors, newline)
        setattr(text, "mode", mode)  # noqa: B010 - `typing.IO` says that it is read-only
        return text

    def read_bytes(self):
        """Return the content."""
        try:
            return self._tree.data(self._relative)
        except KeyError:
            raise (IsADirectoryError(21, os.strerror(21), str(self)) if self.is_dir() else self._missing()) from None

    def read_text(self, encoding=None, errors=None):
        """Return the content, decoded."""
        with self.open("r", encoding=encoding, errors=errors) as stream:
            return stream.read()

    def _missing(self):
        return FileNotFoundError(2, os.strerror(2), str(self))


class Bytes(io.BytesIO):
    """A file that was opened for reading."""

    name = ""
    mode = "rb"

    def writable(self):
        """Tell that it is not."""
        return False

    def write(self, data):
        """Refuse to."""
        raise io.UnsupportedOperation("not writable")

    writelines = truncate = write


class HeldResources:
    """What `importlib.resources` of any version asks of a loader's package."""

    def __init__(self, tree, folder):
        self._place = HeldPath(tree, folder)

    def files(self):
        """Return the folder of the package."""
        return self._place

    def open_resource(self, resource):
        """Open a file beside the package for reading bytes."""
        return (self._place / resource).open("rb")

    def resource_path(self, resource):
        """Say that no resource is a file on disk: the caller makes a temporary one."""
        raise FileNotFoundError(resource)

    def is_resource(self, path):
        """Tell whether a name is that of a file."""
        return (self._place / path).is_file()

    def contents(self):
        """Return the names beside the package."""
        return [one.name for one in self._place.iterdir()]


def distributions(tree, context=None):
    """Yield the distributions of the tree that are asked for, if its place on `sys.path` is."""
    from importlib.metadata import PathDistribution

    if context is not None and tree.prefix not in map(str, context.path):
        return
    wanted = _normal(context.name) if context is not None and context.name else None
    for folder in sorted(tree.folders()[""]):
        stem, ending = os.path.splitext(folder)
        if ending == ".dist-info" and tree.is_folder(folder) and wanted in (None, _normal(stem.partition("-")[0])):
            yield PathDistribution(HeldPath(tree, folder))


def _normal(name):
    return re.sub(r"[-_.]+", "-", name).lower()
