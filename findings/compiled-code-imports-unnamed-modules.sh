#!/bin/sh
# lxml 6.1.3 loads lxml/_elementpath as soon as lxml.etree is imported, and numpy 2.4.6 raises exceptions of
# numpy/_core/_exceptions.py. Only compiled code imports the two: in all .py files of lxml no one says `_elementpath`, and no
# .py file of numpy outside its tests says `_exceptions`. A graph of imports made from Python sources has no edge to them.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install -q lxml==6.1.3 numpy==2.4.6
"$folder/venv/bin/python" - <<'PY'
import re
import sys
from pathlib import Path

import lxml.etree
import numpy


def mentions(package, word, but):
    root = Path(package.__file__).parent
    files = (path for path in root.rglob("*.py") if "tests" not in path.parts and path.name != but)
    return [path.name for path in files if re.search(rf"\b{word}\b", path.read_text(encoding="utf-8"))]


print("loaded:", "lxml._elementpath" in sys.modules, "mentioned in:", mentions(lxml, "_elementpath", "_elementpath.py"))
assert "lxml._elementpath" in sys.modules
assert mentions(lxml, "_elementpath", "_elementpath.py") == []
try:
    numpy.zeros((10**9, 10**9))
except MemoryError as error:
    kind = type(error)
print("raised:", kind.__module__, "mentioned in:", mentions(numpy, "_exceptions", "_exceptions.py"))
assert kind.__module__ == "numpy._core._exceptions"
assert mentions(numpy, "_exceptions", "_exceptions.py") == []
PY
