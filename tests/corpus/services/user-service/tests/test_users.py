import pytest
from fastapi.testclient import TestClient
from users.app import app, log


@pytest.fixture
def client():
    with TestClient(app) as client:
        yield client


def test_a_user_signs_in(client):
    made = client.post("/users", json={"name": "ann", "password": "pw"})
    assert made.status_code == 201 and made.json()["scheme"] == "pbkdf2_sha256" and log[-1] == "ann"
    token = client.post("/token", data={"username": "ann", "password": "pw"}).json()["access_token"]
    for seen in (1, 2):
        assert client.get("/me", headers={"Authorization": f"Bearer {token}"}).json() == {"name": "ann", "seen": seen}
    page = client.get("/page")
    assert "Ann ANN! http://testserver/page" in page.text and page.headers["content-encoding"] == "gzip"


def test_refusals(client):
    assert client.get("/me").status_code == 401
    assert client.get("/me", headers={"Authorization": "Bearer x"}).json() == {"detail": "DecodeError"}
    assert client.post("/token", data={"username": "bob", "password": "pw"}).status_code == 400
    assert client.post("/users", json={"name": 1}).status_code == 422


def test_documents(client):
    assert set(client.get("/openapi.json").json()["paths"]) == {"/users", "/token", "/me", "/page"}
    assert "swagger" in client.get("/docs").text


def test_old_hash():
    from users.app import crypt

    old = crypt.handler("sha512_crypt").hash("x")
    assert crypt.verify_and_update("x", old)[1].startswith("$pbkdf2-sha256$")
