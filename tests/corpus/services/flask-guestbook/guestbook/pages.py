"""The pages."""

from __future__ import annotations

from flask import Blueprint, current_app, flash, jsonify, redirect, render_template, request, url_for
from flask_wtf import CSRFProtect, FlaskForm
from wtforms import BooleanField, DateField, RadioField, StringField, SubmitField, TextAreaField
from wtforms.validators import DataRequired, Email, Length, Optional, ValidationError

from guestbook.schema import Mood

blueprint = Blueprint("pages", __name__)
csrf = CSRFProtect()


class SignForm(FlaskForm):
    mail = StringField("Mail", validators=[DataRequired(), Email()], render_kw={"placeholder": "you@example.org"})
    text = TextAreaField("Words", validators=[DataRequired(), Length(max=400)], description="Be kind.")
    mood = RadioField("Mood", choices=[(mood.value, mood.name.title()) for mood in Mood], default="happy")
    day = DateField("Day of the visit", validators=[Optional()])
    rules = BooleanField("I have read the rules", validators=[DataRequired()])
    send = SubmitField("Sign")

    def validate_text(self, field: TextAreaField) -> None:
        if "casino" in field.data.lower():
            raise ValidationError("No advertising, please.")


@blueprint.route("/", methods=["GET", "POST"])
def index():
    form = SignForm()
    database = current_app.extensions["guestbook"]
    if form.validate_on_submit():
        database.sign(form.mail.data, form.text.data, Mood(form.mood.data), form.day.data)
        flash("Thank you!", "thanks")
        return redirect(url_for(".index"))
    words = request.args.get("q", "")
    page = render_template("index.html", form=form, entries=database.entries(words), words=words)
    return page, 400 if form.errors else 200


@blueprint.get("/moods.json")
def moods():
    return jsonify(current_app.extensions["guestbook"].moods())


@blueprint.app_template_filter("shout")
def shout(text: str) -> str:
    return text.upper() + "!"
