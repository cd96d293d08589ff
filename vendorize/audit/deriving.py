"""Derive which symbols an advisory is about: what differs between the installed release and one without the weakness.

More differs than the weakness, so that this is over-approximate; where something differs that is no symbol (data,
compiled code, requirements), it may miss the weakness, and says so.
"""

from __future__ import annotations

import builtins
import re
from typing import TYPE_CHECKING, NamedTuple

from vendorize.audit.bodies import CLASS_CODE, CODE, STAR, bodies_of, differing
from vendorize_analysis.model.names import is_special, module_name

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from vendorize.audit.artefacts import ReleaseFiles

_PYTHON = ".py"
_NO_CODE = (".pyi", ".pyc", "py.typed")
_TESTS = re.compile(r"(?:^|/)(?:tests/.*|test_[^/]*\.py|conftest\.py)$")
_RELEASE = re.compile(r"_*(?:version|version_info|version_tuple|commit_id|build)_*", re.IGNORECASE)
"""Names that say which release it is, and differ between any two."""
_BUILTINS = frozenset(dir(builtins))


class Derived(NamedTuple):
    """What differs."""

    symbols: tuple[str, ...]
    """As `module:name`, `module:` for code of the module itself, sorted."""
    gaps: tuple[str, ...]
    """What differs and is no symbol, so that the weakness may lie there."""


def derive_symbols(
    before: ReleaseFiles, after: ReleaseFiles, written: Collection[str], *, typed: bool = True
) -> Derived:
    """Compare two releases: functions, classes and other names of `before` whose code is not the same in `after`.

    Tests are passed over, unless they are among the `written` paths of the result; so are annotations of functions if
    `typed` is false.
    """
    symbols: set[str] = set()
    gaps: list[str] = []
    for path in sorted(before.files.keys() | after.files.keys()):
        old, new = before.files.get(path), after.files.get(path)
        if old == new or (_TESTS.search(path) and path not in written) or path.endswith(_NO_CODE):
            continue
        if not path.endswith(_PYTHON):
            # What an sdist has beside its code is not always installed.
            if old is not None or after.is_wheel:
                gaps.append(f"{path} differs")
        elif old is not None and new is None:
            symbols.add(f"{module_name(path)}:")
        elif old is not None and new is not None:
            symbols.update(_in_module(path, old, new, gaps, typed=typed))
    gaps += _requirements(before, after)
    return Derived(tuple(sorted(symbols)), tuple(gaps))


def _in_module(path: str, old: bytes, new: bytes, gaps: list[str], *, typed: bool) -> Iterator[str]:
    before, after = bodies_of(old, typed=typed), bodies_of(new, typed=typed)
    if before is None or after is None:
        gaps.append(f"{path} differs and cannot be read")
        return
    module = module_name(path)
    shadowing = STAR in before or STAR in after
    for name in differing(before, after):
        if not _says_release(name, before, after):
            yield from (f"{module}:{one}" for one in _affected(name, before, shadowing=shadowing))


def _affected(name: str, before: Mapping[str, str], *, shadowing: bool) -> Iterator[str]:
    """Yield the names of the installed release that a difference is about.

    What is new at the top of a module concerns those who name it, and these differ too; unless it takes the place of a
    built-in name or of one that came by a star, or Python itself asks for it. What is new in a class may override.
    """
    around, _, last = name.rpartition(".")
    if name in {CODE, STAR}:
        yield ""
    elif name.endswith(CLASS_CODE):
        name = name.removesuffix(CLASS_CODE)
        if name in before:
            yield name
    elif name in before:
        yield name
    elif around:
        while around and around not in before:
            around = around.rpartition(".")[0]
        if around:
            yield around
    elif shadowing or last in _BUILTINS or is_special(last):
        yield ""


def _says_release(name: str, before: Mapping[str, str], after: Mapping[str, str]) -> bool:
    """Tell whether a name is given a constant, or a tuple of them, that says which release it is."""
    texts = [one[name] for one in (before, after) if name in one]
    return bool(_RELEASE.fullmatch(name)) and not any(re.search(r"Call\(|Lambda\(|FunctionDef\(", one) for one in texts)


def _requirements(before: ReleaseFiles, after: ReleaseFiles) -> Iterable[str]:
    if before.requirements is None or after.requirements is None:
        return ["the requirements are not known"]
    differ = sorted(before.requirements ^ after.requirements)
    return [f"it requires something else ({', '.join(differ[:3])})"] if differ else []
