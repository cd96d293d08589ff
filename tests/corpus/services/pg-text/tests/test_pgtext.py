from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from ipaddress import ip_address
from uuid import UUID

import pytest
from psycopg.types.json import Jsonb

from pgtext.cli import address, driver, dumped, insert, literal, refused


def test_the_driver_is_the_compiled_one() -> None:
    assert driver() == "binary"


def test_statements() -> None:
    assert insert("a b", "x", "y") == 'INSERT INTO "a b" ("x", "y") VALUES (%(x)s, %(y)s)'


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (date(2024, 1, 2), "'2024-01-02'::date"),
        (Decimal("1.50"), "1.50"),
        ("it's", "'it''s'"),
        (None, "NULL"),
        ([1, 2], "'{1,2}'::int2[]"),
        (UUID(int=1), "'00000000000000000000000000000001'::uuid"),
    ],
)
def test_literals(value: object, text: str) -> None:
    assert literal(value) == text


def test_values_for_the_server() -> None:
    assert dumped(Jsonb({"a": 1})) == b'{"a": 1}'
    assert dumped(timedelta(days=1)) == b"1 day 0:00:00"
    assert dumped(ip_address("10.0.0.1")) == b"10.0.0.1"


def test_addresses() -> None:
    assert address("postgresql://me@there:5433/base")["port"] == "5433"


def test_no_server() -> None:
    assert refused(1) == "OperationalError"
