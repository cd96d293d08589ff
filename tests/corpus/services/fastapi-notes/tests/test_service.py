from __future__ import annotations

from collections.abc import Iterator

import httpx2
import pytest
from fastapi.testclient import TestClient

from notes import service

TOKEN = {"X-Token": "secret"}


@pytest.fixture
def client() -> Iterator[TestClient]:
    with TestClient(service.app, headers=TOKEN) as opened:
        yield opened


def test_a_note_is_created_and_read(client: TestClient) -> None:
    sent = {"title": "Bread", "text": "flour and water", "stars": 4, "tags": [" Food", "food", "diy"]}
    made = client.post("/notes", json=sent)
    assert made.status_code == 201
    assert made.json()["tags"] == [{"name": "diy"}, {"name": "food"}]
    assert made.json()["words"] == 3
    assert client.get(f"/notes/{made.json()['id']}").json() == made.json()
    assert service.log[-1] == f"created {made.json()['id']}"


def test_notes_are_searched_and_counted(client: TestClient) -> None:
    for title, stars, tags in [("Soup", 1, ["food"]), ("Soap", 3, []), ("Tea", 5, ["food"])]:
        client.post("/notes", json={"title": title, "stars": stars, "tags": tags})
    assert [note["title"] for note in client.get("/notes", params={"word": "so"}).json()] == ["Soap", "Soup"]
    assert [note["title"] for note in client.get("/notes", params={"tag": "food", "limit": 1}).json()] == ["Tea"]
    assert client.get("/notes/figures").json() == {"notes": 3, "stars": 3.0}


def test_no_notes_have_no_average(client: TestClient) -> None:
    assert client.get("/notes/figures").json() == {"notes": 0, "stars": None}


def test_a_note_is_changed_and_removed(client: TestClient) -> None:
    note = client.post("/notes", json={"title": "a", "tags": ["x"]}).json()["id"]
    assert client.patch(f"/notes/{note}", json={"stars": 2}).json()["stars"] == 2
    assert client.patch(f"/notes/{note}", json={"colour": "red"}).status_code == 422
    assert client.delete(f"/notes/{note}").status_code == 204
    assert client.delete(f"/notes/{note}").json() == {"detail": f"there is no note {note}"}
    assert client.get(f"/notes/{note}").status_code == 404


def test_what_is_wrong_is_said(client: TestClient) -> None:
    answer = client.post("/notes", json={"title": "", "stars": 9})
    assert answer.status_code == 422
    assert [(fault["loc"], fault["type"]) for fault in answer.json()["detail"]] == [
        (["body", "title"], "string_too_short"),
        (["body", "stars"], "less_than_equal"),
    ]
    assert client.get("/notes/x").json()["detail"][0]["type"] == "int_parsing"


def test_writing_needs_a_token(client: TestClient) -> None:
    del client.headers["X-Token"]
    assert client.post("/notes", json={"title": "a"}).json() == {"detail": "a token is needed"}


def test_a_second_tag_of_that_name_is_a_conflict(client: TestClient) -> None:
    assert client.post("/tags/a").status_code == 201
    answer = client.post("/tags/a")
    assert (answer.status_code, answer.json()) == (409, {"detail": "UNIQUE constraint failed: tag.name"})


def test_the_service_describes_itself(client: TestClient) -> None:
    described = client.get("/openapi.json")
    assert described.headers["content-encoding"] == "gzip"
    assert sorted(described.json()["paths"]) == ["/health", "/notes", "/notes/figures", "/notes/{note}", "/tags/{name}"]
    assert "swagger-ui" in client.get("/docs").text


async def _health() -> str:
    transport = httpx2.ASGITransport(service.app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://test") as client:
        return (await client.get("/health")).text


def test_it_is_healthy() -> None:
    import asyncio

    assert asyncio.run(_health()) == "ok"
