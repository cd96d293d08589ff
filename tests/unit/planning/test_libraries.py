"""Which shared libraries stay in the layout `site`, and why."""

from __future__ import annotations

import os
import random
import sys
from importlib.machinery import EXTENSION_SUFFIXES
from typing import TYPE_CHECKING

import pytest

from tests.unit.planning.elves import elf
from tests.unit.test_staying import look
from vendorize.model.settings import DataRules
from vendorize.planning import plan, with_data_rules
from vendorize.planning.hazards import hazards_of
from vendorize.planning.libraries.elf import Links, links_of, opened_by

if TYPE_CHECKING:
    from pathlib import Path

    from vendorize.model.plan import Plan

needs_reader = pytest.mark.usefixtures("_reader")
TAGGED, BARE = EXTENSION_SUFFIXES[0], EXTENSION_SUFFIXES[-1]
CORE = f"site/fast/_core{TAGGED}"
PYTHON = b"PyInit__core\0"
LIBS = "$ORIGIN/../fast.libs"


@pytest.fixture
def _reader() -> None:
    pytest.importorskip("elftools")


def fast(core: bytes, code: str = "from fast import _core\n", **more: bytes | str) -> dict[str, bytes | str]:
    libs: dict[str, bytes | str] = {f"site/fast.libs/{name.replace('_', '.', 1)}": data for name, data in more.items()}
    files = {"main.py": "import fast\n", "site/fast/__init__.py": code, CORE: core, **libs}
    record = "".join(f"{name.removeprefix('site/')},,\n" for name in files if name.startswith("site/"))
    files["site/fast-1.dist-info/METADATA"] = "Metadata-Version: 2.1\nName: fast\nVersion: 1\n"
    return {**files, "site/fast-1.dist-info/RECORD": record}


def planned(folder: Path, files: dict[str, bytes | str], *keep: str, layout: str = "site") -> Plan:
    analysis = look(folder, files, on_path=layout == "site", whole_names=layout != "site")
    return with_data_rules(analysis, plan(analysis, layout=layout), DataRules(keep=keep, drop=()))


def kept(found: Plan) -> set[str]:
    files = {file.relative.rpartition("/")[2] for one in found.distributions for file in one.data}
    return {name for name in files if name.startswith("lib")}


@needs_reader
def test_a_library_stays_that_a_module_loads_with_what_it_loads_in_turn_and_others_go(tmp_path: Path) -> None:
    core = elf("liba-1.so", "libc.so.6", rpath=LIBS, text=PYTHON)
    files = fast(core, **{"liba-1_so": elf("libb-2.so", runpath="$ORIGIN"), "libb-2_so": elf(), "libz_so": elf()})
    found = planned(tmp_path, files)
    assert kept(found) == {"liba-1.so", "libb-2.so"}
    reasons = dict(found.distributions[-1].loaded) | dict(found.distributions[0].loaded)
    assert reasons["fast.libs/liba-1.so"] == f"fast/_core{TAGGED} loads it"
    dropped = [one for each in found.distributions for one in each.dropped]
    assert [(one.relative, one.kind) for one in dropped] == [("fast.libs/libz.so", "unloaded libraries")]


@needs_reader
def test_a_name_that_no_path_leads_to_counts_for_every_library_with_it(tmp_path: Path) -> None:
    core = elf("libother.so.1", text=PYTHON)
    files = fast(core, liba_so=elf(soname="libother.so.1"), libz_so=elf())
    files["site/fast-1.dist-info/RECORD"] = f"{files['site/fast-1.dist-info/RECORD']}far/libother.so.1,,\n"
    files["site/far/libother.so.1"] = elf()
    assert kept(planned(tmp_path, files)) == {"liba.so", "libother.so.1"}


@needs_reader
@pytest.mark.parametrize(
    ("code", "stay"),
    [
        ("import ctypes\nx = ctypes.CDLL('fast.libs/liba.so')\n", {"liba.so"}),
        ("import ctypes.util\nx = ctypes.CDLL(ctypes.util.find_library('a'))\n", {"liba.so"}),
        ("import ctypes\nx = ctypes.CDLL('libc.so.6'), ctypes.CDLL(None)\n", set()),
        (
            "import ctypes\nx = [ctypes.cdll.LoadLibrary(f'{__file__}/lib{n}.so') for n in 'z']\n",
            {"liba.so", "libz.so"},
        ),
        ("import ctypes\nx = [ctypes.CDLL('liba' + n) for n in 'z']\n", {"liba.so"}),
        ("import glob, ctypes\nx = [ctypes.CDLL(n) for n in glob.glob('*')]\n", {"liba.so", "libz.so"}),
        ("from ctypes import CDLL as Open\nx = [Open(n) for n in 'z']\n", {"liba.so", "libz.so"}),
        ("import os\nos.environ['LD_PRELOAD'] = __file__ + '/libz.so'\n", {"libz.so"}),
        ("x = 1\n", set()),
    ],
)
def test_a_library_stays_that_live_code_opens_by_its_name(tmp_path: Path, code: str, stay: set[str]) -> None:
    files = fast(elf(text=PYTHON), "from fast import _core\n" + code, liba_so=elf(), libz_so=elf())
    assert kept(planned(tmp_path, files)) == stay


@needs_reader
@pytest.mark.parametrize(
    ("text", "stay"),
    [
        (b"libz.so\0dlopen\0", {"libz.so"}),
        (b"lib%s.so\0dlopen\0", {"liba.so", "libz.so"}),
        (b"libz.so\0lib%s.so\0", set()),
    ],
)
def test_compiled_code_that_opens_libraries_keeps_those_it_names(tmp_path: Path, text: bytes, stay: set[str]) -> None:
    files = fast(elf(text=PYTHON + text), liba_so=elf(), libz_so=elf())
    assert kept(planned(tmp_path, files)) == stay


@needs_reader
@pytest.mark.parametrize("core", [elf("libc.so.6")[:150], b"MZ" + PYTHON, b"\xcf\xfa\xed\xfe" + PYTHON, elf()[:64]])
def test_of_a_file_that_cannot_be_read_all_libraries_stay_and_the_report_says_why(tmp_path: Path, core: bytes) -> None:
    files = fast(core + PYTHON, liba_so=elf())
    analysis = look(tmp_path, files, on_path=True, whole_names=False)
    found = with_data_rules(analysis, plan(analysis, layout="site"), DataRules(keep=(), drop=()))
    assert kept(found) == {"liba.so"}
    reported = [one for each in found.distributions for one in hazards_of(analysis, each, None)]
    (said,) = [one.message for one in reported if one.code == "VZ604"]
    assert "may load it: it " in said


def test_without_a_reader_everything_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "elftools.elf.elffile", None)
    found = planned(tmp_path, fast(elf(text=PYTHON), liba_so=elf()))
    assert kept(found) == {"liba.so"}
    assert "the extra elf" in str([one.loaded for one in found.distributions])


@needs_reader
def test_rules_of_the_user_keep_a_library_with_what_it_loads(tmp_path: Path) -> None:
    libs = {"liba_so": elf("libb.so", rpath="$ORIGIN"), "libb_so": elf(), "libz_so": elf()}
    assert kept(planned(tmp_path, fast(elf(text=PYTHON), **libs), "fast.libs/liba*")) == {"liba.so", "libb.so"}


def test_any_damage_to_a_file_is_a_problem_or_an_answer(tmp_path: Path) -> None:
    pytest.importorskip("elftools")
    whole, chosen = elf("liba.so", rpath="$ORIGIN/x:/usr/lib", soname="libs.so"), random.Random(15)  # noqa: S311
    path = tmp_path / "libs.so"
    path.write_bytes(whole)
    assert links_of(path) == Links("", ("liba.so",), ("x",), "libs.so")
    for _ in range(300):
        damaged = bytearray(whole[: chosen.randrange(len(whole) + 1)] if chosen.random() < 0.3 else whole)
        for _ in range(chosen.randrange(4) if damaged else 0):
            damaged[chosen.randrange(len(damaged))] = chosen.randrange(256)
        path.write_bytes(damaged)
        assert isinstance(links_of(path), Links)
    path.write_bytes(b"")
    assert links_of(path).problem
    path.unlink()
    assert links_of(path).problem.startswith("it cannot be read")


@needs_reader
def test_names_without_end_and_libraries_that_stand_for_others_are_not_understood(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "liba.so"
    path.write_bytes(elf("libb.so", filters="libc.so"))
    assert "stands for another" in links_of(path).problem
    path.write_bytes(elf("libb.so", "libb.so"))
    assert links_of(path).needed == ("libb.so", "libb.so")
    monkeypatch.setattr("vendorize.planning.libraries.elf.MOST_LETTERS", 10)
    assert "more than any" in links_of(path).problem


@needs_reader
def test_a_pipe_in_the_place_of_a_library_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "liba.so")
    assert "cannot be read" in links_of(tmp_path / "liba.so").problem
    assert opened_by(tmp_path / "liba.so", frozenset()).computed
