from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from lxml import etree

from vault.cli import is_genuine, main, sign


def test_a_signed_label_is_genuine_until_it_is_changed() -> None:
    key = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
    text = sign(etree.fromstring("<label><to>Ada</to></label>"), key)
    assert is_genuine(text, key.public_key())
    assert not is_genuine(text.replace(b"Ada", b"Eve"), key.public_key())
    assert not is_genuine(b"<label/>", key.public_key())


def test_text_that_is_no_xml_is_refused() -> None:
    with pytest.raises(etree.XMLSyntaxError):
        is_genuine(b"<label", Ed25519PrivateKey.generate().public_key())


def test_the_program_prints_what_it_signed(capsys: pytest.CaptureFixture[str]) -> None:
    main(["box"])
    assert capsys.readouterr().out == '<label name="box" 32 True\n'
