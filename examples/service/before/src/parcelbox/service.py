"""The service: `flask --app parcelbox.service run`, or any WSGI server with `parcelbox.service:app`."""

from __future__ import annotations

from typing import Annotated

import msgspec
from flask import Flask, Response, render_template_string, request

PAGE = """<!doctype html>
<title>{{ parcel.number }}</title>
<p>{{ parcel.number }} goes to {{ parcel.town }}, {{ "%.1f" | format(parcel.weight) }} kg</p>
"""


class Parcel(msgspec.Struct, forbid_unknown_fields=True):
    """A parcel, as clients send it."""

    number: Annotated[str, msgspec.Meta(pattern=r"^[A-Z]{2}\d{4}$")]
    town: str
    weight: Annotated[float, msgspec.Meta(gt=0, le=30)]


app = Flask(__name__)
parcels: dict[str, Parcel] = {}


def answer(value: object, status: int = 200) -> Response:
    return Response(msgspec.json.encode(value), status, mimetype="application/json")


@app.post("/parcels")
def add() -> Response:
    try:
        parcel = msgspec.json.decode(request.get_data(), type=Parcel)
    except msgspec.ValidationError as error:
        return answer({"error": str(error)}, 422)
    parcels[parcel.number] = parcel
    return answer(parcel, 201)


@app.get("/parcels/<number>")
def show(number: str) -> Response | str:
    if number not in parcels:
        return answer({"error": f"no parcel {number}"}, 404)
    if request.accept_mimetypes.best_match(["application/json", "text/html"]) == "text/html":
        return render_template_string(PAGE, parcel=parcels[number])
    return answer(parcels[number])
