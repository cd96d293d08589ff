"""Read TOML so that a wrong value is reported with its file and its place."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from vendorize_analysis.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

_PLACE = re.compile(r"\(at line (\d+)")


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a TOML file that knows where it stands."""

    values: Mapping[str, object]
    where: str
    """Dotted path from the top of the file; empty for the whole file."""
    file: Path

    def __contains__(self, key: str) -> bool:
        return key in self.values

    def __iter__(self) -> Iterator[str]:
        return iter(self.values)

    def table(self, *keys: str) -> Table:
        """Return the table under these keys; an empty one where there is none."""
        found = self
        for key in keys:
            value = found.values.get(key, {})
            if not isinstance(value, dict):
                raise found.wrong(key, "a table")
            found = Table(value, found.path(key), self.file)
        return found

    def text(self, key: str) -> str:
        """Return a string; an empty one where there is none."""
        value = self.values.get(key, "")
        if not isinstance(value, str):
            raise self.wrong(key, "a string")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of strings; an empty one where there is none."""
        value = self.values.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise self.wrong(key, "a list of strings")
        return tuple(value)

    def one_or_more(self, key: str) -> tuple[str, ...]:
        """Return a list of strings where a single string stands for a list of one."""
        value = self.values.get(key)
        return (value,) if isinstance(value, str) else self.texts(key)

    def tables(self, key: str) -> tuple[Table, ...]:
        """Return a list of tables; an empty one where there is none."""
        value = self.values.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            raise self.wrong(key, "a list of tables")
        return tuple(Table(item, f"{self.path(key)}[{index}]", self.file) for index, item in enumerate(value))

    def path(self, key: str) -> str:
        """Return the dotted path of a key of this table."""
        return f"{self.where}.{key}" if self.where else key

    def wrong(self, key: str, wanted: str) -> UserError:
        """Make the error for a value of the wrong type."""
        return UserError(f"{self.file}: {self.path(key)} must be {wanted}", hint="correct that value")


def read_toml(file: Path) -> Table:
    """Return the content of a TOML file; a syntax error is reported with its line."""
    try:
        return Table(tomllib.loads(file.read_text(encoding="utf-8-sig")), "", file)
    except tomllib.TOMLDecodeError as error:
        place = _PLACE.search(str(error))
        where = f"{file}:{place.group(1)}" if place else str(file)
        message = re.sub(r" \(at .*\)$", "", str(error))
        raise UserError(f"{where}: not valid TOML: {message}", hint="correct that line") from error
    except RecursionError as error:
        raise UserError(f"{file}: nested too deeply", hint="nothing that tools read is nested that deeply") from error
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise UserError(f"{file}:{line}: not UTF-8, which TOML must be", hint="save the file as UTF-8") from error
