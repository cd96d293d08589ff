import datetime as dt
import re

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect

from guestbook import create_app
from guestbook.cli import main
from guestbook.schema import Base, Mood


@pytest.fixture
def app(tmp_path):
    app = create_app(f"sqlite:///{tmp_path}/book.db", TESTING=True)
    app.extensions["guestbook"].migrate()
    return app


@pytest.fixture
def client(app):
    return app.test_client()


def post(client, **fields):
    page = client.get("/").text
    token = re.search(r'name="csrf_token" type="hidden" value="([^"]+)"', page)[1]
    data = {"mail": "ann@example.org", "text": "lovely", "mood": "happy", "rules": "y", "csrf_token": token}
    return client.post("/", data={**data, **fields}, follow_redirects=True)


def test_empty(client):
    page = client.get("/").text
    assert "Nobody was here." in page
    assert '<label class="name" for="mail">Mail</label>' in page
    assert '<input autofocus class="wide" id="mail" name="mail" placeholder="you@example.org" required' in page
    assert "<small>Be kind.</small>" in page and 'id="row-day"' in page
    assert '<input checked id="mood-0" name="mood" type="radio" value="happy"><label for="mood-0">Happy' in page
    assert page.strip().endswith("0 problems,")


def test_sign(client):
    page = post(client, day="2024-02-29").text
    assert '<p class="thanks">Thank you!</p>' in page
    assert '<a href="mailto:ann@example.org">ann@example.org</a>: LOVELY! on 29 February 2024 <i>happy</i>' in page
    assert "0 problems, happy" in page
    post(client, text="rain", mood="grumpy")
    assert client.get("/moods.json").json == {"happy": 1, "grumpy": 1}
    assert "RAIN!" in client.get("/?q=AIN").text and "LOVELY" not in client.get("/?q=AIN").text


def test_bad_form(client):
    answer = post(client, mail="nobody", text="casino!", mood="sad", day="soon", rules="")
    assert answer.status_code == 400
    for words in ("Invalid email address.", "No advertising, please.", "Not a valid date value.", "5 problems"):
        assert words in answer.text, words
    assert "Field cannot be longer than 400 characters." in post(client, text="x" * 401).text


def test_no_token(client):
    answer = client.post("/", data={"mail": "ann@example.org"})
    assert answer.status_code == 400 and "The CSRF token is missing." in answer.text


def test_schema_is_what_migrations_make(app):
    engine = app.extensions["guestbook"].engine
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []


def test_downgrade(app):
    database = app.extensions["guestbook"]
    database.sign("ann@example.org", "lovely", Mood.happy, dt.date(2024, 1, 1))
    database.migrate("001")
    assert [column["name"] for column in inspect(database.engine).get_columns("entry")] == ["id", "guest_id", "text"]


def test_command(tmp_path, capsys):
    url = f"sqlite:///{tmp_path}/other.db"
    assert main(["migrate", url]) == 0
    create_app(url).extensions["guestbook"].sign("bob@example.org", "hm", Mood.grumpy, None)
    assert main(["list", url]) == 0
    assert capsys.readouterr().out == "bob@example.org: hm (grumpy)\n"
