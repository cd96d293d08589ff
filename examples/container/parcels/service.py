"""The service: pydantic checks what comes in, lxml writes labels, cryptography signs them."""

from __future__ import annotations

from cryptography.hazmat.primitives import hashes, hmac
from fastapi import FastAPI, Response
from lxml import etree
from pydantic import BaseModel, Field

KEY = b"not a secret, but an example's key"
app = FastAPI(title="parcels")


class Parcel(BaseModel):
    """What somebody wants to send."""

    to: str = Field(min_length=1)
    grams: int = Field(gt=0, le=30_000)


def price(parcel: Parcel) -> int:
    """Return the price in cents."""
    return 399 + parcel.grams // 1000 * 120


@app.post("/price")
def tell_price(parcel: Parcel) -> dict[str, int]:
    return {"cents": price(parcel)}


@app.post("/label")
def make_label(parcel: Parcel) -> Response:
    label = etree.Element("label", cents=str(price(parcel)))
    etree.SubElement(label, "to").text = parcel.to
    signer = hmac.HMAC(KEY, hashes.SHA256())
    signer.update(etree.tostring(label, method="c14n"))
    label.set("signature", signer.finalize().hex())
    return Response(etree.tostring(label), media_type="application/xml")
