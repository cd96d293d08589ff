"""Names that packages export are found without a `__getattr__` of each, and are never modules by accident."""

from __future__ import annotations

import subprocess
import sys

import pytest

PACKAGES = ("vendorize.planning", "vendorize.storage", "vendorize_analysis.scanning")
ALL = """
import importlib, inspect, sys
package = importlib.import_module(sys.argv[1])
names = sorted(package.__all__, reverse=sys.argv[2] == "back")
for _ in range(2):
    assert [name for name in names if inspect.ismodule(getattr(package, name))] == []
try:
    package.no_such_name
except AttributeError as error:
    print(error)
"""


@pytest.mark.parametrize("order", ["on", "back"])
@pytest.mark.parametrize("package", PACKAGES)
def test_each_name_is_what_its_module_has_whatever_was_asked_for_before(package: str, order: str) -> None:
    # In a process of its own: here most of them were asked for already.
    done = subprocess.run([sys.executable, "-P", "-c", ALL, package, order], capture_output=True, text=True, check=True)
    assert done.stdout == f"module {package!r} has no attribute 'no_such_name'\n"
