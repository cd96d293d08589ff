from __future__ import annotations

import bz2
import struct
import zlib
from typing import TYPE_CHECKING

import pytest

from vendorize_analysis.scanning.compiled_file import read_names, unpack

if TYPE_CHECKING:
    from collections.abc import Callable

CYTHON = b"\x7fELF PyInit_x cython_runtime\0"
TEXTS = b"?dep.helpersdraw__name____test__openrun"


def packed(text: bytes) -> bytes:
    """Pack a text as bytes that stand for themselves."""
    groups = [text[at : at + 8] for at in range(0, len(text), 8)]
    return b"".join(b"\xff" + group for group in groups)


def test_c_ends_each_text() -> None:
    found = read_names(b"\x7fELF PyInit_x\0dep.helpers\0draw\0_ZN3dep4miniE\0\x01\x02ab\0")
    assert found == ("ELF\nPyInit_x\ndep.helpers\ndraw", "")


def test_a_name_may_begin_with_a_digit_as_that_of_what_modules_of_mypyc_share_may() -> None:
    found = read_names(b"\x7fELF PyInit_x mypyc\x000fda__mypyc\0")
    assert found is not None
    assert "0fda__mypyc" in found[1].split("\n")


def elf(loaded: bytes, rest: bytes) -> bytes:
    """Return a file of 64 bits whose only segment has some bytes, with others behind it."""
    header = struct.pack("<4sBBB9xHHIQQQIHHHHHH", b"\x7fELF", 2, 1, 1, 3, 62, 1, 0, 64, 0, 0, 64, 56, 1, 0, 0, 0)
    place = len(header) + 56
    return header + struct.pack("<IIQQQQQQ", 1, 5, place, place, place, len(loaded), len(loaded), 1) + loaded + rest


def test_what_is_not_loaded_says_nothing() -> None:
    assert read_names(elf(b"\0PyInit_x\0draw\0", b"\0debugged\0")) == ("PyInit_x\ndraw", "")
    found = read_names(elf(b"\0PyInit_x\0drawrun\0", b"\0rustc version 1.90\0"))
    assert found == ("", "PyInit_x\ndrawrun")


def test_the_symbols_of_rust_and_the_own_names_of_cffi_are_no_names() -> None:
    symbols = b"_RNvCs55Wy5WJwJ9O_17cryptography_cffi13create_module\0_cffi_const_DRAW\0_init_cffi_1_0_external_module"
    found = read_names(b"\x7fELF PyInit_x rustc\0_Reasonsdraw\0_cffi_backend\0" + symbols)
    assert found is not None
    assert found[1].split("\n") == ["ELF", "PyInit_x", "_Reasonsdraw", "_cffi_backend", "rustc"]


@pytest.mark.parametrize("sign", [b"rustc version 1.90", b"mypyc", b"Go build ID"])
def test_others_put_texts_one_behind_the_other(sign: bytes) -> None:
    found = read_names(b"\x7fELF PyInit_x\0" + sign + b"\0dep.helpersdrawrun\0")
    assert found is not None
    assert not found[0]
    assert "dep.helpersdrawrun" in found[1].split("\n")


@pytest.mark.parametrize(
    "pack", [lambda text: text, lambda text: zlib.compress(text, 9), lambda text: bz2.compress(text, 9)]
)
def test_cython_may_compress_its_texts(pack: Callable[[bytes], bytes]) -> None:
    found = read_names(CYTHON + b"\1\2\3" + pack(TEXTS) + b"\0" * 9)
    assert found is not None
    assert "dep.helpersdraw__name____test__openrun" in found[1].split("\n")


def test_cython_may_pack_its_texts_by_a_code_of_its_own() -> None:
    found = read_names(CYTHON + b"LZSS string data\0\0" + packed(TEXTS) + b"\0" * 9)
    assert found is not None
    assert "dep.helpersdraw__name____test__openrun" in found[1].split("\n")


@pytest.mark.parametrize(
    ("code", "text"),
    [
        (b"\x07abc\x00\x00", b"abcabc"),  # the last three once more
        (b"\x0fabcd\x01\x00", b"abcdabc"),  # one further back
        (b"\x0fabcd\x00\x01", b"abcdabcd"),  # one longer
    ],
)
def test_what_came_out_is_repeated(code: bytes, text: bytes) -> None:
    assert unpack(code + b"\xff" * 9, 0)[: len(text)] == text


def test_matches_far_back_have_longer_codes() -> None:
    far = bytes(65 + at % 26 for at in range(200))
    start = packed(far)
    assert unpack(start + bytes([0xFE, 0x80 | 0x10, 0]) + b"zzzzzzz" + b"\0" * 4, 0)[200:204] == far[53:56] + b"z"
    assert unpack(start + bytes([0xFE, 0x80 | 0x10, 0x80, 1]) + b"zzzzzzz" + b"\0" * 4, 0)[200:205] == far[52:56] + b"z"


def test_nothing_before_the_beginning_is_repeated() -> None:
    assert unpack(b"\x07abc\x7f\x00" + b"\0" * 9, 0) == b"abc"


def test_texts_that_are_not_found_are_not_read() -> None:
    assert read_names(CYTHON + b"no texts") is None
    assert read_names(b"") is None


def test_a_library_that_knows_nothing_of_python_names_nothing() -> None:
    assert read_names(b"\x7fELF dep.helpers\0") == ("", "")
