"""A guest book: a form, a list, a schema that migrates."""

from __future__ import annotations

from flask import Flask

from guestbook import pages, schema


def create_app(url: str = "sqlite://", **settings: object) -> Flask:
    app = Flask(__name__)
    app.config.update(SECRET_KEY="only-for-development", DATABASE_URL=url, **settings)
    app.extensions["guestbook"] = schema.Database(url)
    app.register_blueprint(pages.blueprint)
    pages.csrf.init_app(app)
    return app
