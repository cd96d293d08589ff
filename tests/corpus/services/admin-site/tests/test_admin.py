import datetime  # noqa: ICN001
import io  # noqa: F401

import pytest
from adminsite import Person, Post, create, db


@pytest.fixture
def app():
    app = create()
    with app.app_context():
        db.create_all()
        db.session.add(Person(name="ann", born=datetime.date(2000, 1, 2), posts=[Post(text="hi", kind="a")]))
        db.session.commit()
        yield app


@pytest.mark.parametrize(
    ("url", "word"),
    [
        ("/admin/", "Things"),
        ("/admin/person/", "ann"),
        ("/admin/person/new/", "Name"),
        ("/admin/person/edit/?id=1", "ann"),
        ("/admin/person/details/?id=1", "2000-01-02"),
        ("/admin/person/?search=an&flt1_0=an&sort=0", "ann"),
        ("/admin/post/", "hi"),
        ("/admin/post/new/", "Kind"),
        ("/admin/person/export/csv/", "ann,2000-01-02"),
    ],
)
def test_pages(app, url, word):
    done = app.test_client().get(url, follow_redirects=True)
    assert done.status_code == 200 and word in done.text, done.text[:500]


def test_edits(app):
    client = app.test_client()
    assert client.post("/admin/person/new/", data={"name": "bob", "born": "2001-02-03"}).status_code == 302
    assert "This field is required" in client.post("/admin/person/new/", data={"name": ""}).text
    assert client.post("/admin/person/ajax/update/", data={"list_form_pk": "1", "name": "eve"}).status_code == 200
    assert client.post("/admin/person/delete/", data={"id": "2"}).status_code == 302
    assert [p.name for p in Person.query.all()] == ["eve"]
    assert client.post("/admin/person/action/", data={"action": "delete", "rowid": "1"}).status_code == 302


def test_closed(app):
    assert app.test_client().get("/admin/person/?closed=1").status_code == 403


def test_languages(app):
    client = app.test_client()
    assert client.get("/money?lang=de").text == "1.234,50\xa0€ 31. Januar 2024 x"
    assert "Erstellen" in client.get("/admin/person/?lang=de").text


def test_login(app):
    client = app.test_client()
    assert client.get("/me").status_code in (302, 401)
    assert client.get("/login/1", follow_redirects=True).text == "ann"


def test_migrations(app, tmp_path):
    from flask_migrate import init, migrate, upgrade

    init(str(tmp_path / "m"))
    db.drop_all()
    migrate(str(tmp_path / "m"), message="first")
    upgrade(str(tmp_path / "m"))
    assert "person" in db.inspect(db.engine).get_table_names()
