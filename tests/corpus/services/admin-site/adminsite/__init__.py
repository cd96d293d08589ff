from flask import Flask, redirect, request
from flask_admin import Admin
from flask_admin.contrib.sqla import ModelView
from flask_babel import Babel, format_currency, format_date, gettext
from flask_login import LoginManager, UserMixin, current_user, login_required, login_user
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy

db = SQLAlchemy()


class Person(UserMixin, db.Model):
    id = db.Column(db.Integer, primary_key=True)
    name = db.Column(db.String(40), nullable=False)
    born = db.Column(db.Date)
    posts = db.relationship("Post", backref="person")

    def __str__(self):
        return self.name


class Post(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    text = db.Column(db.Text)
    kind = db.Column(db.Enum("a", "b"))
    person_id = db.Column(db.ForeignKey(Person.id))


class PersonView(ModelView):
    column_searchable_list = ["name"]
    column_filters = ["name", "born"]
    column_editable_list = ["name"]
    can_export = True
    can_view_details = True

    def is_accessible(self):
        return request.args.get("closed") is None


def create(url="sqlite://"):
    app = Flask(__name__)
    app.config.update(SECRET_KEY="x", SQLALCHEMY_DATABASE_URI=url, WTF_CSRF_ENABLED=False)
    db.init_app(app)
    Migrate(app, db)
    Babel(app, locale_selector=lambda: request.args.get("lang", "en"))
    manager = LoginManager(app)
    manager.login_view = "login"
    manager.user_loader(lambda key: db.session.get(Person, int(key)))
    admin = Admin(app, name="Things")
    admin.add_view(PersonView(Person, db.session if "session" in dir(db) else db))
    admin.add_view(ModelView(Post, db.session))

    @app.get("/money")
    def money():
        import datetime  # noqa: ICN001

        return f"{format_currency(1234.5, 'EUR')} {format_date(datetime.date(2024, 1, 31), 'long')} {gettext('x')}"

    @app.get("/login", defaults={"key": 1})
    @app.get("/login/<int:key>")
    def login(key=1):
        login_user(db.session.get(Person, key))
        return redirect("/me")

    @app.get("/me")
    @login_required
    def me():
        return current_user.name

    return app
