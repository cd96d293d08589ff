"""What the support module has besides in a result without some data files, which a rule of the user has dropped."""

import os
import sys

from vendorize.runtime.removing import PROJECT


# section: files

_dropped = []


def dropped_files(module, origin, patterns):
    """Let files that went by `data.drop` say so where they are opened; the caller is the module of that name.

    `patterns` are regular expressions for paths from where imports start, one a line.
    """
    import re

    root = os.path.abspath(sys._getframe(1).f_globals["__file__"])
    for _ in range(module.count(".") + 1 + (os.path.basename(root).partition(".")[0] == "__init__")):
        root = os.path.dirname(root)
    first = not _dropped  # two hooks of two threads do no harm, none would
    _dropped.append((os.path.join(root, ""), re.compile("|".join(patterns.split("\n")), re.DOTALL), origin))
    if first:
        sys.addaudithook(_opened)  # it hears of most ways to open a file (PEP 578)


def _paths(modules):
    # The types of paths whose text is known without running code of others; none where nobody has loaded them.
    pathlib = modules.get("pathlib")
    return (getattr(pathlib, "PosixPath", None), getattr(pathlib, "WindowsPath", None))


def _opened(event, arguments, dropped=_dropped, known=(os.lstat, os.fsdecode, os.sep, os.O_CREAT, sys.modules, _paths)):
    # Defaults, since a hook is called when modules have ended. Whatever is not plainly a file that went has the error
    # that it has without us: relative paths may start at another folder than the current one (`dir_fd`).
    if event != "open" or len(arguments) != 3:
        return
    stat, decode, sep, creates, modules, paths = known
    given, _, flags = arguments
    if type(given) is str:  # first, as nearly all are: each module that is loaded comes here
        path = given
    elif type(given) is bytes:
        path = decode(given)
    elif type(given) in paths(modules):  # `io.FileIO` alone gives what it was given
        path = str(given)
    else:
        return
    for root, pattern, origin in dropped:
        if not path.startswith(root) or (type(flags) is int and flags & creates) or ".." in path:
            continue
        relative = path[len(root) :].replace(sep, "/")
        if relative and pattern.fullmatch(relative):
            try:
                stat(path)
            except FileNotFoundError:
                message = (
                    "No such file or directory, because %s was extracted without it (data.drop in %s); to keep it, add "
                    'to [tool.vendorize] in pyproject.toml: data.keep = ["%s"]' % (origin, PROJECT, relative)
                )
                raise FileNotFoundError(2, message, given) from None
            except (OSError, ValueError):
                pass
