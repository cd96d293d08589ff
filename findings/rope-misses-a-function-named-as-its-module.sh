#!/bin/sh
# rope 1.15.2: a package does `from dep.go import *`, so that `dep.go` is the function `go`. rope takes `from dep import go` for the
# module, and finds no use of the function outside of the file that defines it: a rename would leave them all.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install -q rope==1.15.2
mkdir "$folder/project" "$folder/project/dep"
"$folder/venv/bin/python" - "$folder/project" <<'PY'
import subprocess
import sys
from pathlib import Path

from rope.base.project import Project
from rope.contrib.findit import find_occurrences

root = Path(sys.argv[1])
source = "def go():\n    return 1\n"
(root / "dep/__init__.py").write_text("from dep.go import *\n")
(root / "dep/go.py").write_text(source)
(root / "user.py").write_text("from dep import go\n\nprint(go())\n")
done = subprocess.run([sys.executable, "user.py"], cwd=root, capture_output=True, text=True)
print("Python calls the function:", done.stdout.strip())
assert done.stdout == "1\n"
project = Project(str(root), ropefolder=None)
found = find_occurrences(project, project.get_resource("dep/go.py"), source.index("go()"))
places = sorted(f"{one.resource.path}:{one.lineno}" for one in found)
project.close()
print("rope finds it in:", places)
assert places == ["dep/go.py:1"]
PY
