#!/bin/sh
# Modules that Cython 3.2 and 3.3 compile keep the names of what they import, ask for and call in one compressed text: the
# file of SQLAlchemy 2.1.9's `engine/_processors_cy` (Cython 3.3, a code of its own) does not hold the word `fromisoformat`
# that its code calls, and that of lxml 6.1.3's `sax` (Cython 3.2, zlib) lacks half of the attributes in its source.
# Who looks for names in the strings of such a file, as scanners and tools that prune installations do, finds none.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install -q --only-binary :all: sqlalchemy==2.1.9 lxml==6.1.3
"$folder/venv/bin/python" - <<'PY'
import ast
import importlib
import zlib
from pathlib import Path


def look(name):
    """Return the attributes in a module's source, those whose word its compiled file lacks, and that file."""
    module = importlib.import_module(name)
    file = Path(module.__file__)
    assert file.suffix in {".so", ".pyd"}, file
    source = file.with_name(name.rpartition(".")[2] + ".py").read_text(encoding="utf-8")
    asked = {node.attr for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Attribute)}
    data = file.read_bytes()
    return asked, {one for one in asked if one.encode() not in data}, data


for name in ("sqlalchemy.engine._processors_cy", "lxml.sax"):
    asked, hidden, data = look(name)
    print(f"{name}: of {len(asked)} attributes in its source, {len(hidden)} are in no string of the compiled file:")
    print(" ", *sorted(hidden))
    if name == "sqlalchemy.engine._processors_cy":
        module = importlib.import_module(name)
        assert "fromisoformat" in hidden
        print("  and yet", module.str_to_datetime("2020-01-02T03:04:05"))
    else:
        assert len(hidden) > len(asked) // 3, hidden
        texts = []
        at = data.find(b"\x78\xda")
        while at >= 0:
            try:
                texts.append(zlib.decompressobj().decompress(data[at:], 1 << 20))
            except zlib.error:
                pass
            at = data.find(b"\x78\xda", at + 1)
        found = {one for one in hidden if any(one.encode() in text for text in texts)}
        print(f"  {len(found)} of them are in what zlib unpacks from the file")
        assert len(found) > len(hidden) // 2
PY
