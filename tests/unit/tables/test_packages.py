"""Hints about single packages: each is asked of the package itself, where it is installed."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import PackageNotFoundError, version

import pytest

from vendorize_analysis.tables.data import written
from vendorize_analysis.tables.packages import no_modules_in

_USES = {
    "_cffi_backend": """
import sys
import _cffi_backend
ffi = _cffi_backend.FFI()
array = ffi.new("int[3]", [1, 2, 3])
handle = ffi.new_handle(array)
assert ffi.from_handle(handle) is array and ffi.sizeof(array) == 12 and ffi.string(ffi.new("char[]", b"ab")) == b"ab"
assert ffi.callback("int(int)", lambda value: value + 1)(2) == 3
ffi.callback("int(int)", lambda value: 1 // 0)(2)
library = ffi.dlopen(None)
assert not hasattr(library, "nothing") and _cffi_backend._C_API and ffi.gc(array, print)
print(*sorted(sys.modules))
""",
}
"""For each compiled module a program that uses it widely, without what its texts name."""


def test_a_hint_counts_for_its_versions_alone() -> None:
    assert no_modules_in("_cffi_backend", "cffi", "2.1.1") == {"cffi"}
    assert no_modules_in("_cffi_backend", "cffi", "9.0") == frozenset()
    assert no_modules_in("_cffi_backend", "cffi", "unknown") == frozenset()
    assert no_modules_in("_cffi_backend", "other", "2.1.1") == frozenset()
    assert no_modules_in("cffi", "cffi", "2.1.1") == frozenset()


def test_every_hint_says_why_and_has_a_test() -> None:
    hints = written("packages.toml")["compiled"]
    assert all(one["why"] and one["versions"] and one["no-modules"] for one in hints)
    assert {one["module"] for one in hints} == set(_USES)


@pytest.mark.parametrize("hint", written("packages.toml")["compiled"], ids=lambda one: one["module"])
def test_the_package_does_without(hint: dict[str, str]) -> None:
    try:
        installed = version(hint["distribution"])
    except PackageNotFoundError:
        pytest.skip(f"{hint['distribution']} is not installed")
    if not no_modules_in(hint["module"], hint["distribution"], installed):
        pytest.skip(f"nobody has looked at {hint['distribution']} {installed}")
    done = subprocess.run([sys.executable, "-c", _USES[hint["module"]]], capture_output=True, text=True, check=True)
    loaded = done.stdout.split()
    assert hint["module"] in loaded
    assert not [name for name in loaded if name.partition(".")[0] in hint["no-modules"]]
