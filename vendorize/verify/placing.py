"""The result's code in a copy of the project."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from vendorize.layouts.places import first_party_tops, inside_project
from vendorize.verify.sought import sought_data, sought_modules
from vendorize.verify.tree import is_test, lay_over

if TYPE_CHECKING:
    from vendorize.verify.request import VerifyRequest


def place_result(request: VerifyRequest, tree: Path) -> None:
    """Replace the first-party code of a copy by the result's: what the result does not ship is not there either."""
    tests = tuple(inside_project(request, test) for test in request.project.tests)
    for folder, top in first_party_tops(request):
        place = tree.joinpath(folder, top)
        if place.is_dir() and (place / "__init__.py").is_file():
            _empty(place, tree, tests)
        elif place.is_file():
            place.unlink()
    for source, place_in_tree in request.layout.first_party_copies(request):
        lay_over(source, tree / place_in_tree)
    if request.layout.file_of(request.running) is not None:
        for module, path in sought_modules(request):
            lay_over(request.served / module.relative, tree / path)
        for relative, path in sought_data(request):
            lay_over(request.served / relative, tree / path)


def _empty(folder: Path, tree: Path, tests: tuple[str, ...]) -> None:
    """Remove every file of a package that is no test."""
    for parent, _, names in os.walk(folder):
        for name in names:
            path = Path(parent, name)
            if not is_test(path.relative_to(tree).as_posix(), tests):
                path.unlink()
