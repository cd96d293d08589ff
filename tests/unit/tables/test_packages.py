"""Hints about single packages: each is asked of the package itself, where it is installed."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

import pytest

from vendorize_analysis.tables.data import written
from vendorize_analysis.tables.packages import folders_of, foreign_runners_of, no_modules_in

if TYPE_CHECKING:
    from pathlib import Path

_USES = {
    "_cffi_backend": """
import sys
import _cffi_backend
ffi = _cffi_backend.FFI()
array = ffi.new("int[3]", [1, 2, 3])
handle = ffi.new_handle(array)
assert ffi.from_handle(handle) is array and ffi.sizeof(array) == 12 and ffi.string(ffi.new("char[]", b"ab")) == b"ab"
assert ffi.callback("int(int)", lambda value: value + 1)(2) == 3
ffi.callback("int(int)", lambda value: 1 // 0)(2)
library = ffi.dlopen(None)
assert not hasattr(library, "nothing") and _cffi_backend._C_API and ffi.gc(array, print)
print(*sorted(sys.modules))
""",
}
"""For each compiled module a program that uses it widely, without what its texts name."""


def test_a_hint_counts_for_its_versions_alone() -> None:
    assert no_modules_in("_cffi_backend", "cffi", "2.1.1") == {"cffi"}
    assert no_modules_in("_cffi_backend", "cffi", "9.0") == frozenset()
    assert no_modules_in("_cffi_backend", "cffi", "unknown") == frozenset()
    assert no_modules_in("_cffi_backend", "other", "2.1.1") == frozenset()
    assert no_modules_in("cffi", "cffi", "2.1.1") == frozenset()


def test_every_hint_says_why_and_has_a_test() -> None:
    hints = written("packages.toml")["compiled"]
    assert all(one["why"] and one["versions"] and one["no-modules"] for one in hints)
    assert {one["module"] for one in hints} == set(_USES)


@pytest.mark.parametrize("hint", written("packages.toml")["compiled"], ids=lambda one: one["module"])
def test_the_package_does_without(hint: dict[str, str]) -> None:
    try:
        installed = version(hint["distribution"])
    except PackageNotFoundError:
        pytest.skip(f"{hint['distribution']} is not installed")
    if not no_modules_in(hint["module"], hint["distribution"], installed):
        pytest.skip(f"nobody has looked at {hint['distribution']} {installed}")
    done = subprocess.run([sys.executable, "-c", _USES[hint["module"]]], capture_output=True, text=True, check=True)
    loaded = done.stdout.split()
    assert hint["module"] in loaded
    assert not [name for name in loaded if name.partition(".")[0] in hint["no-modules"]]


_AUDIT = """
import os, pathlib, sys
ran = []
def note(event, arguments):
    if event == "exec" and sys._getframe(1).f_code.co_filename.startswith(place):
        ran.append(arguments[0].co_filename)
package, place, folder = sys.argv[1], sys.argv[2] + os.sep, pathlib.Path(sys.argv[3])
sys.path.insert(0, sys.argv[2])
def write(name, text):
    (folder / name).write_text(text)
    return str(folder / name)
{use}
own = [one for one in ran if one.startswith(os.path.join(place, package))]
print("\\n", len([one for one in ran if one.startswith(str(folder)) or one == "<string>"]), " ", own, sep="")
"""
_RUNS = {
    "alembic": """
from alembic.util import load_python_file
sys.addaudithook(note)
write("env.py", "VALUE = 1")
assert load_python_file(str(folder), "env.py").VALUE == 1
ran.append(str(folder / "env.py"))  # by the import system, which is no code of the package
""",
    "django": """
import io
from django.conf import settings
settings.configure(INSTALLED_APPS=[])
import django
django.setup()
from django.core.management import call_command
from django.db.migrations.questioner import InteractiveMigrationQuestioner
os.environ["PYTHONSTARTUP"] = write("start.py", "import this_is_not_there_and_told")
sys.addaudithook(note)
call_command("shell", command="import sys; sys.asked = 1")
assert sys.asked == 1
sys.stdin = io.StringIO("1 + 1\\n")
assert InteractiveMigrationQuestioner()._ask_default() == 2
""",
    "docutils": """
from docutils.utils.math.math2html import math2html
sys.addaudithook(note)
assert "2" in math2html(r"\\sqrt[3]{2} \\frac{1}{2}")
""",
    "flask": """
from flask.config import Config
sys.addaudithook(note)
config = Config(str(folder))
write("settings.py", "VALUE = 1")
config.from_pyfile("settings.py")
assert config["VALUE"] == 1
""",
    "mako": """
from mako.template import Template
sys.addaudithook(note)
page = write("page.html", "${1 + 1}")
assert Template(filename=page, module_directory=str(folder / "made")).render() == "2"
ran.append(str(folder / "made"))  # by the import system, which is no code of the package
""",
    "packaging": """
from packaging import tags
from packaging.licenses import canonicalize_license_expression
sys.addaudithook(note)
started = []
sys.addaudithook(lambda event, said: started.append(str(said)) if event == "subprocess.Popen" else None)
assert list(tags.sys_tags()) and not [one for one in started if place in one]
assert canonicalize_license_expression("mit and (apache-2.0 or 0bsd)") == "MIT AND (Apache-2.0 OR 0BSD)"
ran.append(str(folder))  # newer versions evaluate nothing, and nothing is started where the C library is GNU's
""",
    "pygments": """
from pygments.formatters import load_formatter_from_file
from pygments.lexers import load_lexer_from_file
sys.addaudithook(note)
load_lexer_from_file(write("lex.py", "from pygments.lexers.special import TextLexer as CustomLexer"))
load_formatter_from_file(write("out.py", "from pygments.formatters.other import NullFormatter as CustomFormatter"))
""",
}
"""For each distribution a program that has its modules run files, or text."""


def test_every_hint_about_what_runs_files_says_why_and_has_a_test() -> None:
    hints = written("packages.toml")["runners"]
    assert all(one["why"] and one["versions"] and one["modules"] for one in hints)
    assert {one["distribution"] for one in hints} == set(_RUNS)
    assert foreign_runners_of("flask", "3.1.3") == {"flask.cli", "flask.config"}
    assert foreign_runners_of("flask", "9.0") == frozenset()


def used(hint: dict[str, str], code: str, what: str, folder: Path) -> list[str]:
    """Return the lines that a program prints, with the distribution of a hint installed.

    It gets what it is about, where that is installed, and an empty folder.
    """
    place, user = folder / "site", folder / "user"
    user.mkdir()
    package = f"{hint['distribution']}{hint['versions']}"
    install = [sys.executable, "-m", "pip", "install", "-q", "--target", str(place), package]
    if subprocess.run(install, capture_output=True, check=False).returncode:
        pytest.skip(f"{package} cannot be installed here")
    command = [sys.executable, "-c", code, what, str(place), str(user)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(_RUNS))
def test_the_package_runs_what_its_user_has(name: str, tmp_path: Path) -> None:
    hint = next(one for one in written("packages.toml")["runners"] if one["distribution"] == name)
    said = used(hint, _AUDIT.replace("{use}", _RUNS[name]), name, tmp_path)
    count, own = said[-1].split(maxsplit=1)
    assert int(count) > 0
    assert own == "[]"


_LOOKED = """
import os, sys
looked = []
def note(event, arguments):
    names = {"open", "os.listdir", "os.scandir"}
    if event in names and isinstance(arguments[0], str) and arguments[0].startswith(place):
        frame = sys._getframe(1)
        while frame is not None and frame.f_globals.get("__name__") not in {module, "importlib._bootstrap"}:
            frame = frame.f_back
        if frame is not None and frame.f_globals["__name__"] == module:
            looked.append(os.path.relpath(arguments[0], place))
module, place, folder = sys.argv[1], sys.argv[2] + os.sep, sys.argv[3]
sys.path.insert(0, sys.argv[2])
from django.conf import settings
settings.configure(INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth"])
import django
django.setup()
{use}
print(*["", *looked], sep="\\nlooked ")
"""
_LOOKS = {
    "django.core.management": """
from django.core import management
sys.addaudithook(note)
management.get_commands.cache_clear()
assert "migrate" in management.get_commands()
looked = [one for one in looked if not one.startswith("django/contrib/")]  # of applications
""",
    "django.core.management.templates": """
from django.core.management import call_command
call_command("check")
sys.addaudithook(note)
call_command("startproject", "shop", folder)
os.mkdir(os.path.join(folder, "basket"))
call_command("startapp", "basket", os.path.join(folder, "basket"))
assert os.path.isfile(os.path.join(folder, "basket", "models.py"))
""",
}
"""For each module with hints on folders a program that has it look for files."""


def test_every_hint_about_folders_says_why_and_has_a_test() -> None:
    hints = written("packages.toml")["folders"]
    assert all(one["why"] and one["versions"] and one["folders"] for one in hints)
    assert {one["module"] for one in hints} == set(_LOOKS)
    assert folders_of("django.core.management.templates", "django", "5.2") == ("django/conf",)
    assert folders_of("django.core.management.templates", "django", "9.0") is None
    assert folders_of("django.core", "django", "5.2") is None


@pytest.mark.slow
@pytest.mark.parametrize("module", sorted(_LOOKS))
def test_the_module_looks_into_no_other_folders(module: str, tmp_path: Path) -> None:
    hint = next(one for one in written("packages.toml")["folders"] if one["module"] == module)
    said = used(hint, _LOOKED.replace("{use}", _LOOKS[module]), module, tmp_path)
    looked = [one.removeprefix("looked ") for one in said if one.startswith("looked ")]
    assert looked
    assert [one for one in looked if not one.startswith(tuple(hint["folders"]))] == []
