#!/bin/sh
# NumPy 2.4.0 does not import numpy.ma where numpy.fromfunction has no docstring: a decorator makes an empty text of None, and
# an assertion at import, which passes over None, asks for a line in it. `python -OO` is fine, since assertions go with the
# docstrings; what takes docstrings alone out of sources, as minifiers do by an option, breaks pandas, SciPy and all that import it.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install -q numpy==2.4.0
cat > "$folder/strip.py" <<'PY'
import ast
import importlib.util
from pathlib import Path

file = Path(importlib.util.find_spec("numpy").origin).parent / "_core/numeric.py"
tree = ast.parse(file.read_text(encoding="utf-8"))
lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
(function,) = (node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == "fromfunction")
text = function.body[0]
lines[text.lineno - 1 : text.end_lineno] = [" " * text.col_offset + "pass\n"]
file.write_text("".join(lines), encoding="utf-8")
PY
cd "$folder"
venv/bin/python -c "import numpy.ma; print('as installed: numpy.ma is there')"
venv/bin/python strip.py
if venv/bin/python -c "import numpy.ma" 2> err; then
  echo "without one docstring: numpy.ma is there"
  exit 1
fi
echo "without one docstring: $(tail -1 err)"
venv/bin/python -O -c "import numpy.ma; print('without assertions: numpy.ma is there')"
grep -q "^AssertionError" err
