#!/bin/sh
# libcst 1.9.0: parse_module(text).code is not the text where a space stands between the conversion and the format of a
# replacement field, as Python 3.12 and newer allow (PEP 701): the space is gone, without an error. The tree has no place for it.
# Whoever finds an edit by lines and columns of the tree, or compares the output with its input, is wrong by that.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install -q libcst==1.9.0
"$folder/venv/bin/python" - <<'PY'
import sys

import libcst

TEXTS = {
    'f"{x!r}"\n': 'f"{x!r}"\n',
    'f"{x !r}"\n': 'f"{x !r}"\n',
    'f"{x!r :>9}"\n': 'f"{x!r:>9}"\n',
    'f"{x = !r :>9}"\n': 'f"{x = !r:>9}"\n',
}
same = True
for text, expected in TEXTS.items():
    code = libcst.parse_module(text).code
    print(f"{text.strip():20} -> {code.strip():20} {'the same' if code == text else 'another text'}")
    same = same and code == expected
if sys.version_info >= (3, 12):
    x = 1
    print("this Python reads it:", eval('f"{x!r :>9}"') == eval('f"{x!r:>9}"'))
sys.exit(0 if same else 1)
PY
