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
    _dropped.append((os.path.join(root, ""), re.compile("|".join(patterns.split("\n")), re.DOTALL), origin))
    if len(_dropped) == 1:
        sys.addaudithook(_opened)  # it hears of every way to open a file (PEP 578)


def _opened(event, arguments):
    if event == "open":
        path, _, flags = arguments
        if isinstance(path, (str, bytes)) and not (isinstance(flags, int) and flags & os.O_CREAT):
            _say_dropped(os.fsdecode(path))


def _say_dropped(given):
    path = os.path.abspath(given)
    for root, pattern, origin in _dropped:
        relative = path[len(root) :].replace(os.sep, "/") if path.startswith(root) else ""
        if relative and pattern.fullmatch(relative) and not os.path.lexists(path):
            message = (
                "No such file or directory, because %s was extracted without it (data.drop in %s); to keep it, add to "
                '[tool.vendorize] in pyproject.toml: data.keep = ["%s"]' % (origin, PROJECT, relative)
            )
            raise FileNotFoundError(2, message, given)
