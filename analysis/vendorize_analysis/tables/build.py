"""Build `stdlib.json.gz` from the standard libraries of one or several interpreters (a maintainer's script).

`python -m vendorize_analysis.tables.build PYTHON...`. Sources are parsed, never imported, so the interpreter that
runs this must be as new as the newest one that it reads. Same interpreters and sources give the same bytes.
"""

from __future__ import annotations

import gzip
import json
import re
import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vendorize_analysis.errors import UserError
from vendorize_analysis.tables.data import FORMAT
from vendorize_analysis.tables.harvest import LibraryClass, ModuleFacts, harvest
from vendorize_analysis.tables.interpreter import StandardLibrary, ask
from vendorize_analysis.tables.merge import Collected, collect
from vendorize_analysis.tables.names import is_plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

HERE = Path(__file__).parent
# Not part of the library that programs use: tests, an editor, demonstrations, what others have installed.
_SKIPPED = frozenset(
    {"test", "tests", "idlelib", "idle_test", "turtledemo", "site-packages", "lib-dynload", "_bundled"}
)
_HEADER_NAME = re.compile(r"STRUCT_FOR_ID\((\w+)\)")


def main(pythons: Sequence[str]) -> int:
    """Write the table for some interpreters and give the exit code."""
    if not pythons:
        sys.stderr.write("usage: python -m vendorize_analysis.tables.build PYTHON...\n")
        return 2
    try:
        table = build(ask(python) for python in pythons)
    except UserError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    packed = pack(table)
    (HERE / "stdlib.json.gz").write_bytes(packed)
    sys.stdout.write(f"{len(packed)} bytes, {len(table['modules'])} modules, {len(table['classes'])} classes\n")
    # What the library imports from outside is read by a person, for `loads.toml`.
    sys.stdout.writelines(f"{name} imports {found}\n" for name, found in sorted(table["foreign"].items()))
    return 0


def build(libraries: Iterable[StandardLibrary]) -> dict[str, Any]:
    """Return the table of all these libraries together."""
    native = tomllib.loads((HERE / "native.toml").read_text(encoding="utf-8"))
    collected = Collected()
    for library in sorted(libraries, key=lambda library: tuple(map(int, library.version.split(".")))):
        collect(_facts(library, native), library.version, into=collected)
    _add_hints(native["classes"], collected)
    return _table(collected)


def pack(table: Mapping[str, Any]) -> bytes:
    """Return the bytes of the data file: sorted, without time or name, so that they can be compared."""
    text = json.dumps(table, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return gzip.compress(text.encode("ascii"), compresslevel=9, mtime=0)


def _facts(library: StandardLibrary, native: Mapping[str, Any]) -> dict[str, ModuleFacts]:
    """Return the facts of every module of one library, Python and compiled ones."""
    files = dict(_sources(library.folder))
    # `os.path` is a module that no file is named after.
    known = frozenset(files) | library.names | frozenset(library.compiled) | {"os.path"}
    facts = {name: ModuleFacts() for name in known}
    facts["os.path"].imports |= {"posixpath", "ntpath"}
    for name, path in files.items():
        facts[name] = _read(name, path, known)
    for module, classes in library.compiled.items():
        # A frozen module has a source and shows up among the built-in ones: parsing knows more.
        if module not in files:
            facts[module].classes = {name: _compiled_class(attributes) for name, attributes in classes.items()}
    _add_native(native, facts)
    facts["builtins"].others.add(_header_names(library, native))
    return facts


def _sources(folder: Path) -> Iterator[tuple[str, Path]]:
    for path in sorted(folder.rglob("*.py")):
        parts = path.relative_to(folder).with_suffix("").parts
        if _SKIPPED.isdisjoint(parts) and all(part.isidentifier() for part in parts):
            yield ".".join(parts[:-1] if parts[-1] == "__init__" else parts), path


def _read(name: str, path: Path, known: frozenset[str]) -> ModuleFacts:
    try:
        return harvest(path.read_bytes(), name, is_package=path.name == "__init__.py", known=known)
    except SyntaxError as error:
        message = f"{path}:{error.lineno}: this Python cannot read it: {error.msg}"
        raise UserError(message, hint="run the builder with the newest of the interpreters") from error


def _compiled_class(attributes: Iterable[str]) -> LibraryClass:
    facts = LibraryClass()
    facts.own.add(attributes)
    return facts


def _add_native(native: Mapping[str, Any], facts: Mapping[str, ModuleFacts]) -> None:
    """Add what `native.toml` says about compiled modules that this version has."""
    for module, names in native["names"].items():
        if module in facts:
            facts[module].others.add(names.split())
    for module, twins in native["twins"].items():
        for twin in twins.split() if module in facts else ():
            if twin in facts:
                _add_twin(facts[module], twin, facts[twin])


def _add_twin(compiled: ModuleFacts, twin: str, facts: ModuleFacts) -> None:
    """Make the classes of a compiled module derive from those of its twin, whose source can be read."""
    top = twin.partition(".")[0]
    compiled.binds.setdefault(top, set()).add(top)
    for name, found in compiled.classes.items():
        # `_io._RawIOBase` is `_pyio.RawIOBase`, `_pickle.Pickler` is `pickle._Pickler`.
        same = {name, name.lstrip("_"), f"_{name}"} & facts.classes.keys()
        found.bases.update(f"{twin}.{other}" for other in same)


def _header_names(library: StandardLibrary, native: Mapping[str, Any]) -> set[str]:
    """Return the identifiers of the core that no other source explains."""
    header = library.include / "internal" / "pycore_global_strings.h"
    if not header.is_file():
        return set()
    explained = {name for names in native["names"].values() for name in names.split()}
    explained.update(native["headers"]["ignore"].split(), library.parameters)
    return {name for name in _HEADER_NAME.findall(header.read_text(encoding="utf-8")) if is_plain(name)} - explained


def _add_hints(hints: Mapping[str, Mapping[str, str]], collected: Collected) -> None:
    for name, hint in hints.items():
        own = collected.classes.setdefault(name, LibraryClass()).own
        own.add(hint.get("names", "").split())
        own.prefixes.update(hint.get("prefixes", "").split())
        own.suffixes.update(hint.get("suffixes", "").split())


def _table(collected: Collected) -> dict[str, Any]:
    """Return the collected facts as plain values; sets become sorted texts, which load faster than lists."""
    modules = {
        name: _row(facts.others.names, facts.imports, facts.others.prefixes, facts.others.suffixes)
        for name, facts in collected.modules.items()
    }
    classes = {
        name: _row(facts.own.names, facts.bases, facts.own.prefixes, facts.own.suffixes)
        for name, facts in collected.classes.items()
    }
    aliases = {name: _text(targets) for name, targets in collected.aliases.items()}
    outside = {name: _text(facts.foreign - collected.modules.keys()) for name, facts in collected.modules.items()}
    return {
        "foreign": {name: found for name, found in outside.items() if found},
        "format": FORMAT,
        "pythons": collected.versions,
        "modules": modules,
        "classes": classes,
        "aliases": aliases,
    }


def _row(*columns: set[str]) -> list[str]:
    texts = [_text(column) for column in columns]
    while texts and not texts[-1]:
        texts.pop()
    return texts


def _text(names: Iterable[str]) -> str:
    return " ".join(sorted(names))


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
