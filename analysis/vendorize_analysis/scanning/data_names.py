"""Find the names that data files say: dotted names and words of settings, and what templates ask of objects.

Files are read as text and never run. Of formats that hold settings (JSON, TOML, YAML, INI, XML) it is what looks like a
name as a value; of templates (Jinja, Django, Mako, Chameleon) the identifiers inside their marks. Everything else in a
file is text for people.
"""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Final, NamedTuple

from vendorize_analysis.reading import asked_about, read_bytes
from vendorize_analysis.scanning import code_in_data
from vendorize_analysis.scanning.code_in_data import SILENT, names_of_code
from vendorize_analysis.scanning.contents import found_in
from vendorize_analysis.scanning.distribution_cache import maker_of, remembered
from vendorize_analysis.scanning.source import digest_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from vendorize_analysis.model.environment import Distribution, Environment
    from vendorize_analysis.model.project import Project
    from vendorize_analysis.scanning.cache_protocol import Cache
    from vendorize_analysis.scanning.source import SourceFile

_SETTINGS: Final = frozenset(
    {".json", ".toml", ".yaml", ".yml", ".ini", ".cfg", ".conf", ".xml", ".zcml", ".properties"}
)
_TEMPLATES: Final = frozenset(
    {
        *(".html", ".htm", ".xhtml", ".txt", ".md", ".rst", ".css", ".js", ".svg"),
        *(".jinja", ".jinja2", ".j2", ".tpl", ".tmpl", ".tmp", ".template", ".mako", ".pt", ".zpt"),
    }
)
_LISTS: Final = frozenset({".csv", ".tsv", ".txt", ".lst", ".list", ""})
"""Endings of files in which a dotted name may be a whole line or field."""
_MARKED: Final = _SETTINGS | _TEMPLATES
"""Endings of files in which names stand between marks that say so."""
_LARGEST: Final = 4_000_000
"""Bytes; a larger file is a table of data, not of names."""
_VALUE: Final = re.compile(
    r"""["'](\.*[A-Za-z_]\w*(?:[.:]\w+)*)["']"""  # a quoted value
    r"""|[=:]\s*([A-Za-z_]\w*(?:[.:]\w+)*)\s*(?:[#;,].*)?$"""  # what follows a key
    r"""|^[ \t]*-\s*([A-Za-z_]\w*(?:[.:]\w+)*)\s*$"""  # an item of a list
    r"""|>\s*([A-Za-z_]\w*(?:[.:]\w+)*)\s*<"""  # the text of an element
    r"""|^[ \t]*(?:-[ \t]+)?([A-Za-z_]\w*(?:\.\w+)+)(?=[ \t]*[:=])"""  # a key with dots
    r"""|python/[a-z/]+:([A-Za-z_][\w.]*)""",  # a tag of YAML that names an object of Python (PyYAML)
    re.MULTILINE,
)
_FIELD: Final = re.compile(
    r"(?:^|[,;\t|])[ \t]*([A-Za-z_]\w*(?:\.\w+)*[.:]\w+(?:\.\w+)*)[ \t]*(?=[,;\t|\r]|$)", re.MULTILINE
)
_BRACES: Final = (("{{", "}}"), ("{%", "%}"))
_MARKS: Final = (*_BRACES, ("${", "}"), ("<%", "%>"))
"""What code stands between in templates of Jinja, Django and Mako; of the first two in files of any ending."""
_ATTRIBUTE: Final = re.compile(r"tal:(?<!\wtal:)\w+=\"([^\"]*)\"")
"""An attribute of Chameleon."""
_PERCENT: Final = re.compile(r"%[ \t]*(\w[^\n]*)$", re.MULTILINE)
"""A line of Mako that is code, if nothing stands before. Both begin with plain text, so that they are found fast."""
_WORD: Final = re.compile(r"[A-Za-z_]\w*")
_HUMP: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
MADE_BY: Final = (__file__, code_in_data.__file__)
"""The files of the modules that decide what is found."""


class DataNames(NamedTuple):
    """What the data files of one distribution name."""

    values: tuple[str, ...]
    """Names and dotted names that are values of settings, sorted."""
    asked: tuple[str, ...]
    """Identifiers in templates, and the values as methods may be called after them (`fooBar`: `foo_bar`), sorted."""
    code: tuple[str, ...] = ()
    """What files name that hold Python under another ending: what they import, and identifiers, sorted."""


def names_in_data(
    environment: Environment, project: Project, cache: Cache, known: dict[str, DataNames]
) -> dict[str, DataNames]:
    """Return for each distribution what its data files name; the empty key is the project.

    Files that were read for an earlier search are not read again: what they name is in `known`, and added to it. What
    the project has for a tool counts once that is needed, which a later search may find out.
    """
    for one in environment.distributions:
        if one.key not in known:
            known[one.key] = DataNames(*remembered(one, cache, _of, made_by=MADE_BY))
    if "" not in known:
        known[""] = _in_project(_project_files(project), cache)
    found = {one.key: known[one.key] for one in environment.distributions}
    found[""] = _both(known[""], _in_project(_files_of_tools(project, environment), cache))
    return {key: names for key, names in found.items() if any(names)}


def names_in_files(files: Iterable[str], location: Path) -> DataNames:
    """Return what some files name, each a path below a folder, from where names with dots in front are counted.

    Those that are no text, too large, or cannot be read name nothing.
    """
    named = []
    for file in files:
        path = location / file
        if _may_name(path) and (data := _data(path)):
            values, asked, code = _named(path.suffix.lower(), data)
            named.append(([_placed(name, PurePosixPath(file).parent.parts) for name in values], asked, code))
    return _joined(named)


def _placed(name: str, folder: tuple[str, ...]) -> str:
    """Return a name that a file in a folder has; dots in front mean the folder, and those around it."""
    rest = name.lstrip(".")
    level = len(name) - len(rest)
    return ".".join((*folder[: len(folder) - level + 1], rest)) if level else name


def _in_project(files: Iterable[Path], cache: Cache) -> DataNames:
    """Return what data files of the project name, each remembered by its content: they change one by one."""
    by_suffix: dict[str, list[Path]] = {}
    for path in filter(_may_name, files):
        by_suffix.setdefault(path.suffix.lower(), []).append(path)
    maker = digest_of(maker_of(MADE_BY))[:16]
    return _joined(
        one.value
        for suffix, files in by_suffix.items()
        for one in found_in(files, cache, partial(_named_by, suffix), known_by=f"named-{maker}{suffix}")
    )


def _named_by(suffix: str, source: SourceFile) -> tuple[list[str], list[str], list[str]]:
    return _named(suffix, source.data)


def _may_name(path: Path) -> bool:
    """Tell whether a file is of a kind that names things, and no larger than such files are."""
    if not _is_telling(path.suffix.lower()):
        return False
    asked_about(path)
    try:
        return path.is_file() and path.stat().st_size <= _LARGEST
    except OSError:
        return False


def _is_telling(suffix: str) -> bool:
    """Tell whether a file with such an ending may name things."""
    return suffix in _MARKED or suffix in _LISTS or not (suffix in SILENT or suffix[1:].isdecimal())


def _named(suffix: str, data: bytes) -> tuple[list[str], list[str], list[str]]:
    """Return the values, the words in templates, and the names in code that a file of this kind has, sorted."""
    text = "" if b"\0" in data else data.decode("utf-8", "replace")
    found = _VALUE.findall(text) if suffix in _SETTINGS else []
    values = {name for groups in found for name in groups if name}
    values.update(_FIELD.findall(text) if suffix in _LISTS else ())
    asked = {word for block in _code(text, marked=suffix in _MARKED) for word in _WORD.findall(block)}
    return sorted(values), sorted(asked), names_of_code(text, expected=suffix not in _MARKED)


def _joined(named: Iterable[tuple[list[str], list[str], list[str]]]) -> DataNames:
    values: set[str] = set()
    asked: set[str] = set()
    code: set[str] = set()
    for more_values, more_asked, more_code in named:
        values.update(more_values)
        asked.update(more_asked)
        code.update(more_code)
    asked.update(form for name in values if name.isidentifier() for form in _forms(name))
    return DataNames(tuple(sorted(values)), tuple(sorted(asked)), tuple(sorted(code)))


def _both(one: DataNames, other: DataNames) -> DataNames:
    return DataNames(*(tuple(sorted({*first, *second})) for first, second in zip(one, other, strict=True)))


def _code(text: str, *, marked: bool) -> Iterator[str]:
    """Yield the pieces of a template that are code, in time that grows with the length of the text alone."""
    for opening, closing in _MARKS if marked else _BRACES:
        start = text.find(opening)
        while start >= 0 and (end := text.find(closing, start + len(opening))) >= 0:
            yield text[start + len(opening) : end]
            start = text.find(opening, end + len(closing))
    yield from _ATTRIBUTE.findall(text) if marked else ()
    for found in _PERCENT.finditer(text) if marked else ():
        if not text[text.rfind("\n", 0, found.start()) + 1 : found.start()].strip(" \t"):
            yield found[1]


def _forms(name: str) -> Iterator[str]:
    """Yield a name in the cases that code turns words of data into."""
    yield from (name, name.lower(), name.upper(), _HUMP.sub("_", name).lower())


def _data(path: Path) -> bytes:
    try:
        return read_bytes(path)
    except OSError:
        return b""


def _of(distribution: Distribution) -> DataNames:
    inside = (file for file in distribution.files if _is_telling(PurePosixPath(file).suffix.lower()))
    return names_in_files(
        (file for file in inside if not file.startswith(f"{distribution.info}/")), distribution.location
    )


def _project_files(project: Project) -> Iterator[Path]:
    """Yield the data files in the project's packages, its templates beside these, and its settings.

    Of a script the former alone: nobody knows whose folder it lies in.
    """
    roots = project.source_roots or (project.root,)
    folders = [root / name for root in roots for name in project.top_level]
    beside = [] if project.kind == "script" else [project.root / "templates"]
    for folder in dict.fromkeys([*folders, *beside]):
        yield from sorted(path for path in folder.rglob("*") if path.suffix != ".py") if folder.is_dir() else ()
    if project.kind != "script":
        from vendorize_analysis.scanning.project_settings import settings_in  # noqa: PLC0415 - scripts have none

        yield from settings_in(project, folders)


def _files_of_tools(project: Project, environment: Environment) -> Iterator[Path]:
    if project.kind != "script":
        from vendorize_analysis.scanning.project_settings import settings_of_tools  # noqa: PLC0415 - as above

        yield from settings_of_tools(project, environment.closure)
