"""Modules of which only their own level runs are in the archive, and run from there as they did from their files."""

# ruff: noqa: E501 - a program stands on one line

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.unit.runtime.cold_programs import NOTHING_RAN, project, run, write
from vendorize import workflow
from vendorize.checking import check_result
from vendorize.describing import describe_result
from vendorize.lock import read_lock
from vendorize.lock.cold import cold_texts, merged
from vendorize.model.cold import ARCHIVE_NAME
from vendorize_analysis.model.events import Silent

if TYPE_CHECKING:
    from pathlib import Path

TABLE = "TABLE = {{{}}}\n".format(", ".join(f'"name {number}": "value {number}"' for number in range(60)))
LONG = "    values = ['a text', 'that makes it', 'longer than', 'any stub', 'would be']\n"
DEP = f'''"""Words."""
import sys

{TABLE}

def word(name):
    """Return a word, which is said in so many signs that they count."""
{LONG}    return TABLE[name], len(values)

def failing(name):
{LONG}    return values[name]

class Words:
    """Many."""

    def first(self):
        """Return the first one, which is said in so many signs that they count."""
{LONG}        return values[0]

def named(text="@doc"):
    """Return a text that is a sign of ours, too: this stays in the archive."""
{LONG}    return "@doc", text
'''.replace(f"{LONG}        return values[0]", f"    {LONG}        return values[0]")
NAMES = "dep.word, dep.failing, dep.Words().first, dep.named"


def had_run(folder: Path, ran: str, *more: str) -> None:
    """Write a trace of what ran (functions by file, JSON), and have the distribution own more files."""
    trace = NOTHING_RAN[:-1] + f', "distributions": {{"dep": {{"files": {{{ran}}}}}}}}}'
    (folder / "bodies.json").write_text(trace, encoding="utf-8")
    with (folder / "site/dep-1.dist-info/RECORD").open("a", encoding="utf-8") as record:
        record.writelines(f"{one},,\n" for one in more)


def packed(out: Path, relative: str = "dep/__init__.py") -> bool:
    """Tell whether a module of a result is packed."""
    return "exec(" in (out / relative).read_text(encoding="utf-8")


def same(folder: Path, out: Path, code: str) -> str:
    """Return what a program prints, which has to be what the original prints."""
    before, after = run(code, folder / "app.py", folder / "site"), run(code, out / "app.py")
    assert before.returncode == 0, before.stderr
    assert (after.stdout.replace(str(out), str(folder)), after.returncode) == (before.stdout, 0), after.stderr
    return after.stdout


def test_a_packed_module_has_its_names_in_order_and_nothing_else(tmp_path: Path) -> None:
    out = write(tmp_path, 'cold = "load"\n', DEP, NAMES)
    assert packed(out)
    own = "'__getattr__'"  # of ours, for names that went
    same(
        tmp_path,
        out,
        f"print([one for one in vars(dep) if one != {own}], dep.__doc__, dep.TABLE['name 3'], dep.Words.__doc__, dep.__file__[-15:])",
    )
    same(tmp_path, out, "import pickle; print(pickle.loads(pickle.dumps(dep.Words)) is dep.Words, dep.word('name 1'))")


def test_an_error_in_it_names_the_line_and_shows_it(tmp_path: Path) -> None:
    out = write(tmp_path, 'cold = "load"\n', DEP, NAMES)
    code = "import traceback\ntry: dep.failing('x')\nexcept TypeError as error: print(traceback.format_tb(error.__traceback__)[-1])"
    before, after = run(code, tmp_path / "app.py", tmp_path / "site"), run(code, out / "app.py")
    assert "return values[name]" in before.stdout
    # The line that says where it is from is one more.
    assert after.stdout.splitlines()[1:] == before.stdout.splitlines()[1:], after.stderr


@pytest.mark.parametrize("policy", ["load", "warn"])
def test_use_of_a_packed_module_is_told_of_by_nobody_and_that_of_its_functions_is(tmp_path: Path, policy: str) -> None:
    out = write(tmp_path, f'cold = "{policy}"\n', DEP, NAMES)
    assert packed(out)
    done = run("import logging; logging.basicConfig(); import dep; print(dep.word('name 2'))", out / "app.py")
    assert done.stdout == "('value 2', 5)\n"
    assert done.stderr.count("cold code was used") == (policy == "warn")
    assert ("dep.word" in done.stderr) == (policy == "warn")


def test_denied_functions_of_packed_modules_say_so_where_packing_pays(tmp_path: Path) -> None:
    much = DEP + "".join(TABLE.replace("TABLE", f"MORE_{number}") for number in range(30))
    folders = tmp_path / "much", tmp_path / "little"
    out, small = (
        write(folder, 'cold = "deny"\n', text, f"{NAMES}, [*vars(dep)]")
        for folder, text in zip(folders, (much, DEP), strict=True)
    )
    assert (packed(out), packed(small)) == (True, False)
    assert not list(small.rglob(ARCHIVE_NAME))
    with zipfile.ZipFile(next(out.rglob(ARCHIVE_NAME))) as archive:
        assert b"values = [" not in b"".join(map(archive.read, archive.namelist()))
    done = run("print(dep.MORE_3['name 4']); dep.word('name 1')", out / "app.py")
    assert done.stdout == "value 4\n"
    assert "uses dep.word, which is cold, and this result denies cold code" in done.stderr
    assert "ColdLoading" not in (out / "_vendorize_support.py").read_text(encoding="utf-8")
    done = run("import inspect; print(inspect.getsource(dep.Words))", out / "app.py")
    assert done.stdout.startswith("class Words:\n"), done.stderr


def test_with_bytecode_nothing_is_unpacked(tmp_path: Path) -> None:
    request = replace(project(tmp_path, 'cold = "load"\n', DEP, NAMES), layout="site")
    workflow.extract(replace(request, bytecode=0), out=tmp_path / "out", smoke=False)
    out = tmp_path / "out"
    assert packed(out)
    archive = next(out.rglob(ARCHIVE_NAME))
    archive.rename(tmp_path / "elsewhere")
    assert run("print(dep.TABLE['name 3'])", out / "app.py").stdout == "value 3\n"
    done = run("dep.word('name 3')", out / "app.py")
    assert "cold code cannot be read" in done.stderr
    (tmp_path / "elsewhere").rename(archive)
    assert run("import inspect; print(dep.word('name 3'), inspect.getsource(dep.Words.first))", out / "app.py").stdout


def test_a_policy_about_symbols_and_a_bill_of_materials_look_into_a_packed_text(tmp_path: Path) -> None:
    text = DEP.replace("import sys\n", "import shelve\nOPENED = shelve.open\n")
    rules = '[policy]\ndeny-symbols = ["shelve.open"]\n'
    request = replace(project(tmp_path, f'cold = "load"\n{rules}', text, f"{NAMES}, dep.OPENED"), layout="site")
    workflow.extract(request, out=tmp_path / "out", smoke=False)
    assert packed(tmp_path / "out")
    found = check_result(request, tmp_path / "out", environment=False).findings
    line = 1 + text.splitlines().index("OPENED = shelve.open")
    assert [(one.file.name, one.line) for one in found if one.code == "VZ812"] == [("__init__.py", line + 1)]
    own, locked = (tmp_path / "out/dep/__init__.py").read_bytes(), read_lock(tmp_path / "out")
    texts = cold_texts(locked, lambda one: (tmp_path / "out" / one.path).read_bytes())
    (file,) = (one for each in locked.distributions for one in each.files if one.path == "dep/__init__.py")
    assert b"OPENED = shelve.open" in texts.with_cold(file, own)
    assert b"OPENED = shelve.open" not in texts.with_cold(file, own + b"import os\n")  # it runs that
    (dep,) = json.loads(describe_result(request, tmp_path / "out", "1.6", Silent()))["components"]
    said = {one["symbol"]: one.get("additionalContext", "") for one in dep["evidence"]["occurrences"]}
    assert (said["dep.word"][:4], said["dep.Words.first"][:4], said["dep.Words"]) == ("cold", "cold", "")


FAR = (
    "import warnings\n\ndef old():\n    warnings.warn('old', DeprecationWarning, stacklevel={level})\n\ndef used():\n"
    + LONG
)


@pytest.mark.parametrize(("level", "stays"), [(2, False), (3, True), ("level", True)])
def test_a_module_stays_whose_level_calls_what_looks_further_up_than_at_it(
    tmp_path: Path, level: object, *, stays: bool
) -> None:
    request = replace(
        project(tmp_path, 'cold = "load"\n', f"from dep.words import *\n{LONG.strip()}\n", "dep.word"), layout="site"
    )
    (tmp_path / "site/dep/words.py").write_text(f"from dep.far import old\nold()\n{DEP}", encoding="utf-8")
    far = f"level = 2\n{FAR.format(level=level)}"
    (tmp_path / "site/dep/far.py").write_text(far, encoding="utf-8")
    ran = '"dep/__init__.py": ["<module>"], "dep/words.py": ["<module>"], "dep/far.py": ["<module>", "old"]'
    had_run(tmp_path, ran, "dep/words.py", "dep/far.py")
    workflow.extract(request, out=tmp_path / "out", smoke=False)
    assert packed(tmp_path / "out", "dep/words.py") != stays


LOADS = (
    "import os\n\ndef load(name):\n    space = {}\n"
    "    with open(os.path.join(os.path.dirname(__file__), name)) as stream:\n        exec(stream.read(), space)\n    return space\n"
)
READS = "with open(__file__) as stream:\n        stream.read()\n"
REGENERATES = f'{DEP}if __name__ == "__main__":\n    {READS}'


@pytest.mark.parametrize(
    ("text", "more", "stays"),
    [
        (REGENERATES, "", False),
        (REGENERATES, "import runpy\n", True),
        (REGENERATES, "import sys\nsys.modules.get('__main__')\n", True),
        (f"{REGENERATES}else:\n    {READS}", "", True),
    ],
    ids=["nobody", "by a module for that", "by a name", "and else"],
)
def test_a_module_that_reads_itself_as_a_program_stays_where_somebody_may_run_it_so(
    tmp_path: Path, text: str, more: str, *, stays: bool
) -> None:
    request = replace(project(tmp_path, 'cold = "load"\n', f"{more}{LOADS}", "dep.load"), layout="site")
    (tmp_path / "site/dep/words.py").write_text(text, encoding="utf-8")
    had_run(tmp_path, '"dep/__init__.py": ["load"], "dep/words.py": ["<module>"]', "dep/words.py")
    program = "# /// script\n# dependencies = ['dep']\n# ///\nimport dep.words\nprint(dep.load('words.py')['word']('name 1'))\n"
    (tmp_path / "app.py").write_text(program, encoding="utf-8")
    workflow.extract(request, out=tmp_path / "out", smoke=False)
    assert packed(tmp_path / "out", "dep/words.py") != stays
    before = run("", tmp_path / "app.py", tmp_path / "site")
    assert before.stdout == ("" if "else:" in text else "('value 1', 5)\n")
    assert run("", tmp_path / "out/app.py").stdout == before.stdout


def test_docstrings_that_a_stub_has_are_not_in_the_archive_and_a_loaded_function_has_them(tmp_path: Path) -> None:
    keep = '[[keep]]\nsymbol = "dep.TABLE"\nreason = "its module stays in its file"\n'
    out = write(tmp_path, f'cold = "load"\n{keep}', DEP, NAMES)
    with zipfile.ZipFile(io.BytesIO(next(out.rglob(ARCHIVE_NAME)).read_bytes())) as archive:
        text = archive.read("dep/__init__.py")
    file = (out / "dep/__init__.py").read_bytes()
    assert b"Return a word" in file
    assert b"Return a word" not in text
    assert b"Return a text that is a sign" in text
    assert b"Return a word" in merged(file, text)
    assert b'"@doc"\n' not in merged(file, text).replace(b'"@doc", text\n', b"")
    code = (
        "import inspect\nfor f in (dep.word, dep.Words.first, dep.named):\n"
        "    print(inspect.getsource(f), f.__doc__)\n"
        "    try: f('name 1') if f is dep.word else f(None)\n    except KeyError: pass\n"
        "    print(f.__code__.co_consts, f.__doc__, inspect.getsource(f))"
    )
    same(tmp_path, out, code)
