"""Which first-party modules a test runner looks for by their paths, though nothing else says that they are tests.

A runner that is told no names walks through folders. What one file holds lies in none, so that these modules lie in
the copy of the project as well, as the result has them, and are loaded from there.
"""

from __future__ import annotations

from fnmatch import fnmatchcase
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final

from vendorize.verify.tree import own_modules
from vendorize_analysis.discovery.testing import DOCTESTS, collects_doctests, test_file_patterns

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from vendorize.model.plan import ModulePlan
    from vendorize.verify.request import VerifyRequest

_USUAL: Final = "test*.py"
"""What unittest looks for, and Django's `manage.py test` with it."""
_PATTERN: Final = ("-p", "--pattern")
"""Options of both that name another one."""


def sought_modules(request: VerifyRequest) -> Iterator[tuple[ModulePlan, str]]:
    """Yield modules, none of which is one of the project's tests, with their POSIX paths in the project.

    Those of files that the test command names are among them, but for what lies there in any case. All are where pytest
    collects the examples in docstrings: it loads each module by its path.
    """
    placed = {place for _, place in request.layout.first_party_copies(request)}
    patterns = {_USUAL, *test_file_patterns(request.project.root), *_patterns_in(request.command)}
    every = _takes_all(request)
    named = {PurePosixPath(word.partition("::")[0]).as_posix() for word in request.command}
    for module, path in own_modules(request):
        name = PurePosixPath(path).name
        is_start = name in ("__init__.py", "__main__.py")
        is_named = path in named or (not is_start and any(fnmatchcase(name, one) for one in patterns))
        if every or (is_named and path not in placed):
            yield module, path


def sought_data(request: VerifyRequest) -> Iterator[tuple[str, str]]:
    """Yield the program's data files where all of its modules are sought, which may open what lies beside them.

    Each as its path in the result, and its POSIX path in the project.
    """
    root = request.project.root
    for data in request.plan.first_party_data if _takes_all(request) else ():
        if data.path.is_relative_to(root):
            yield data.relative, data.path.relative_to(root).as_posix()


def _takes_all(request: VerifyRequest) -> bool:
    return DOCTESTS in request.command or collects_doctests(request.project.root)


def _patterns_in(command: Sequence[str]) -> Iterator[str]:
    for number, word in enumerate(command):
        option, equals, value = word.partition("=")
        if option in _PATTERN and equals:
            yield value
        elif word in _PATTERN and number + 1 < len(command):
            yield command[number + 1]
