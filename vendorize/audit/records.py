"""Read OSV records (schema 1.x, ossf.github.io/osv-schema): JSON or YAML that may come from anybody."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, get_args

from packaging.utils import canonicalize_name

from vendorize.audit.files import HeldFile, archive_files, file_content, folder_files, shown
from vendorize.audit.symbolfields import symbols_named
from vendorize.audit.yamlrecords import yaml_record
from vendorize.model.advisory import Advisory, AffectedPackage, EventKind, RangeEvent, RangeKind, VersionRange
from vendorize_analysis.errors import UserError
from vendorize_analysis.reading import each_once

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_MOST_LETTERS = 300
_MOST_SYMBOLS = 2_000
_BLANK = re.compile(r"\s")
_TIME = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d")
_ECOSYSTEM = "pypi"
_PURL = "pkg:pypi/"
_SUFFIX = ".json"
_YAML = (".yaml", ".yml")
_IN_YAML = re.compile(rb"^[\"']?(id|modified)[\"']?[ \t]*:", re.MULTILINE)
"""The two fields that every record must have: other YAML (of a workflow, say) is none of ours."""
_REMEDY = "get the record anew; or, if it is none, take it out"


def read_advisories(source: Path) -> tuple[Advisory, ...]:
    """Return the records of a folder, a zip, or a single file, sorted by identifier.

    Files `*.json` are records; files `*.yaml` and `*.yml` are if they look like one (extra `yaml`), for to pass over
    a record would be to say that nothing is known. Of what a record affects only what is in PyPI is kept.
    Raises `UserError` for a source without any, and for a record that cannot be understood, with its file.
    """
    found = [read_record(content, place) for place, content in _files(source)]
    if not found:
        raise UserError(
            f"{source} has no OSV record (*.json, *.yaml)",
            hint="give the folder or zip of an OSV export, such as PyPI/all.zip of osv.dev",
        )
    return tuple(sorted(found, key=lambda one: (one.id, one.place)))


def read_record(content: bytes, place: str) -> Advisory:
    """Return one record; raises `UserError` for what is none, with the place that it was read from."""
    is_yaml = place.casefold().endswith(_YAML)
    try:
        record = yaml_record(content) if is_yaml else json.loads(content, object_pairs_hook=each_once)
    except (ValueError, RecursionError) as error:
        form = "YAML" if is_yaml else "JSON"
        raise UserError(f"{place}: no {form} that can be read: {shown(str(error))}", hint=_REMEDY) from error
    fields = _RecordFields(record, place)
    number = fields.text("id")
    if not number or len(number) > _MOST_LETTERS or any(one.isspace() for one in number):
        fields.refuse("id", "an identifier")
    schema = fields.text("schema_version") or "1.0.0"
    if schema.partition(".")[0] != "1":
        raise UserError(f"{place}: schema {schema} is not known: 1.x is", hint="update vendorize")
    return Advisory(
        id=number,
        aliases=tuple(sorted({*fields.texts("aliases")} - {number})),
        summary=_short(fields.text("summary") or fields.text("details")),
        severity=_severity(fields),
        urls=tuple(url for one in fields.tables("references") if (url := one.text("url"))),
        affected=tuple(_affected(one) for one in fields.tables("affected") if _is_ours(one)),
        withdrawn=_is_withdrawn(fields),
        place=place,
    )


def _is_withdrawn(fields: _RecordFields) -> bool:
    """Tell whether a record is taken back, which it says by the time of that: nothing else makes it silent."""
    when = fields.text("withdrawn").strip()
    if when and not _TIME.match(when):
        fields.refuse("withdrawn", "a time (RFC 3339)")
    return bool(when)


def _files(source: Path) -> Iterator[tuple[str, bytes]]:
    if source.is_dir():
        held = folder_files(source, _is_record)
    elif _is_record(source.name):
        held = iter([HeldFile(source.name, str(source), file_content(source))])
    else:
        held = archive_files(source, _is_record)
    for file in held:
        if file.name.casefold().endswith(_SUFFIX) or _is_like_one(file.content):
            yield file.place, file.content


def _is_like_one(content: bytes) -> bool:
    """Tell whether YAML may be a record: it has the fields of one, or is a table on a line."""
    return len(set(_IN_YAML.findall(content))) > 1 or content.lstrip().startswith(b"{")


def _is_record(name: str) -> bool:
    return name.casefold().endswith((_SUFFIX, *_YAML))


def _is_ours(affected: _RecordFields) -> bool:
    package = affected.table("package")
    named = package.text("ecosystem").partition(":")[0].strip().casefold() == _ECOSYSTEM
    return named or package.text("purl").strip().casefold().startswith(_PURL)


def _affected(fields: _RecordFields) -> AffectedPackage:
    package = fields.table("package")
    name = package.text("name").strip()
    if not name:
        package.refuse("name", "the name of a package")
    symbols = symbols_named(fields.values)
    if len(symbols) > _MOST_SYMBOLS:
        fields.refuse("ecosystem_specific", f"a table that names at most {_MOST_SYMBOLS:,} symbols")
    return AffectedPackage(
        key=canonicalize_name(name),
        versions=fields.texts("versions"),
        ranges=tuple(_range(one) for one in fields.tables("ranges")),
        symbols=tuple(shown(name) for name in symbols),
    )


def _range(fields: _RecordFields) -> VersionRange:
    kind = next((one for one in get_args(RangeKind) if one == fields.text("type")), None)
    return VersionRange(
        kind or fields.refuse("type", "ECOSYSTEM, SEMVER or GIT"),
        tuple(event for one in fields.tables("events") for event in _events(one)),
    )


def _events(fields: _RecordFields) -> Iterator[RangeEvent]:
    for kind in get_args(EventKind):
        if version := fields.text(kind):
            yield RangeEvent(kind, version)


def _severity(fields: _RecordFields) -> str:
    for one in fields.tables("severity"):
        if score := one.text("score"):
            return _short(score)
    word = fields.table("database_specific").values.get("severity")
    return _short(word) if isinstance(word, str) else ""


def _short(text: str) -> str:
    line = shown(" ".join(text.split()))
    return line if len(line) <= _MOST_LETTERS else f"{line[:_MOST_LETTERS]}..."


class _RecordFields:
    """A table of a record: what is asked of it has its type, or is an error with its place; null is not there."""

    def __init__(self, values: object, place: str, where: str = "") -> None:
        self._place = place
        self._where = where
        self.values: dict[str, Any] = values if isinstance(values, dict) else self.refuse("", "a table")

    def text(self, key: str) -> str:
        """Return a text without what steers a terminal; an empty one where there is none."""
        value = self._value(key, "")
        if not isinstance(value, str):
            return str(self.refuse(key, "a text"))
        return value if value.isprintable() else shown(_BLANK.sub(" ", value))

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of texts."""
        found = self._list(key)
        if not all(isinstance(one, str) for one in found):
            self.refuse(key, "a list of texts")
        return tuple(map(shown, found))

    def table(self, key: str) -> _RecordFields:
        """Return a table; an empty one where there is none."""
        return _RecordFields(self._value(key, {}), self._place, self._name(key))

    def tables(self, key: str) -> list[_RecordFields]:
        """Return a list of tables."""
        return [_RecordFields(one, self._place, f"{self._name(key)}[{at}]") for at, one in enumerate(self._list(key))]

    def refuse(self, key: str, wanted: str) -> Any:  # noqa: ANN401 (it never returns, where any type is wanted)
        """Raise the error for a value of another type."""
        name = self._name(key)
        raise UserError(f"{self._place}: {f'{name} must be' if name else 'not'} {wanted}", hint=_REMEDY)

    def _list(self, key: str) -> list[Any]:
        value = self._value(key, [])
        return value if isinstance(value, list) else self.refuse(key, "a list")

    def _value(self, key: str, default: object) -> object:
        value = self.values.get(key)
        return default if value is None else value

    def _name(self, key: str) -> str:
        return f"{self._where}.{key}".strip(".")
