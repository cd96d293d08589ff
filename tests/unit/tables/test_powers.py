from __future__ import annotations

import pytest

from vendorize_analysis.tables.callbacks import is_standard_module
from vendorize_analysis.tables.data import standard_library, written
from vendorize_analysis.tables.powers import capabilities, implied_modules

_REVIEWED = {
    "__main__": "the program itself",
    "pip": "ensurepip brings it along",
    "pgen2": "the library's own, from before it was moved",
    "test": "the library's own",
    "pep517": "in a private function for folders of projects",
    "sitecustomize": "belongs to the environment",
    "usercustomize": "belongs to the environment",
    "win32api": "on versions of Windows that are gone",
    "win32con": "on versions of Windows that are gone",
    "_winreg": "Python 2",
    "vms_lib": "another platform",
    "java": "another implementation",
    "org": "another implementation",
    "Mailman": "history",
}


def test_time_zones_load_their_data_package() -> None:
    assert implied_modules("zoneinfo") == ("tzdata",)
    assert implied_modules("zoneinfo._common") == ("tzdata",)


def test_most_modules_load_nothing_from_outside() -> None:
    assert implied_modules("json") == ()
    assert implied_modules("requests") == ()


def test_implied_packages_are_not_standard() -> None:
    implied = written("loads.toml")["implied"]
    assert all(is_standard_module(module) for module in implied)
    assert not [name for names in implied.values() for name in names.split() if is_standard_module(name)]


def test_every_import_from_outside_is_listed_or_reviewed() -> None:
    foreign = standard_library().foreign
    assert "logging.handlers" in foreign
    for module, names in foreign.items():
        assert set(names.split()) - _REVIEWED.keys() <= set(implied_modules(module)), module


@pytest.mark.parametrize(
    ("name", "classes"),
    [
        ("socket", ("network",)),
        ("socket.socket.connect", ("network",)),
        ("ssl", ("network",)),
        ("subprocess.Popen", ("subprocess",)),
        ("os.system", ("subprocess",)),
        ("os", ()),
        ("os.path.join", ()),
        ("os.path.exists", ("filesystem",)),
        ("os.environ.get", ("environment",)),
        ("os.kill", ("processes", "signals")),
        ("open", ("filesystem",)),
        ("builtins.eval", ("dynamic-code",)),
        ("importlib.import_module", ("dynamic-code",)),
        ("ctypes.CDLL", ("native",)),
        ("threading.Thread", ("threads",)),
        ("multiprocessing", ("processes",)),
        ("signal", ("signals",)),
        ("pickle.loads", ("deserialization",)),
        ("socket.gethostname", ("environment", "network")),
        ("json.loads", ()),
        ("re.compile", ()),
        ("requests", ()),
        ("", ()),
    ],
)
def test_capabilities_of_a_name_are_its_own_and_its_modules(name: str, classes: tuple[str, ...]) -> None:
    assert capabilities(name) == classes


def test_every_name_with_a_capability_belongs_to_the_standard_library() -> None:
    bare = {"open", "exec", "eval", "compile", "__import__"}
    for entry in written("capabilities.toml").values():
        for name in entry["names"].split():
            assert name in bare or is_standard_module(name.partition(".")[0]), name
