from __future__ import annotations

from tests.unit.image.samples import FILES, LOCK
from vendorize.image.layers import divide
from vendorize.model.bundle import BundleFile


def test_cold_code_lies_with_the_vendored_code_that_it_is_of() -> None:
    divided = divide((*FILES, BundleFile("_vendorize_cold.zip", b""), BundleFile("_vendorize_support.py", b"")), LOCK)
    assert [file.relative for file in divided["vendored"]] == [
        "_vendorize_cold.zip",
        "_vendorize_support.py",
        "dep/__init__.py",
    ]
    assert [file.relative for file in divided["program"]] == ["app/__init__.py", "app/__main__.py"]
