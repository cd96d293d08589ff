from __future__ import annotations

from vendorize_analysis.tables.callbacks import is_standard_module
from vendorize_analysis.tables.data import standard_library, written
from vendorize_analysis.tables.loads import implied_modules

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
