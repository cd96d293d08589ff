from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from parcelbox.service import app, parcels

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask.testing import FlaskClient

PARCEL = {"number": "AB1234", "town": "Turin & Asti", "weight": 2.5}


@pytest.fixture
def client() -> Iterator[FlaskClient]:
    yield app.test_client()
    parcels.clear()


def test_a_parcel_is_found_again(client: FlaskClient) -> None:
    made = client.post("/parcels", json=PARCEL)
    assert (made.status_code, made.json) == (201, PARCEL)
    assert client.get("/parcels/AB1234").json == PARCEL


@pytest.mark.parametrize(("field", "value"), [("number", "x"), ("weight", 31), ("weight", "heavy"), ("colour", "red")])
def test_a_parcel_that_cannot_be_is_refused(client: FlaskClient, field: str, value: object) -> None:
    refused = client.post("/parcels", json={**PARCEL, field: value})
    assert refused.status_code == 422
    assert field in refused.json["error"]
    assert not parcels


def test_people_get_a_page(client: FlaskClient) -> None:
    client.post("/parcels", json=PARCEL)
    page = client.get("/parcels/AB1234", headers={"Accept": "text/html"})
    assert "<p>AB1234 goes to Turin &amp; Asti, 2.5 kg</p>" in page.text


def test_what_is_not_there_is_said(client: FlaskClient) -> None:
    assert client.get("/parcels/ZZ0000").json == {"error": "no parcel ZZ0000"}
    assert client.get("/nothing").status_code == 404
