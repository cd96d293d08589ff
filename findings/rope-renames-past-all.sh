#!/bin/sh
# rope 1.15.2: renaming a function that `__all__` lists changes its definition, and its use behind `from m import *` in another
# file, but not the word in `__all__`. The star import then raises: the two halves of one rename do not fit together.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install -q rope==1.15.2
mkdir "$folder/project"
"$folder/venv/bin/python" - "$folder/project" <<'PY'
import subprocess
import sys
from pathlib import Path

from rope.base.project import Project
from rope.refactor.rename import Rename

root = Path(sys.argv[1])
source = "__all__ = ['area']\n\n\ndef area():\n    return 6\n"
(root / "m.py").write_text(source)
(root / "n.py").write_text("from m import *\n\nprint(area())\n")
project = Project(str(root), ropefolder=None)
project.do(Rename(project, project.get_resource("m.py"), source.index("area()")).get_changes("size"))
project.close()
print((root / "m.py").read_text() + (root / "n.py").read_text())
assert "__all__ = ['area']" in (root / "m.py").read_text()
assert "print(size())" in (root / "n.py").read_text()
done = subprocess.run([sys.executable, "n.py"], cwd=root, capture_output=True, text=True)
print(done.stderr.strip().splitlines()[-1])
assert done.returncode == 1 and "has no attribute 'area'" in done.stderr
PY
