"""Wheels and sdists that the build back end makes around each of the others."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import sys
import tarfile
import tomllib
import zipfile
from email.parser import BytesParser
from importlib.metadata import entry_points
from pathlib import Path

import pytest
from wheel.wheelfile import WheelFile

from tests.end_to_end.command import (
    BACK_ENDS,
    DEPENDENCY,
    PROGRAM,
    Done,
    install,
    run,
    snapshot,
    variables,
    vendorize,
    write,
)
from vendorize.lock import read_lock

CALL = (
    "import sys, os\n"
    "from vendorize import build\n"
    "os.chdir(sys.argv[1])\n"
    "print(getattr(build, sys.argv[2])(*sys.argv[3:]))\n"
)
TABLE = '[build-system]\nrequires = ["vendorize-cli[build]"]\nbuild-backend = "vendorize.build"\n'
EPOCH = "1700000000"
EACH = [pytest.param(one, marks=() if one == "hatchling.build" else pytest.mark.slow) for one in BACK_ENDS]


def configured(backend: str, more: str = "") -> str:
    needed = BACK_ENDS.get(backend, backend)
    wrapped = f'[tool.vendorize.build]\nbackend = "{backend}"\nrequires = ["{needed}"]\n{more}'
    description = PROGRAM["pyproject.toml"].replace(
        'version = "0.1"\n', 'version = "0.1"\ndescription = "A program."\n'
    )
    uv = '[tool.uv.build-backend]\nmodule-root = ""\n' if backend == "uv_build" else ""
    return f"{TABLE}\n{description}\n{wrapped}\n{uv}"


class Build:
    """A project with an installed dependency, and calls of the hooks on it."""

    call = CALL

    def __init__(self, folder: Path, backend: str = "hatchling.build", more: str = "") -> None:
        if importlib.util.find_spec(backend.partition(".")[0]) is None or not _is_there(backend):
            pytest.skip(f"{backend} is not installed")
        self.folder, self.project, self.site = folder, folder / "project", folder / "installed"
        self.dist = folder / "dist"
        self.dist.mkdir(parents=True)
        write(self.project, {**PROGRAM, "pyproject.toml": configured(backend, more)})
        install(self.site, "dep", {**DEPENDENCY, "dep/table.txt": "42\n"})

    def hook(self, name: str, *arguments: object, project: Path | None = None, **more: str) -> Done:
        env = variables(SOURCE_DATE_EPOCH=EPOCH, **more)
        env["PYTHONPATH"] = os.pathsep.join([env["PYTHONPATH"], str(self.site)])
        env["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), env["PATH"]])
        command = [sys.executable, "-c", self.call, str(project or self.project), name, *map(str, arguments)]
        return run(command, self.folder, env)

    def build(self, hook: str, *, project: Path | None = None) -> Path:
        done = self.hook(hook, self.dist, project=project)
        assert done.code == 0, done.err
        return self.dist / done.out.splitlines()[-1]


def _is_there(backend: str) -> bool:
    try:
        return importlib.util.find_spec(backend) is not None
    except ModuleNotFoundError:
        return False


def requirements_of(wheel: Path) -> list[str]:
    with WheelFile(wheel) as file:
        content = file.read(f"{file.dist_info_path}/METADATA")
    return BytesParser().parsebytes(content).get_all("Requires-Dist", [])


def run_wheel(wheel: Path, folder: Path) -> Done:
    """Run the program of a wheel with nothing else importable."""
    with zipfile.ZipFile(wheel) as file:
        file.extractall(folder)  # noqa: S202 - our own
    return run([sys.executable, "-S", "-m", "app"], folder, {"PATH": os.environ["PATH"]})


@pytest.mark.slow
@pytest.mark.parametrize("backend", EACH)
def test_a_wheel_runs_alone_and_the_project_is_as_it_was(tmp_path: Path, backend: str) -> None:
    made = Build(tmp_path, backend)
    before = snapshot(made.project)
    wheel = made.build("build_wheel")
    assert snapshot(made.project) == before
    assert requirements_of(wheel) == []
    assert run_wheel(wheel, tmp_path / "there").out == "42\n"


@pytest.mark.slow
@pytest.mark.parametrize("backend", EACH)
def test_a_wheel_of_the_sdist_is_the_wheel_of_the_project(tmp_path: Path, backend: str) -> None:
    made = Build(tmp_path, backend)
    sdist = made.build("build_sdist")
    with tarfile.open(sdist) as archive:
        archive.extractall(tmp_path / "unpacked", filter="data")
    (unpacked,) = (tmp_path / "unpacked").iterdir()
    assert (unpacked / "vendorize.lock").is_file()
    wheel = made.build("build_wheel")
    content = wheel.read_bytes()
    assert "'dep'" not in made.hook("get_requires_for_build_wheel", project=unpacked).out
    write(made.site, {"dep/core.py": "raise SystemExit('not asked for')\n"})
    assert made.build("build_wheel", project=unpacked) == wheel
    assert _files(content, tmp_path) == _files(wheel.read_bytes(), tmp_path)


def _files(content: bytes, folder: Path) -> dict[str, bytes]:
    place = folder / "one.zip"
    place.write_bytes(content)
    with zipfile.ZipFile(place) as file:
        return {name: file.read(name) for name in file.namelist() if not name.endswith("/RECORD")}


@pytest.mark.slow
@pytest.mark.parametrize("hook", ["build_wheel", "build_sdist"])
@pytest.mark.parametrize("backend", BACK_ENDS)
def test_elsewhere_and_again_the_same_bytes_are_built(tmp_path: Path, backend: str, hook: str) -> None:
    built = [Build(tmp_path / name, backend).build(hook).read_bytes() for name in ("here", "a much longer place")]
    assert len({hashlib.sha256(one).hexdigest() for one in built}) == 1


@pytest.mark.slow
def test_a_wheel_has_lock_licences_and_bill_of_materials_and_a_true_record(tmp_path: Path) -> None:
    made = Build(tmp_path)
    described = (made.project / "pyproject.toml").read_text().replace("description", 'license = "ISC"\ndescription', 1)
    (made.project / "pyproject.toml").write_text(described)
    with WheelFile(made.build("build_wheel")) as file:
        contents = {name: file.read(name) for name in file.namelist() if name != file.record_path}
    info = "app-0.1.dist-info"
    lock = tomllib.loads(contents[f"{info}/vendorize.lock"].decode())
    (dep,) = lock["distribution"]
    for one in (*dep["files"], *lock["project"]["files"]):
        assert hashlib.sha256(contents[one["path"]]).hexdigest() == one["sha256"]
    assert contents[f"{info}/licenses/app/_vendor/dep-1.0.dist-info/LICENSE"] == b"As you like it.\n"
    metadata = BytesParser().parsebytes(contents[f"{info}/METADATA"])
    assert "app/_vendor/dep-1.0.dist-info/LICENSE" in metadata.get_all("License-File")
    assert metadata["License-Expression"] == "ISC AND MIT"
    assert b'"bomFormat": "CycloneDX"' in contents[f"{info}/sboms/vendorize.cdx.json"]


@pytest.mark.slow
def test_a_wheel_and_what_is_installed_from_it_are_checked_with_the_lock_in_them(tmp_path: Path) -> None:
    made = Build(tmp_path)
    wheel = made.build("build_wheel")
    assert vendorize("check", wheel, cwd=tmp_path).code == 0
    same = vendorize("check", made.project, "--result", wheel, "--search-path", made.site, cwd=tmp_path)
    assert (same.code, same.out) == (0, same.out)
    write(made.project, {"app/cli.py": "print('edited')\n"})
    changed = vendorize("check", made.project, "--result", wheel, "--search-path", made.site, cwd=tmp_path)
    assert changed.code == 1
    assert "app/cli.py has changed since the extraction" in changed.out
    run_wheel(wheel, tmp_path / "there")
    info = tmp_path / "there/app-0.1.dist-info"
    assert vendorize("check", info, cwd=tmp_path).code == 0
    for path in ("app/cli.py", "app/_vendor/dep/core.py"):
        write(tmp_path / "there", {path: "print('edited')\n"})
    found = vendorize("check", info, cwd=tmp_path)
    assert (found.code, found.out.count("VZ801")) == (1, 2)


def test_an_archive_that_leads_out_of_its_folder_is_refused(tmp_path: Path) -> None:
    wheel = tmp_path / "app-1.0-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as file:
        file.writestr("../evil.py", "x = 1\n")
    done = vendorize("check", wheel, cwd=tmp_path)
    assert (done.code, done.out) == (2, "")
    assert "leads out of its folder" in done.err
    assert sorted(one.name for one in tmp_path.iterdir()) == [wheel.name]


def test_the_front_end_is_asked_for_the_wrapped_back_end_and_for_what_the_project_requires(tmp_path: Path) -> None:
    done = Build(tmp_path).hook("get_requires_for_build_wheel")
    assert done.out == "['hatchling', 'dep']\n"


@pytest.mark.slow
def test_versions_of_the_lock_file_are_asked_for(tmp_path: Path) -> None:
    made = Build(tmp_path)
    source = '{ registry = "https://pypi.org/simple" }'
    lock = (
        'version = 1\n[[package]]\nname = "app"\nversion = "0.1"\nsource = { editable = "." }\n'
        'dependencies = [{ name = "dep" }, { name = "other", marker = "sys_platform == \'never\'" }]\n'
        f'[[package]]\nname = "dep"\nversion = "1.0"\nsource = {source}\n'
        f'[[package]]\nname = "other"\nversion = "2.0"\nsource = {source}\n'
    )
    write(made.project, {"uv.lock": lock})
    assert made.hook("get_requires_for_build_wheel").out == "['hatchling', 'dep', 'dep==1.0']\n"
    hashes = 'hashes = { sha256 = "' + "0" * 64 + '" }'
    wheel = f'{{ name = "dep-1.1-py3-none-any.whl", url = "https://example.org/dep-1.1-py3-none-any.whl", {hashes} }}'
    pylock = (
        f'lock-version = "1.0"\ncreated-by = "t"\n[[packages]]\nname = "dep"\nversion = "1.1"\nwheels = [{wheel}]\n'
    )
    write(made.project, {"pylock.toml": pylock})
    assert made.hook("get_requires_for_build_sdist").out == "['hatchling', 'dep', 'dep==1.1']\n"


@pytest.mark.slow
def test_what_the_build_needs_itself_does_not_become_part_of_the_program(tmp_path: Path) -> None:
    made = Build(tmp_path)
    guarded = "try:\n    import helper\nexcept ImportError:\n    helper = None\n"
    write(made.project, {"app/cli.py": guarded + PROGRAM["app/cli.py"]})
    install(made.site, "helper", {"helper.py": "x = 1\n"})
    with zipfile.ZipFile(made.build("build_wheel")) as file:
        assert not [name for name in file.namelist() if "helper" in name]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("more", "site", "said"),
    [
        ("", None, "does not have what app requires: dep"),
        ("", "dep==2", "dep==2 (there is 1.0)"),
        ("", "dep==1.0; extra == 'x'", ""),
    ],
)
def test_a_build_without_what_the_project_requires_fails_by_name(
    tmp_path: Path, more: str, site: str | None, said: str
) -> None:
    made = Build(tmp_path, more=more)
    if site is None:
        made.site = tmp_path / "nothing"
    else:
        text = (made.project / "pyproject.toml").read_text(encoding="utf-8")
        write(
            made.project, {"pyproject.toml": text.replace('["dep"]', f'["{site}"]' if said else f'["dep", "{site}"]')}
        )
    done = made.hook("build_wheel", made.dist)
    assert done.code == (1 if said else 0), done.err
    assert said in done.err
    assert "Traceback" not in done.err
    assert bool(list(made.dist.iterdir())) is not bool(said)


@pytest.mark.slow
def test_without_a_wrapped_back_end_the_error_says_where_to_name_one(tmp_path: Path) -> None:
    made = Build(tmp_path)
    text = (made.project / "pyproject.toml").read_text(encoding="utf-8")
    write(made.project, {"pyproject.toml": text.partition("[tool.vendorize.build]")[0]})
    done = made.hook("build_wheel", made.dist)
    assert (done.code, done.out) == (1, "")
    assert "[tool.vendorize.build] backend" in done.err


@pytest.mark.slow
@pytest.mark.parametrize("backend", ["setuptools.build_meta", "flit_core.buildapi"])
def test_an_editable_build_is_that_of_the_wrapped_back_end(tmp_path: Path, backend: str) -> None:
    made = Build(tmp_path, backend)
    assert "'dep'" not in made.hook("get_requires_for_build_editable").out
    wheel = made.build("build_editable")
    assert requirements_of(wheel) == ["dep"]
    with zipfile.ZipFile(wheel) as file:
        assert not [name for name in file.namelist() if "_vendor" in name]


@pytest.mark.slow
def test_an_in_tree_back_end_is_found_by_its_path(tmp_path: Path) -> None:
    made = Build(tmp_path, more='backend-path = ["tools"]\n')
    text = (made.project / "pyproject.toml").read_text(encoding="utf-8")
    write(made.project, {
        "pyproject.toml": text.replace('backend = "hatchling.build"', 'backend = "ours:hooks"'),
        "tools/ours.py": "import hatchling.build as hooks\n",
    })  # fmt: skip
    assert run_wheel(made.build("build_wheel"), tmp_path / "there").out == "42\n"


WRITING = """\
import pathlib
from hatchling import build
from hatchling.build import build_wheel, get_requires_for_build_sdist, get_requires_for_build_wheel

def build_sdist(folder, settings=None):
    pathlib.Path("app/version.py").write_text("version = '0.1'\\n")
    pathlib.Path("app/made.py").write_text("made = True\\n")
    vendored = pathlib.Path("app/_vendor/dep/core.py")
    if pathlib.Path("meddle").exists():
        vendored.write_text(vendored.read_text() + "more = 1\\n")
    return build.build_sdist(folder, settings)
"""


@pytest.mark.slow
def test_modules_that_the_back_end_writes_into_an_sdist_are_in_its_lock(tmp_path: Path) -> None:
    made = Build(tmp_path, "hatchling.build")
    own = configured("hatchling.build", 'backend-path = ["tools"]\n').replace('"hatchling.build"', '"writing"')
    files = {"pyproject.toml": own, "tools/writing.py": WRITING, "app/version.py": "version = 'unknown'\n"}
    write(made.project, files)
    sdist = made.build("build_sdist")
    shutil.unpack_archive(sdist, tmp_path / "unpacked")
    (root,) = (tmp_path / "unpacked").iterdir()
    found = {one.path: one for one in (read_lock(root) or pytest.fail("no lock")).project.files}
    assert (root / "app/version.py").read_text(encoding="utf-8") == "version = '0.1'\n"
    assert (found["app/made.py"].source, found["app/version.py"].source) == ("", "")
    wheel = made.build("build_wheel", project=root)
    looked_at = ("check", made.project, "--result", wheel, "--search-path", made.site)
    assert "no findings" in vendorize(*looked_at, cwd=tmp_path).out
    write(root, {"app/version.py": "version = 'edited'\n"})
    assert "app/version.py is not as it was written" in made.hook("build_wheel", made.dist, project=root).err
    write(made.project, {"meddle": ""})
    assert "has changed vendored code" in made.hook("build_sdist", made.dist).err


@pytest.mark.slow
def test_the_version_of_version_control_is_kept(tmp_path: Path) -> None:
    made = Build(tmp_path, "pdm.backend", '[tool.pdm.version]\nsource = "scm"\n')
    text = (made.project / "pyproject.toml").read_text(encoding="utf-8")
    write(made.project, {"pyproject.toml": text.replace('version = "0.1"', 'dynamic = ["version"]')})
    identity = ("-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "init.defaultBranch=main")
    for command in (("init", "-q"), ("add", "-A"), ("commit", "-q", "-m", "t"), ("tag", "v3.2.1")):
        assert run(["git", *identity, *command], made.project, dict(os.environ)).code == 0
    before = snapshot(made.project)
    assert made.build("build_wheel").name == "app-3.2.1-py3-none-any.whl"
    assert made.build("build_sdist").name == "app-3.2.1.tar.gz"
    assert snapshot(made.project) == before


@pytest.mark.slow
def test_requirements_that_the_back_end_reads_elsewhere_are_taken_out_of_the_metadata(tmp_path: Path) -> None:
    made = Build(
        tmp_path, "setuptools.build_meta", '[tool.setuptools.dynamic]\ndependencies = { file = "needs.txt" }\n'
    )
    text = (made.project / "pyproject.toml").read_text(encoding="utf-8")
    text = text.replace('dependencies = ["dep"]', 'dynamic = ["dependencies"]')
    write(made.project, {"pyproject.toml": text, "needs.txt": "dep\n"})
    assert "'dep'" in made.hook("get_requires_for_build_wheel").out
    wheel = made.build("build_wheel")
    assert requirements_of(wheel) == []
    assert run_wheel(wheel, tmp_path / "there").out == "42\n"


@pytest.mark.slow
@pytest.mark.parametrize("hook", ["get_requires_for_build_wheel", "build_wheel"])
def test_requirements_that_code_makes_are_an_error(tmp_path: Path, hook: str) -> None:
    more = "" if hook == "get_requires_for_build_wheel" else f'environment = "{sys.prefix}"\n'
    made = Build(tmp_path, "setuptools.build_meta", more)
    text = (made.project / "pyproject.toml").read_text(encoding="utf-8")
    text = text.replace('dependencies = ["dep"]', 'dynamic = ["dependencies"]')
    computed = "from setuptools import setup\nsetup(install_requires=sorted({'dep'}))\n"
    write(made.project, {"pyproject.toml": text, "setup.py": computed})
    done = made.hook(hook, *([made.dist] if more else []))
    assert done.code == 1
    assert "made by code" in done.err
    assert "Traceback" not in done.err


PLUGIN = """\
[build-system]
requires = ["hatchling", "vendorize-cli[build]"]
build-backend = "hatchling.build"

[project]
name = "app"
version = "0.1"
requires-python = ">=3.11"
dynamic = ["dependencies"]

[project.scripts]
app = "app.cli:main"

[tool.hatch.build.targets.wheel]
packages = ["src/app"]

[tool.hatch.metadata.hooks.vendorize]
dependencies = ["dep"]

[tool.hatch.build.hooks.vendorize]
"""
HATCHLING = CALL.replace("from vendorize import build", "import hatchling.build as build")


class PluginBuild(Build):
    """A project that hatchling builds with our plugin."""

    call = HATCHLING

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        if not any(one.value == "vendorize.build.hatch" for one in entry_points(group="hatch")):
            pytest.skip("vendorize is not installed here with its plugin")
        shutil.rmtree(self.project)
        code = {f"src/{path}": text for path, text in PROGRAM.items() if path != "pyproject.toml"}
        write(self.project, {**code, "pyproject.toml": PLUGIN})


@pytest.mark.slow
def test_the_plugin_of_hatchling_builds_wheel_and_sdist_of_the_result(tmp_path: Path) -> None:
    made = PluginBuild(tmp_path)
    before = snapshot(made.project)
    wheel, sdist = made.build("build_wheel"), made.build("build_sdist")
    assert snapshot(made.project) == before
    assert requirements_of(wheel) == []
    assert vendorize("check", wheel, cwd=tmp_path).code == 0
    assert run_wheel(wheel, tmp_path / "there").out == "42\n"
    content = wheel.read_bytes()
    with tarfile.open(sdist) as archive:
        archive.extractall(tmp_path / "unpacked", filter="data")
    (unpacked,) = (tmp_path / "unpacked").iterdir()
    assert "Requires-Dist" not in (unpacked / "PKG-INFO").read_text(encoding="utf-8")
    write(made.site, {"dep/core.py": "raise SystemExit('not asked for')\n"})
    assert made.build("build_wheel", project=unpacked) == wheel
    assert _files(content, tmp_path) == _files(wheel.read_bytes(), tmp_path)


@pytest.mark.slow
def test_with_the_plugin_metadata_is_stripped_for_wheels_alone(tmp_path: Path) -> None:
    made = PluginBuild(tmp_path)
    assert made.hook("get_requires_for_build_wheel").out == "['dep']\n"
    for hook, expected in (("prepare_metadata_for_build_wheel", 0), ("prepare_metadata_for_build_editable", 1)):
        (tmp_path / hook).mkdir()
        assert made.hook(hook, tmp_path / hook).code == 0
        text = (tmp_path / hook / "app-0.1.dist-info/METADATA").read_text(encoding="utf-8")
        assert text.count("Requires-Dist: dep") == expected
    assert requirements_of(made.build("build_editable")) == ["dep"]
