import os
import subprocess
import sys
from pathlib import Path

import iniconfig
import pytest

from desk import legacy, letters, log, probes

DATA = Path(__file__).with_name("data")


@pytest.mark.parametrize(("what", "count", "end"), [("box", 2, "boxes of yours are"), ("datum", 1, "data of yours is")])
def test_letters_evaluate_what_their_text_names(what, count, end):
    assert f"{count} {end} here." in letters.letter(f"{{name: Ann, count: {count}, what: {what}}}")


def test_a_text_imports_what_it_calls():
    assert letters.title("two small_boxes") == "Two Small Boxes"


def test_probes_answer_as_before():
    assert probes.modules() == {
        "rich": True,
        "structlog.twisted": True,
        "inflection": True,
        "markdown_it": True,
        "no_such_module": False,
        "tempita": True,
    }
    versions = probes.versions()
    assert versions.pop("no-such-distribution") == "-"
    assert all(text[0].isdigit() for text in versions.values())


def test_statements_that_raise_take_their_way():
    assert (legacy.KIND, legacy.old) == ("text", "no unichr")


def test_the_log_draws_with_a_library_that_nobody_requires():
    said = log.failure()
    assert "not there" in said
    assert "╭" in said
    assert "KeyError: 'lamp'" in said


def test_a_file_whose_name_is_no_text_is_nobodys_code():
    names = os.listdir(os.fsencode(DATA))  # noqa: PTH208 - names as bytes
    assert {b"caf\xe9.txt", b"cafe.txt"} <= set(names)
    contents = {Path(DATA, os.fsdecode(name)).read_text(encoding="utf-8") for name in names}
    assert contents == {"coffee\n"}


def test_what_only_tests_import_works():
    assert iniconfig.IniConfig("x.ini", "[a]\nb = 1\n")["a"]["b"] == "1"


def test_the_command():
    done = subprocess.run([sys.executable, "-c", "import desk.main; desk.main.main()"], capture_output=True, check=True)
    assert b"Two Small Boxes text" in done.stdout
