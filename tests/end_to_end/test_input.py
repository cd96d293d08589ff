"""Input that is odd but no error: the result works, and what was not understood is named."""

from __future__ import annotations

import sys

import pytest

from tests.end_to_end.command import (
    DEPENDENCY,
    PROGRAM,
    PYPROJECT,
    World,
    contents,
    install,
    run_package,
    run_site,
    snapshot,
    write,
)

LAYOUTS = ["site", "package"]
GUARDED = (
    "from dep.core import used\n\ntry:\n    from dep.other import helper\nexcept SyntaxError:\n    helper = None\n"
)


def extract_and_run(world: World, layout: str) -> tuple[str, str]:
    """Return what the result prints, and what the extraction said on standard error."""
    done = world.extract(world.folder / "out", layout=layout)
    assert done.code == 0, done.err
    ran = (run_site if layout == "site" else run_package)(world.folder / "out", "-m", "app")
    assert ran.code == 0, ran.err
    return ran.out, done.err


@pytest.mark.slow
@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_syntax_error_in_a_dependency_is_a_warning_and_the_file_stays_as_it_is(world: World, layout: str) -> None:
    broken = "x = 1\n\ndef helper(:\n"
    write(world.site, {"dep/__init__.py": GUARDED, "dep/other.py": broken})
    out, said = extract_and_run(world, layout)
    assert out == "42\n"
    assert f"{world.site / 'dep/other.py'}:3: " in said
    (kept,) = (world.folder / "out").rglob("other.py")
    assert kept.read_text(encoding="utf-8") == broken


@pytest.mark.slow
@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_syntax_error_in_first_party_code_is_a_warning_that_names_the_line(world: World, layout: str) -> None:
    write(world.project, {"app/template.py": "\n\nvalue = (\n"})
    out, said = extract_and_run(world, layout)
    assert out == "42\n"
    assert f"{world.project / 'app/template.py'}:3: " in said
    assert (world.folder / "out/app/template.py").read_text(encoding="utf-8") == "\n\nvalue = (\n"


@pytest.mark.slow
def test_analyze_goes_on_after_a_syntax_error(world: World) -> None:
    write(world.project, {"app/template.py": "value = (\n"})
    done = world.call("analyze")
    assert done.code == 0
    assert "template.py:1: " in done.err


@pytest.mark.slow
@pytest.mark.parametrize("layout", LAYOUTS)
def test_files_in_other_encodings_keep_their_bytes(world: World, layout: str) -> None:
    latin = b"# coding: latin-1\nNAME = 'caf\xe9'\n\n\ndef helper():\n    return 'caf\xe9'\n"
    write(world.site, {"dep/other.py": latin})
    write(world.project, {"app/cli.py": f"{PROGRAM['app/cli.py']}    print(ascii(dep.other.NAME))\n"})
    out, said = extract_and_run(world, layout)
    assert (out, said) == ("42\n'caf\\xe9'\n", "")
    (kept,) = (world.folder / "out").rglob("other.py")
    assert b"NAME = 'caf\xe9'" in kept.read_bytes()
    assert b"helper()" not in kept.read_bytes()


@pytest.mark.slow
@pytest.mark.skipif(sys.version_info >= (3, 12), reason="later versions of Python refuse such a file")
@pytest.mark.parametrize("layout", LAYOUTS)
def test_bytes_that_are_no_text_in_a_comment_do_not_matter_as_python_overlooks_them(world: World, layout: str) -> None:
    core = DEPENDENCY["dep/core.py"].encode() + b"\n# caf\xe9\n\n\ndef last():  # \xe9\n    return 1  # \xe9\n"
    write(world.site, {"dep/core.py": core})
    write(world.project, {"app/notes.py": b"# caf\xe9\n"})
    out, _ = extract_and_run(world, layout)
    assert out == "42\n"


@pytest.mark.slow
@pytest.mark.parametrize("layout", LAYOUTS)
def test_an_encoding_that_nobody_knows_is_a_warning(world: World, layout: str) -> None:
    write(world.project, {"app/odd.py": "# coding: klingon\nx = 1\n", "app/wrong.py": b"x = '\xe9'\n"})
    out, said = extract_and_run(world, layout)
    assert out == "42\n"
    assert "odd.py:1: " in said
    assert "wrong.py:1: " in said


@pytest.mark.slow
def test_rows_of_a_record_that_lead_elsewhere_are_not_followed(world: World) -> None:
    write(world.folder, {"secret.py": "SECRET = 1\n", "installed/dep/data.txt": "data"})
    rows = ["../secret.py", "../../secret.py", "/etc/hostname", "..\\secret.py", "C:/secret.py", "dep/../../secret.py"]
    record = world.site / "dep-1.0.dist-info/RECORD"
    record.write_text("".join(f"{row},,\n" for row in [*rows, *DEPENDENCY]), encoding="utf-8")
    before = snapshot(world.project, world.site)
    out, _ = extract_and_run(world, "site")
    assert out == "42\n"
    assert snapshot(world.project, world.site) == before
    assert not any("secret" in path or "hostname" in path for path in contents(world.folder / "out"))


@pytest.mark.slow
def test_a_link_out_of_a_distribution_is_not_followed(world: World) -> None:
    write(world.folder, {"secret.py": "SECRET = 1\n"})
    (world.site / "dep/other.py").unlink()
    (world.site / "dep/other.py").symlink_to(world.folder / "secret.py")
    world.extract(world.folder / "out")
    assert not any(b"SECRET" in content for content in contents(world.folder / "out").values())


@pytest.mark.slow
def test_a_name_and_version_that_look_like_paths_stay_inside(world: World) -> None:
    metadata = "Metadata-Version: 2.1\nName: dep\nVersion: ../../../evil\n"
    write(world.site, {"dep-1.0.dist-info/METADATA": metadata})
    for layout in LAYOUTS:
        before = {path.name for path in world.folder.iterdir()}
        world.extract(world.folder / layout, layout=layout)
        assert {path.name for path in world.folder.iterdir()} <= before | {layout}
        assert not list(world.folder.parent.glob("evil*"))


@pytest.mark.slow
def test_a_keep_rule_that_matches_nothing_is_a_warning(world: World) -> None:
    rule = '[[tool.vendorize.keep]]\nsymbol = "dep.nothing.*"\nreason = "who knows"\n'
    write(world.project, {"pyproject.toml": f"{PYPROJECT}{rule}"})
    for command in ("analyze", "extract"):
        done = world.call(command, *(("--out", "out") if command == "extract" else ()))
        assert (done.code, "'dep.nothing.*' matches nothing" in done.err) == (0, True)
        assert "Traceback" not in done.err
    assert world.call("analyze", "--quiet").err == ""


@pytest.mark.slow
@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_dependency_that_is_not_installed_is_a_warning(world: World, layout: str) -> None:
    write(world.project, {"pyproject.toml": PYPROJECT.replace('["dep"]', '["dep", "absent>=2"]')})
    _, said = extract_and_run(world, layout)
    assert "absent>=2 is required but not installed" in said


@pytest.mark.slow
def test_a_missing_import_is_warned_of_once_however_many_names_it_binds(world: World) -> None:
    write(world.project, {"app/more.py": "from elsewhere import one, two, three\n"})
    done = world.extract(world.folder / "out", layout="site")
    assert (done.out + done.err).count("imports elsewhere, which is not") == 1


@pytest.mark.slow
def test_a_distribution_that_is_configured_but_not_installed_is_a_warning(world: World) -> None:
    write(world.project, {"pyproject.toml": f'{PYPROJECT}[tool.vendorize]\nexternal = ["numpy"]\n'})
    done = world.extract("out")
    assert (done.code, "numpy" in done.err) == (0, True)


@pytest.mark.slow
@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_distribution_that_stays_external_is_whole_or_required(world: World, layout: str) -> None:
    install(world.site, "other", {"other/__init__.py": "def f():\n    return 1\n\n\ndef g():\n    return 2\n"})
    table = '[tool.vendorize]\nexternal = ["other"]\n'
    write(world.project, {"pyproject.toml": PYPROJECT.replace('["dep"]', '["dep", "other"]') + table})
    write(world.project, {"app/more.py": "import other\n\nprint(other.f())\n"})
    done = world.extract(world.folder / "out", layout=layout)
    assert done.code == 0, done.err
    kept = contents(world.folder / "out")
    if layout == "site":
        assert kept["other/__init__.py"] == (world.site / "other/__init__.py").read_bytes()
    else:
        assert b'dependencies = ["other"]' in kept["pyproject.toml"].replace(b"\n", b"").replace(b"    ", b"")
        assert not any("/other/" in path for path in kept)


DEEP = {
    "elif": "a = 1\nif a == 0:\n    pass\n" + "".join(f"elif a == {i}:\n    def one(): ...\n" for i in range(1, 900)),
    "sum": "a = " + " + ".join("'a'" for _ in range(900)) + "\n",
    "calls": "def a(): return a\na" + "()" * 900 + "\n",
}


@pytest.mark.slow
@pytest.mark.parametrize("kind", DEEP)
def test_modules_that_are_nested_deeply_are_read_and_cut(world: World, kind: str) -> None:
    gone = "def gone():\n    pass\n"
    write(world.site, {"dep/core.py": f"{DEEP[kind]}def used(number):\n    return number + 22\n\n\n{gone}"})
    write(world.site, {"dep/__init__.py": "from dep.core import used\n"})
    out, said = extract_and_run(world, "package")
    assert (out, "warning" in said) == ("42\n", False)
    kept = world.folder / "out/app/_vendor/dep/core.py"
    assert gone not in kept.read_text(encoding="utf-8")
    assert world.call("graph", "--scope", "all").code == 0


@pytest.mark.slow
@pytest.mark.parametrize("star", ["used", "*"])
def test_a_long_way_to_a_name_is_followed(world: World, star: str) -> None:
    chain = {f"dep/m{i}.py": f"from dep.m{i + 1} import {star}\n" for i in range(400)}
    imports = "".join(f"import dep.m{i}\n" for i in range(399, -1, -1))
    end = {"dep/m400.py": "def used(number):\n    return number + 22\n"}
    install(world.site, "dep", {**chain, **end, "dep/__init__.py": f"{imports}from dep.m0 import {star}\n"})
    assert extract_and_run(world, "site")[0] == "42\n"
