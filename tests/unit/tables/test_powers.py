from __future__ import annotations

import pytest

from vendorize_analysis.model.capabilities import CAPABILITIES
from vendorize_analysis.model.hazards import DESCRIPTIONS
from vendorize_analysis.tables.callbacks import is_standard_module
from vendorize_analysis.tables.data import written
from vendorize_analysis.tables.powers import (
    capabilities,
    capabilities_of_compiled,
    capabilities_of_hazard,
    capabilities_of_member,
    capabilities_of_mode,
    meaning_of,
    mode_place,
    named_under,
    names,
)

TABLE = written("capabilities.toml")
NEWER = {"annotationlib", "compression", "_interpreters", "_xxsubinterpreters"}
"""Modules that the table of the standard library does not know yet."""
BOTH = ("read-files", "write-files")


@pytest.mark.parametrize(
    ("name", "classes"),
    [
        ("socket", ("network",)),
        ("socket.socket.connect", ("network",)),
        ("socket.timeout", ()),
        ("socket.AF_INET", ()),
        ("ssl", ("network",)),
        ("subprocess.Popen", ("subprocess",)),
        ("subprocess.CalledProcessError", ()),
        ("subprocess.PIPE", ()),
        ("os.system", ("subprocess",)),
        ("posix.system", ("subprocess",)),
        ("logging.os.system", ("subprocess",)),
        ("os", ()),
        ("os.path.join", ()),
        ("os.path.exists", ("read-files",)),
        ("posixpath.exists", ("read-files",)),
        ("os.environ.get", ("environment-variables",)),
        ("os.kill", ("operating-system",)),
        ("os.fork", ("concurrency",)),
        ("open", BOTH),
        ("builtins.eval", ("dynamic-code",)),
        ("importlib.import_module", ("dynamic-code",)),
        ("ctypes.CDLL", ("native-code",)),
        ("threading.Thread", ("concurrency",)),
        ("threading.Lock", ()),
        ("multiprocessing.Pool", ("concurrency",)),
        ("multiprocessing.cpu_count", ()),
        ("signal.signal", ("operating-system",)),
        ("pickle.loads", ("unsafe-deserialization",)),
        ("pickle.dumps", ()),
        ("shutil.which", ("environment-variables", "read-files")),
        ("inspect.currentframe", ("reflection",)),
        ("json.loads", ()),
        ("re.compile", ()),
        ("requests", ()),
        ("", ()),
    ],
)
def test_capabilities_of_a_name_are_its_own_and_its_modules(name: str, classes: tuple[str, ...]) -> None:
    assert capabilities(name) == classes


def test_every_name_with_a_capability_belongs_to_the_standard_library() -> None:
    table = written("capabilities.toml")
    bare = {"open", "exec", "eval", "compile", "__import__", "breakpoint", "help", "globals", "locals", "vars"}
    listed = [entry["names"] for entry in table["capability"].values()]
    listed += [
        table["harmless"],
        table["constants"],
        *table["by-mode"].values(),
        *(one["of"] for one in table["members"]),
    ]
    for name in " ".join(listed).split():
        top = name.partition(".")[0]
        assert name in bare | {"__builtins__"} or top in NEWER or is_standard_module(top), name


def test_what_is_harmless_lies_in_what_is_listed() -> None:
    for name in written("capabilities.toml")["harmless"].split():
        around = name.rpartition(".")[0]
        assert capabilities(around) or named_under(around), name


def test_every_capability_says_what_it_means_and_every_table_uses_known_ones() -> None:
    table = written("capabilities.toml")
    known = set(TABLE["capability"])
    assert all(meaning_of(name) for name in known)
    assert table["compiled"].keys() <= known
    assert {name for entry in table["members"] for name in entry.keys() - {"of"}} <= known
    assert set(" ".join(table["hazards"].values()).split()) <= known
    assert table["hazards"].keys() <= DESCRIPTIONS.keys()
    assert TABLE["version"] >= 1


@pytest.mark.parametrize(
    ("mode", "classes"),
    [
        ("r", ("read-files",)),
        ("rb", ("read-files",)),
        ("w", ("write-files",)),
        ("xb", ("write-files",)),
        ("a+", BOTH),
        ("r+b", BOTH),
        ("r:xz", ("read-files",)),
        ("w|gz", ("write-files",)),
        (None, BOTH),
    ],
)
def test_a_mode_says_whether_a_file_is_read_or_written(mode: str | None, classes: tuple[str, ...]) -> None:
    assert capabilities_of_mode(mode) == classes


def test_the_place_of_the_mode_is_known_for_what_opens_files() -> None:
    assert mode_place("open") == 1
    assert mode_place("gzip.open") == 1
    assert mode_place("os.open") is None


def test_people_see_the_capabilities_of_the_table() -> None:
    assert tuple(TABLE["capability"]) == CAPABILITIES


def test_a_module_has_what_is_in_it() -> None:
    assert dict(named_under("os"))["system"] == ("subprocess",)
    assert "eval" in dict(named_under("builtins"))
    assert "os" not in dict(named_under("builtins"))
    assert named_under("json") == ()


def test_a_distinctive_attribute_counts_where_its_makers_are_used() -> None:
    assert capabilities_of_member("subprocess_exec") == (("subprocess", ("asyncio",)),)
    assert capabilities_of_member("__globals__") == (("reflection", ()),)
    assert capabilities_of_member("run") == ()


def test_a_compiled_module_is_native_code_and_what_is_known_of_it() -> None:
    assert capabilities_of_compiled("fast._core") == ("native-code",)
    assert capabilities_of_compiled("psutil._psutil_linux") == ("native-code", "operating-system", "subprocess")


def test_hazards_are_uses_too() -> None:
    assert capabilities_of_hazard("VZ201") == ("reflection",)
    assert capabilities_of_hazard("VZ501") == ()


def test_the_names_with_a_capability_are_known_as_a_whole() -> None:
    assert {"os.system", "open", "subprocess", "gzip.open", "__builtins__"} <= names()
    assert not {"json", "posix.system", "os"} & names()
