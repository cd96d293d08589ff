"""`vendorize update`: from one version of a dependency to another, in a folder and in place."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

import pytest

from tests.end_to_end.command import PYPROJECT, World, contents, install, run_site, write
from tests.schemas import conform

if TYPE_CHECKING:
    from tests.end_to_end.command import Done

CORE = """\
import json


def used(number, factor=2):
    limit = 100
    if number > limit:
        raise ValueError(number)

    return inner(number, factor) + 2


def inner(number, factor):
    return number * factor


def unused(number):
    return json.dumps([number])
"""
NEWER = CORE.replace("import json\n", "import json\nimport os\n").replace(
    "ValueError(number)\n", "ValueError(number, os.getenv('HOME'))\n"
)
OTHER = CORE.replace("limit = 100", "limit = 50")
PATCH = """\
Allow more.

--- a/dep/core.py
+++ b/dep/core.py
@@ -5,4 +5,4 @@
 def used(number, factor=2):
-    limit = 100
+    limit = 1000
     if number > limit:
         raise ValueError(number)
"""
WIDE = "patches/dep/wide.patch"


def put(world: World, core: str, version: str = "2.0", **more: str) -> None:
    """Install another version of the dependency, in place of the one that is there."""
    shutil.rmtree(world.site)
    info = install(world.site, "dep", {"dep/__init__.py": "from dep.core import used\n", "dep/core.py": core, **more})
    metadata = (info / "METADATA").read_text(encoding="utf-8").replace("Version: 1.0", f"Version: {version}")
    (info / "METADATA").write_text(metadata, encoding="utf-8")


def update(world: World, *more: object, out: str = "out") -> Done:
    result = ["--result", out] if out else []
    arguments = ["--project", world.project, *result, "--search-path", world.site, "--no-cache", "--no-smoke"]
    return world.run("update", *arguments, *more)


def answered(world: World, *more: object, out: str = "out") -> dict[str, Any]:
    done = update(world, "--output-format", "json", *more, out=out)
    assert done.code == 0, done.err
    answer = dict(json.loads(done.out))
    conform("update", answer)
    return answer


def core(folder: Path) -> str:
    return (folder / "dep/core.py").read_text(encoding="utf-8")


@pytest.fixture
def apart(world: World) -> World:
    put(world, CORE, "1.0")
    assert world.extract("out", "--no-smoke").code == 0
    return world


@pytest.fixture
def patched(world: World) -> World:
    put(world, CORE, "1.0")
    write(world.project, {WIDE: PATCH})
    assert world.extract("out", "--no-smoke").code == 0
    return world


@pytest.mark.slow
def test_nothing_changes_where_the_same_is_installed(apart: World) -> None:
    before = contents(apart.folder / "out")
    assert answered(apart)["distributions"] == []
    assert contents(apart.folder / "out") == before


@pytest.mark.slow
def test_what_changes_for_the_program_is_shown_and_written(apart: World) -> None:
    put(apart, NEWER.replace("factor=2", "factor=2, *, strict=False"))
    dry = answered(apart, "--dry-run")
    assert "limit = 100" in core(apart.folder / "out")
    assert "os" not in core(apart.folder / "out")
    found = answered(apart)
    assert {**found, "written": False} == dry
    (one,) = found["distributions"]
    assert one["version"] == {"before": "1.0", "after": "2.0"}
    assert [each["name"] for each in one["capabilities"]["gained"]] == ["environment-variables"]
    assert [step["symbol"] for step in one["capabilities"]["gained"][0]["steps"]][-2:] == ["dep.core.used", "os.getenv"]
    changed = next(each for each in one["symbols"] if each["symbol"] == "dep.core.used")
    assert changed["signature"] == {"before": "(number, factor=2)", "after": "(number, factor=2, *, strict=False)"}
    assert (changed["used_as"], changed["places"]) == ("dep.used", ["app/cli.py:5"])
    assert "os.getenv" in core(apart.folder / "out")
    assert apart.call("check", "--result", "out").code == 0
    assert run_site(apart.folder / "out", "-m", "app").out == "42\n"


@pytest.mark.slow
def test_the_same_as_extraction_gives(apart: World) -> None:
    put(apart, NEWER)
    answered(apart)
    assert apart.extract("other", "--no-smoke").code == 0
    assert contents(apart.folder / "out") == contents(apart.folder / "other")


@pytest.mark.slow
@pytest.mark.parametrize("merged", [True, False])
def test_one_file_is_updated_as_it_was_asked_for_and_keeps_its_patches(world: World, *, merged: bool) -> None:
    put(world, CORE, "1.0")
    write(world.project, {} if merged else {WIDE: PATCH})  # what is patched is never merged
    assert world.extract("out", "--no-smoke", *(["--hoist", "safe"] if merged else []), layout="file").code == 0
    (file,) = (world.folder / "out").glob("*.py")
    words = ("os.getenv", "Merged" if merged else "limit = 1000")
    assert [word in file.read_text(encoding="utf-8") for word in words] == [False, True]
    assert answered(world)["distributions"] == []
    put(world, NEWER)
    (one,) = answered(world)["distributions"]
    assert [each["name"] for each in one["capabilities"]["gained"]] == ["environment-variables"]
    assert one["files"]["total"] == one["files"]["after"] > 1
    assert [word in file.read_text(encoding="utf-8") for word in words] == [True, True]
    assert world.call("check", "--result", "out").code == 0


@pytest.mark.slow
def test_what_is_lost_says_whether_it_is_gone_or_only_not_reached(apart: World) -> None:
    put(apart, CORE.replace("return inner(number, factor) + 2", "return number * factor + 2"))
    (one,) = answered(apart, "--dry-run")["distributions"]
    lost = {each["symbol"]: each["gone"] for each in one["symbols"] if each["fate"] == "lost"}
    assert lost == {"dep.core.inner": False}
    put(apart, "def used(number):\n    return number\n")
    (one,) = answered(apart, "--dry-run")["distributions"]
    assert {each["symbol"]: each["gone"] for each in one["symbols"] if each["fate"] == "lost"} == {
        "dep.core.inner": True
    }


@pytest.mark.slow
def test_others_than_those_named_must_be_as_they_were(apart: World) -> None:
    put(apart, NEWER)
    before = contents(apart.folder / "out")
    done = update(apart, "nothing-like-it")
    assert (done.code, "has nothing of nothing-like-it" in done.err) == (2, True)
    write(apart.project, {"app/cli.py": "import dep, more\n\n\ndef main():\n    print(dep.used(20), more.x)\n"})
    install(apart.site, "more", {"more.py": "x = 1\n"})
    done = update(apart, "dep")
    assert (done.code, "others have changed too: more (none -> 1.0)" in done.err) == (2, True)
    assert contents(apart.folder / "out") == before
    assert update(apart, "dep", "More").code == 0


@pytest.mark.slow
def test_an_edit_of_a_result_is_not_lost(apart: World) -> None:
    edited = core(apart.folder / "out").replace("limit = 100", "limit = 7")
    write(apart.folder / "out", {"dep/core.py": edited})
    done = update(apart)
    assert (done.code, "--save-patch" in done.err) == (2, True)
    assert core(apart.folder / "out") == edited
    assert answered(apart, "--force")["patches"] == []
    assert "limit = 100" in core(apart.folder / "out")


@pytest.mark.slow
@pytest.mark.parametrize("in_place", [pytest.param(False, marks=pytest.mark.release), True])
def test_an_edit_becomes_a_patch_that_the_next_version_keeps(world: World, *, in_place: bool) -> None:
    put(world, CORE, "1.0")
    where = ["--in-place"] if in_place else ["--out", "out"]
    assert world.call("extract", *where, "--no-smoke").code == 0
    home, out = (world.project / "app/_vendor", "") if in_place else (world.folder / "out/app/_vendor", "out")
    write(home, {"dep/core.py": core(home).replace("limit = 100", "limit = 1000")})
    check = ["check"] if in_place else ["check", "--result", "out"]
    assert "VZ801" in world.call(*check).out
    assert answered(world, "--save-patch", "wide", out=out)["patches"] == [{"path": WIDE, "fate": "new"}]
    assert "limit = 1000" in core(home)
    assert world.call(*check).code == 0
    again = world.call("extract", *where, "--no-smoke")
    assert (again.code, "limit = 1000" in core(home), world.call(*check).code) == (0, True, 0)
    put(world, NEWER)
    assert answered(world, out=out)["patches"] == [{"path": WIDE, "fate": "carried over"}]
    assert "os.getenv('HOME')" in core(home)
    assert "limit = 1000" in core(home)
    assert world.call(*check).code == 0
    assert "import os" not in (world.project / WIDE).read_text(encoding="utf-8")


@pytest.mark.slow
def test_a_new_patch_comes_behind_those_that_it_was_made_on_top_of(world: World) -> None:
    shutil.rmtree(world.site)
    install(world.site, "a-dep", {"dep/__init__.py": "from dep.core import used\n", "dep/core.py": CORE})
    present = "patches/a_dep/wide.patch"
    write(world.project, {"pyproject.toml": PYPROJECT.replace('"dep"', '"a-dep"'), present: PATCH})
    assert world.extract("out", "--no-smoke").code == 0
    write(world.folder / "out", {"dep/core.py": core(world.folder / "out").replace("+ 2", "+ 3")})
    refused = update(world, "--save-patch", "zoom")
    assert (refused.code, f"patches/a-dep/zoom.patch would be applied before {present}" in refused.err) == (2, True)


@pytest.mark.slow
def test_a_conflict_names_the_hunk_and_changes_nothing(patched: World) -> None:
    assert "limit = 1000" in core(patched.folder / "out")
    put(patched, OTHER)
    before = contents(patched.folder / "out"), contents(patched.project)
    done = update(patched)
    assert done.code == 2
    assert f"{WIDE}:5: @@ -5,4 +5,4 @@ of dep/core.py:" in done.err
    assert "the lines there have changed too" in done.err
    assert (contents(patched.folder / "out"), contents(patched.project)) == before
    put(patched, "def used(number):\n    return number\n", "3.0", **{"dep/core.py": "from dep.new import used\n"})
    write(patched.site, {"dep/new.py": "def used(number):\n    return number\n"})
    assert update(patched).code == 2
    assert (contents(patched.folder / "out"), contents(patched.project)) == before


@pytest.mark.slow
def test_a_patch_that_the_new_version_has_goes(patched: World) -> None:
    put(patched, NEWER.replace("limit = 100", "limit = 1000"))
    assert answered(patched)["patches"] == [{"path": WIDE, "fate": "merged upstream"}]
    assert not (patched.project / WIDE).exists()
    assert patched.call("check", "--result", "out").code == 0


@pytest.mark.slow
def test_extraction_without_what_a_patch_was_made_for_says_who_can_do_it(patched: World) -> None:
    put(patched, CORE.replace("def used", "# Use it.\ndef used").replace("raise ValueError", "raise TypeError"))
    done = patched.extract("out", "--no-smoke")
    assert (done.code, f"{WIDE}:5:" in done.err, "vendorize update" in done.err) == (2, True, True)
    assert answered(patched)["patches"] == [{"path": WIDE, "fate": "carried over"}]
    assert patched.extract("out", "--no-smoke").code == 0


@pytest.mark.slow
def test_a_patch_that_makes_no_python_is_refused(patched: World) -> None:
    write(patched.project, {WIDE: PATCH.replace("limit = 1000", "limit = = 1000")})
    done = patched.extract("out", "--no-smoke")
    assert (done.code, "line 6 of dep/core.py is no Python then" in done.err) == (2, True)


@pytest.mark.slow
def test_check_compares_patches_and_what_they_explain(patched: World) -> None:
    assert patched.call("check", "--result", "out").code == 0
    lock = patched.folder / "out/vendorize.lock"
    text = lock.read_text(encoding="utf-8")
    write(patched.project, {WIDE: PATCH.replace("1000", "2000")})
    assert f"VZ804 {WIDE} has changed" in patched.call("check", "--result", "out").out
    (patched.project / WIDE).unlink()
    assert f"VZ804 {WIDE} is gone" in patched.call("check", "--result", "out").out
    write(patched.project, {WIDE: PATCH, "patches/dep/zero.patch": PATCH})
    assert "VZ804 patches/dep/zero.patch is new" in patched.call("check", "--result", "out").out
    (patched.project / "patches/dep/zero.patch").unlink()
    # Whoever edits a file and its hash in the lock has to explain it by a patch.
    import hashlib  # noqa: PLC0415

    file = patched.folder / "out/dep/core.py"
    was = hashlib.sha256(file.read_bytes()).hexdigest()
    file.write_text(core(patched.folder / "out") + "evil = 1\n", encoding="utf-8")
    now = hashlib.sha256(file.read_bytes()).hexdigest()
    manifest = patched.folder / "out/.vendorize.json"
    for each in (lock, manifest):
        each.write_text(each.read_text(encoding="utf-8").replace(was, now), encoding="utf-8")
    assert "dep/core.py is not what patches make of the extracted code" in patched.call("check", "--result", "out").out
    assert text != lock.read_text(encoding="utf-8")


@pytest.mark.slow
def test_lines_of_a_patched_module_lead_to_the_original(patched: World) -> None:
    done = run_site(patched.folder / "out", "-c", "import dep; dep.used(2000)")
    assert "ValueError" in done.err
    (patched.folder / "trace.txt").write_text(done.err, encoding="utf-8")
    told = patched.run("retrace", "--result", "out", "trace.txt").out
    line = CORE.splitlines().index("        raise ValueError(number)") + 1
    assert f'File "dep/core.py", line {line} [dep 1.0]' in told or f'"dep/core.py", line {line}' in told


@pytest.mark.slow
@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('layout = "site"', 'layout = "elsewhere"'),
        ('home = "."', 'home = "../.."'),
        ('home = "."', 'home = "/etc"'),
        ('path = "dep/core.py"', 'path = "../project/app/cli.py"'),
        ('source = "dep/core.py"', 'source = "../../project/app/cli.py"'),
        ('name = "dep"', 'name = "dep\\u001b[2J"'),
        ('path = "patches/dep/wide.patch"', 'path = "../wide.patch"'),
        ('path = "patches/dep/wide.patch"', 'path = "patches/dep/\\u001b[2J.patch"'),
        ("options = []", 'options = ["roots=../installed/dep/core.py"]'),
        ("options = []", 'options = ["search_path=/etc"]'),
    ],
)
def test_a_lock_that_leads_elsewhere_is_refused(patched: World, old: str, new: str) -> None:
    put(patched, NEWER)
    lock = patched.folder / "out/vendorize.lock"
    text = lock.read_text(encoding="utf-8")
    assert old in text
    lock.write_text(text.replace(old, new), encoding="utf-8")
    before = contents(patched.folder)
    done = update(patched)
    assert (done.code, "Traceback" in done.err, "\x1b" in done.err) == (2, False, False)
    assert contents(patched.folder) == before


INI = """\
import iniconfig


def main():
    config = iniconfig.IniConfig("x.ini", data="[a]\\nb = 1\\n")
    try:
        print(config["a"]["b"], iniconfig.IniConfig("y.ini", data="no section"))
    except iniconfig.ParseError as error:
        print(error)
"""


@pytest.mark.slow
def test_a_real_package_from_one_release_to_another_with_a_patch(world: World) -> None:
    (old, new) = sorted((Path(__file__).parent / "packages").glob("iniconfig-*.whl"))
    world.project.joinpath("pyproject.toml").write_text(PYPROJECT.replace('"dep"', '"iniconfig"'), encoding="utf-8")
    write(world.project, {"app/cli.py": INI})
    shutil.rmtree(world.site)
    ZipFile(old).extractall(world.site)
    assert world.extract("out").code == 0
    module = world.folder / "out/iniconfig/__init__.py"
    assert module.read_text(encoding="utf-8").count("'duplicate name %r'") == 1
    module.write_text(
        module.read_text(encoding="utf-8").replace("'no section header defined'", "'no section'"), encoding="utf-8"
    )
    before = run_site(world.folder / "out", "-m", "app")
    assert before.out.endswith("y.ini:1: unexpected line: 'no section'\n")
    assert update(world, "--save-patch", "shorter").code == 0
    shutil.rmtree(world.site)
    ZipFile(new).extractall(world.site)
    # The release writes all strings of that module otherwise.
    refused = update(world)
    assert (refused.code, "shorter.patch:3: @@ -" in refused.err) == (2, True)
    (world.project / "patches/iniconfig/shorter.patch").rename(world.folder / "aside.patch")
    found = answered(world)
    (one,) = found["distributions"]
    assert one["version"] == {"before": "1.1.1", "after": "2.0.0"}
    fates = {each["symbol"]: (each["fate"], each["used_as"]) for each in one["symbols"]}
    # It has moved to a module of its own, and is known by the same name.
    assert fates["iniconfig.exceptions.ParseError"] == ("changed", "iniconfig.ParseError")
    assert fates["iniconfig.IniConfig"] == ("changed", "iniconfig.IniConfig")
    assert "iniconfig.ParseError" not in fates
    text = module.read_text(encoding="utf-8")
    assert '"no section header defined"' in text
    module.write_text(text.replace('"no section header defined"', '"no section"'), encoding="utf-8")
    assert answered(world, "--save-patch", "shorter")["patches"][0]["fate"] == "new"
    assert run_site(world.folder / "out", "-m", "app").out == before.out
    assert world.call("check", "--result", "out").code == 0


@pytest.mark.slow
def test_tests_run_on_patched_code_whatever_else_they_need(world: World) -> None:
    more = "def unused(number):\n    return json.dumps([number])\n\n\ndef used"
    text = CORE.partition("\n\n\ndef unused")[0].replace("def used", more) + "\n"
    shutil.rmtree(world.site)
    install(world.site, "dep", {"dep/__init__.py": "from dep.core import unused, used\n", "dep/core.py": text})
    test = "import dep\n\n\ndef test_import():\n    assert dep\n\n\n"
    test += "def test_it():\n    assert dep.unused(1) == '[1]'\n    assert dep.used(2) == 8\n"
    write(world.project, {"tests/test_app.py": test})
    assert world.extract("out", "--no-smoke").code == 0
    # With what the tests need, other lines are above this one.
    edited = core(world.folder / "out").replace("def used(number, factor=2)", "def used(number, factor=3)")
    write(world.folder / "out", {"dep/core.py": edited})
    assert update(world, "--save-patch", "wide").code == 0
    assert "import json" in (world.project / WIDE).read_text(encoding="utf-8")
    done = world.call("verify", "--layout", "site", "--output-format", "json", "--", "python", "-m", "pytest", "-q")
    assert done.out, done.err
    said = json.loads(done.out)
    # The original has no patches.
    assert [(one["baseline"], one["result"]) for one in said["differences"]] == [("failed", "passed")]


@pytest.mark.slow
def test_a_patch_for_nothing_is_said(patched: World) -> None:
    write(patched.project, {"patches/nobody/a.patch": PATCH})
    assert "nobody is no distribution that is used here" in patched.extract("out", "--no-smoke").err


@pytest.mark.slow
def test_a_result_by_itself_cannot_be_updated(apart: World) -> None:
    done = apart.run("update", "--project", "out")
    assert (done.code, "--project PROJECT --result" in done.err) == (2, True)
    assert apart.run("update", "--project", apart.project).code == 2


@pytest.mark.slow
def test_a_result_that_was_never_there_is_said(apart: World) -> None:
    done = update(apart, out="nowhere")
    assert (done.code, "nowhere has no vendorize.lock" in done.err) == (2, True)
    (apart.folder / "out").rename(apart.folder / ".out.vendorize-old")
    assert update(apart).code == 0
    assert (apart.folder / "out/vendorize.lock").is_file()


@pytest.mark.slow
def test_what_the_command_line_added_is_repeated(apart: World) -> None:
    write(apart.project, {"jobs/more.py": "import dep.core\n\nprint(dep.core.unused(1))\n"})
    assert apart.extract("out", "--no-smoke", "--root", apart.project / "jobs/more.py").code == 0
    assert "def unused" in core(apart.folder / "out")
    put(apart, NEWER)
    answered(apart)
    assert "def unused" in core(apart.folder / "out")
    lock = apart.folder / "out/vendorize.lock"
    for option in ("roots=../../outside.py", 'precision=values"]\n[x]\ny=["', "jobs=3"):
        lock.write_text(
            lock.read_text(encoding="utf-8").replace('"roots=jobs/more.py"', json.dumps(option)), encoding="utf-8"
        )
        done = update(apart)
        assert done.code == 2
        lock.write_text(
            lock.read_text(encoding="utf-8").replace(json.dumps(option), '"roots=jobs/more.py"'), encoding="utf-8"
        )
