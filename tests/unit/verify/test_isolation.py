from __future__ import annotations

import errno
import json
import os
import py_compile
import subprocess
import sys
from pathlib import Path

import pytest

from tests.unit.verify.samples import make_request
from vendorize.verify.child import Place, run_child
from vendorize.verify.isolation import find_launcher, own_folders, without_user
from vendorize.verify.startup_hook import write_start
from vendorize.verify.walls import Walls, isolation_of

OUTSIDE = "203.0.113.7"
"""An address that no machine has (RFC 5737)."""
CONNECT = f"""\
import socket
try:
    socket.create_connection(({OUTSIDE!r}, 80), timeout=3)
except OSError as error:
    print("outside:", error.errno)
try:
    socket.getaddrinfo("example.org", 80)
except socket.gaierror as error:
    print("name:", error.errno == socket.EAI_AGAIN)
with socket.create_server(("127.0.0.1", 0)) as server:
    socket.create_connection(server.getsockname()).close()
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
    try:
        other.sendto(b"x", ({OUTSIDE!r}, 9))
    except OSError as error:
        print("datagram:", error.errno)
print("inside: connected")
"""


def start_folder(tmp_path: Path, *, refuse: bool) -> Path:
    return write_start(make_request(tmp_path / "r", "site"), tmp_path / "start", refuse=refuse)


def run_with(folder: Path, *words: str, cwd: Path, prefix: Path | None = None) -> str:
    variables = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    variables |= {"PYTHONPATH": str(folder)} | ({"PYTHONPYCACHEPREFIX": str(prefix)} if prefix else {})
    return subprocess.run(
        [sys.executable, *words], cwd=cwd, env=variables, capture_output=True, text=True, check=True
    ).stdout


def test_python_refuses_other_machines_where_the_system_cannot(tmp_path: Path) -> None:
    found = run_with(start_folder(tmp_path, refuse=True), "-c", CONNECT, cwd=tmp_path).splitlines()
    assert found[1:] == ["name: True", f"datagram: {found[0].split()[-1]}", "inside: connected"]
    assert found[0] == f"outside: {errno.ENETUNREACH}"


def test_a_namespace_has_loopback_and_nothing_else(tmp_path: Path) -> None:
    launcher = find_launcher(make_request(tmp_path / "r", "site"), tmp_path / "launcher")
    if not launcher:
        pytest.skip("this system has no network namespaces for us")
    done = run_child([sys.executable, "-c", CONNECT], Place(tmp_path, dict(os.environ), tmp_path, 60, launcher))
    assert done.stdout.splitlines()[-1] == "inside: connected", done.stderr
    assert done.stdout.startswith("outside: ")
    assert "name: True" in done.stdout


def test_the_launcher_hands_on_words_signals_and_exit_code(tmp_path: Path) -> None:
    launcher = find_launcher(make_request(tmp_path / "r", "site"), tmp_path / "launcher")
    if not launcher:
        pytest.skip("this system has no network namespaces for us")
    code = "import os, sys; print(sys.argv[1:], os.getuid()); sys.exit(7)"
    place = Place(tmp_path, dict(os.environ), tmp_path, 60, launcher)
    done = run_child([sys.executable, "-c", code, "a b", ""], place)
    assert (done.stdout, done.exit_code) == (f"['a b', ''] {os.getuid()}\n", 7)
    ignored = run_child(["/bin/sh", "-c", "grep SigIgn /proc/self/status"], place).stdout.split()[1]
    assert int(ignored, 16) & (1 << 12) == 0, "SIGPIPE is ignored"


def test_which_isolation_is_used_is_said(tmp_path: Path) -> None:
    request = make_request(tmp_path / "a", "site", variables=(("HOME", "/nowhere"),))
    assert isolation_of(request, Walls()).network == "python"
    assert isolation_of(request, Walls(("x",))).network == "namespace"
    assert "HOME" not in isolation_of(request, Walls()).own
    allowed = make_request(tmp_path / "b", "site", network=True)
    assert isolation_of(allowed, Walls()).network == "open"
    assert find_launcher(allowed, tmp_path / "launcher") == ()


def test_a_side_has_folders_of_its_own(tmp_path: Path) -> None:
    folders = own_folders(tmp_path / "one")
    assert folders != own_folders(tmp_path / "two")
    assert all(os.path.isdir(folder) for folder in folders.values())  # noqa: PTH112
    assert without_user({"XDG_CACHE_HOME": "/x", "LANG": "C"}) == {"LANG": "C"}


def test_bytecode_of_a_removed_folder_is_gone_with_it(tmp_path: Path) -> None:
    """Two modules of one name, size and second: what made tests fail that write and import modules."""
    code = """
import importlib.util, os, shutil
for number in (1, 2):
    os.mkdir("made")
    with open("made/it.py", "w") as stream: stream.write(f"value = {number}\\n")
    os.utime("made/it.py", (1e9, 1e9))
    spec = importlib.util.spec_from_file_location("it", "made/it.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    print(module.value, os.listdir("made/__pycache__") != [])
    shutil.rmtree("made")
"""
    found = run_with(start_folder(tmp_path, refuse=False), "-c", code, cwd=tmp_path, prefix=tmp_path / "prefix")
    assert found.splitlines() == ["1 True", "2 True"]


def test_bytecode_of_the_original_environment_goes_to_our_folder(tmp_path: Path) -> None:
    folder = start_folder(tmp_path, refuse=False)
    site = tmp_path / "r" / "site"
    code = f"import sys; sys.path.append({str(site)!r}); import lib; print(lib.__cached__)"
    found = run_with(folder, "-c", code, cwd=tmp_path, prefix=tmp_path / "prefix").strip()
    assert found.startswith(str(tmp_path / "prefix"))
    assert os.path.isfile(found)  # noqa: PTH113
    assert not (site / "__pycache__").exists()


def test_bytecode_that_lies_beside_its_source_is_not_made_again(tmp_path: Path) -> None:
    folder = start_folder(tmp_path, refuse=False)
    site, prefix = tmp_path / "r" / "site", tmp_path / "prefix"
    (site / "old.py").write_text("value = 1\n", encoding="utf-8")
    ready = [Path(py_compile.compile(str(site / name), doraise=True) or "") for name in ("lib.py", "old.py")]
    before = [file.read_bytes() for file in ready]
    (site / "old.py").write_text("value = 'new'\n", encoding="utf-8")
    code = f"import sys; sys.path.append({str(site)!r}); import lib, old; print(old.value); print(lib.__cached__)"
    value, cached = run_with(folder, "-c", code, cwd=tmp_path, prefix=prefix).split()
    assert value == "new"
    assert cached.startswith(str(prefix))
    assert Path(cached).read_bytes() == before[0]
    assert [file.read_bytes() for file in ready] == before


def test_the_sitecustomize_behind_ours_is_imported_and_ours_is_off_the_path(tmp_path: Path) -> None:
    folder = start_folder(tmp_path, refuse=False)
    other = tmp_path / "other"
    other.mkdir()
    (other / "sitecustomize.py").write_text("import builtins\nbuiltins.told = 'theirs'\n", encoding="utf-8")
    variables = {**os.environ, "PYTHONPATH": os.pathsep.join([str(folder), str(other)])}
    code = "import json, sys, sitecustomize; print(json.dumps([told, sitecustomize.__file__, sys.path]))"
    done = subprocess.run([sys.executable, "-c", code], env=variables, capture_output=True, text=True, check=True)
    told, file, path = json.loads(done.stdout)
    assert (told, file) == ("theirs", str(other / "sitecustomize.py"))
    assert str(folder) not in path
