#!/bin/sh
# rope 1.15.2: moving a function to a module that has a function of its own named as one that the moved code calls: the moved
# code calls that one from then on, without a word. And `from m import f as g` in a third file stays: that import then fails.
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
from rope.refactor.move import create_move

root = Path(sys.argv[1])
source = "def helper():\n    return 3\n\n\ndef f():\n    return helper()\n"
(root / "m.py").write_text(source)
(root / "n.py").write_text("def helper():\n    return 0\n")
(root / "user.py").write_text("from m import f as g\n\nprint(g())\n")


def run(*words):
    return subprocess.run([sys.executable, *words], cwd=root, capture_output=True, text=True)


print("before:", run("user.py").stdout.strip())
project = Project(str(root), ropefolder=None)
project.do(create_move(project, project.get_resource("m.py"), source.index("f()")).get_changes(project.get_resource("n.py")))
project.close()
print((root / "n.py").read_text() + (root / "user.py").read_text())
moved = run("-c", "import n; print(n.f())")
print("n.f() gives", moved.stdout.strip())
assert moved.stdout == "0\n"
done = run("user.py")
print(done.stderr.strip().splitlines()[-1])
assert done.returncode == 1 and "cannot import name 'f'" in done.stderr
PY
