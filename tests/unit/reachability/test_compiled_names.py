from __future__ import annotations

import pytest

from vendorize_analysis.reachability import read_compiled

TOPS = ("cffi", "_cffi_backend", "other")


@pytest.mark.parametrize(
    ("joined", "named"),
    [
        ("run_cffi_backendstop", False),
        ("run_cffi_backendcffi", True),
        ("run_cffi_backendcff\nibackend", False),
        ("cffi_backend", True),
        ("runcffi.api", True),
    ],
)
def test_a_module_is_not_named_by_a_piece_of_the_name_of_another_one(joined: str, *, named: bool) -> None:
    assert read_compiled("", joined).names_module("cffi", TOPS) is named


def test_a_name_that_is_little_longer_may_be_two_texts() -> None:
    assert read_compiled("", "attrsome").names_module("attr", ("attr", "attrs"))


def test_a_text_that_ends_says_what_it_says() -> None:
    assert read_compiled("_cffi_backend\ncffi", "").names_module("cffi", TOPS)
    assert not read_compiled("_cffi_backend", "").names_module("cffi", TOPS)
    assert read_compiled("", "nothing").names_module("ab", ["abc"])
