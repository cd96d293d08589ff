"""Write labels as XML that only who has the key can have written."""

from __future__ import annotations

import argparse

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from lxml import etree


def sign(label: etree._Element, key: Ed25519PrivateKey) -> bytes:
    """Return a label with its signature."""
    label.attrib.pop("signature", None)
    label.set("signature", key.sign(etree.tostring(label, method="c14n")).hex())
    return etree.tostring(label)


def is_genuine(text: bytes, key: Ed25519PublicKey) -> bool:
    """Tell whether a label is as it was signed."""
    label = etree.fromstring(text)
    signature = bytes.fromhex(label.attrib.pop("signature", ""))
    try:
        key.verify(signature, etree.tostring(label, method="c14n"))
    except InvalidSignature:
        return False
    return True


def main(words: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="label-vault")
    parser.add_argument("name")
    arguments = parser.parse_args(words)
    key = Ed25519PrivateKey.generate()
    text = sign(etree.Element("label", name=arguments.name), key)
    form = (serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    print(
        text.decode().split(" signature=")[0],
        len(key.public_key().public_bytes(*form)),
        is_genuine(text, key.public_key()),
    )


if __name__ == "__main__":
    main()
