"""Write SQL for PostgreSQL, and say which driver does it."""

from __future__ import annotations

import sys
from datetime import date

import psycopg
from psycopg import conninfo, sql
from psycopg.adapt import Transformer
from psycopg.types.json import Jsonb


def driver() -> str:
    """Return the name of the implementation."""
    return psycopg.pq.__impl__


def insert(table: str, *columns: str) -> str:
    """Return a statement that inserts a row."""
    names = sql.SQL(", ").join(map(sql.Identifier, columns))
    marks = sql.SQL(", ").join(map(sql.Placeholder, columns))
    return sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(sql.Identifier(table), names, marks).as_string()


def literal(value: object) -> str:
    """Return a value as SQL has it."""
    return sql.Literal(value).as_string()


def dumped(value: object) -> bytes:
    """Return a value as it goes to the server."""
    adapted = Transformer().get_dumper(value, psycopg.adapt.PyFormat.TEXT).dump(value)
    return bytes(adapted or b"")


def address(text: str) -> dict[str, object]:
    """Return the parts of an address."""
    return conninfo.conninfo_to_dict(text)


def refused(port: int) -> str:
    """Return what is said where no server is."""
    try:
        psycopg.connect(f"host=127.0.0.1 port={port} connect_timeout=2")
    except psycopg.OperationalError as error:
        return type(error).__name__
    return "connected"


def main() -> None:
    print(driver(), insert(*sys.argv[1:]), literal(date(2024, 1, 2)), dumped(Jsonb({"a": 1})))


if __name__ == "__main__":
    main()
