from __future__ import annotations

from typing import TYPE_CHECKING

from tests.unit.emit.samples import code_of, install, make_plan, put
from vendorize.emit import diff, originals, write
from vendorize.model.bundle import Bundle, BundleFile

if TYPE_CHECKING:
    from pathlib import Path


def test_a_result_does_not_differ_from_what_was_written(tmp_path: Path) -> None:
    bundle = Bundle((BundleFile("a.py", b"a = 1\n"),))
    write(bundle, tmp_path / "out", layout="site")
    found = diff(bundle, tmp_path / "out")
    assert (found.added, found.changed, found.removed, found.text) == ((), (), (), "")


def test_everything_is_new_where_nothing_is(tmp_path: Path) -> None:
    found = diff(Bundle((BundleFile("a.py", b"a = 1\n"),)), tmp_path / "none")
    assert found.added == ("a.py",)
    assert found.text == "--- /dev/null\n+++ b/a.py\n@@ -0,0 +1 @@\n+a = 1\n"


def test_added_changed_and_removed_files_are_told_apart(tmp_path: Path) -> None:
    put(tmp_path, {"old.py": "x\n", "same.py": "s\n", "edit.py": "one\ntwo"})
    bundle = Bundle((BundleFile("edit.py", b"one\n2"), BundleFile("new.bin", b"\0"), BundleFile("same.py", b"s\n")))
    found = diff(bundle, tmp_path)
    assert (found.added, found.changed, found.removed) == (("new.bin",), ("edit.py",), ("old.py",))
    assert "-two\n\\ No newline at end of file\n+2\n\\ No newline at end of file\n" in found.text
    assert "Binary files /dev/null and b/new.bin differ\n" in found.text


def test_vendored_modules_are_compared_with_their_original_files(tmp_path: Path) -> None:
    root = put(tmp_path / "p", {"app/__init__.py": "import dep\n"})
    plan = make_plan(root, install(tmp_path / "site", "dep", {"dep.py": "a = 1\nb = 2\n"}), layout="package")
    bundle = code_of(plan, {"dep": b"a = 1\n"})
    found = diff(bundle, originals(plan, bundle, is_project=True))
    assert found.changed == ("app/_vendor/dep.py",)
    assert "-b = 2\n" in found.text
