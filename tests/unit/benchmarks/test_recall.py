"""Which modules only the tests of an application brought."""

import importlib.util
import sys
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[3] / "benchmarks"


@pytest.fixture
def recall(monkeypatch: pytest.MonkeyPatch):  # noqa: ANN201 - a module that is found by path
    monkeypatch.setattr(sys, "path", [str(FOLDER), *sys.path])
    specification = importlib.util.spec_from_file_location("recall_under_test", FOLDER / "recall.py")
    module = importlib.util.module_from_spec(specification)
    monkeypatch.setitem(sys.modules, "recall_under_test", module)
    specification.loader.exec_module(module)
    return module


def entries(recall, way: str, *importers: str):  # noqa: ANN001, ANN201
    return recall.Entries(function=False, ways={way: []}, imports={(file, 1): [] for file in importers})


def test_a_module_below_one_that_tests_import_is_theirs(recall) -> None:  # noqa: ANN001
    modules = {"web/client.py": entries(recall, "tests"), "http/client.py": entries(recall, "import", "web/client.py")}
    assert recall._brought_by_tests("web/client.py", modules)
    assert recall._brought_by_tests("http/client.py", modules)


@pytest.mark.parametrize("way", ["app", "thread"])
def test_a_module_that_the_program_brought_too_is_not(recall, way: str) -> None:  # noqa: ANN001
    modules = {
        "web/client.py": entries(recall, "tests"),
        "web/app.py": entries(recall, way),
        "http/client.py": entries(recall, "import", "web/client.py", "web/app.py"),
    }
    assert not recall._brought_by_tests("http/client.py", modules)


def test_modules_that_nothing_outside_imports_are_nobodys(recall) -> None:  # noqa: ANN001
    modules = {"a.py": entries(recall, "import", "b.py"), "b.py": entries(recall, "import", "a.py")}
    assert not recall._brought_by_tests("a.py", modules)
    assert not recall._brought_by_tests("unknown.py", modules)
