from __future__ import annotations

import json
import os
import subprocess
import sys
import textwrap
from types import SimpleNamespace
from typing import TYPE_CHECKING

from tests.unit.verify.samples import namespace
from vendorize.verify import environment
from vendorize.verify.frameworks import copy_probe

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

MOVED = ("lib", "other", "circle")


def write(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(textwrap.dedent(text), encoding="utf-8")


def python(tmp_path: Path, code: str, files: dict[str, str], *arguments: str) -> str:
    """Run code where `app._vendor` serves the original names."""
    probe = copy_probe("vendorize_alias_finder", tmp_path / "probe")
    settings = {"namespace": "app._vendor", "moved": MOVED, "released": ["app", "app.cli", "app.__main__"]}
    settings["metadata"] = [str(tmp_path / "src" / "app" / "_vendor")]
    (probe / "vendorize_alias_finder.json").write_text(json.dumps(settings), encoding="utf-8")
    write(tmp_path / "src", {"app/__init__.py": "", "app/_vendor/__init__.py": namespace(*MOVED), **files})
    (tmp_path / "src" / "start.py").write_text(
        f"import vendorize_alias_finder\n{textwrap.dedent(code)}", encoding="utf-8"
    )
    environment = {**os.environ, "PYTHONPATH": str(probe), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, *(arguments or ["start.py"])]
    done = subprocess.run(
        command, cwd=tmp_path / "src", env=environment, capture_output=True, encoding="utf-8", check=False
    )
    return done.stdout + done.stderr


LIB = {
    "app/_vendor/lib/__init__.py": "value = 1\ndef get(): return 'real'\n",
    "app/_vendor/lib/part.py": "class Error(Exception): pass\n",
}


def test_both_names_give_one_module_whose_spec_is_the_original_one(tmp_path: Path) -> None:
    code = """
    import lib, app._vendor.lib
    print(lib is app._vendor.lib, lib.__name__, lib.__spec__.name, lib.__spec__.loader is lib.__loader__)
    """
    assert python(tmp_path, code, LIB) == "True lib lib True\n"


def test_submodules_are_the_same_whichever_name_came_first(tmp_path: Path) -> None:
    code = """
    import app._vendor.lib.part as real
    import lib.part
    from lib.part import Error
    print(lib.part is real, Error is real.Error)
    """
    assert python(tmp_path, code, LIB) == "True True\n"


def test_a_submodule_loaded_before_its_alias_parent_is_not_run_twice(tmp_path: Path) -> None:
    files = {**LIB, "app/_vendor/lib/__init__.py": "from . import part\n"}
    code = """
    import lib
    import lib.part
    import app._vendor.lib.part
    print(lib.part is app._vendor.lib.part, lib.part.__spec__.name)
    """
    assert python(tmp_path, code, files) == "True lib.part\n"


def test_patching_the_original_name_reaches_the_released_code(tmp_path: Path) -> None:
    files = {**LIB, "app/cli.py": "from app._vendor import lib\ndef main(): return lib.get()\n"}
    code = """
    from unittest import mock
    import app.cli
    with mock.patch("lib.get", return_value="patched"):
        print(app.cli.main())
    """
    assert python(tmp_path, code, files) == "patched\n"


def test_a_package_that_asks_for_its_own_alias_while_it_is_imported_gets_itself(tmp_path: Path) -> None:
    files = {
        "tool.py": "import circle\nmodule = circle\n",
        "app/_vendor/circle/__init__.py": "import tool\nafter = 1\n",
    }
    code = """
    import circle, tool, app._vendor.circle
    print(circle is tool.module is app._vendor.circle, circle.after, circle.__spec__.name)
    """
    assert python(tmp_path, code, files) == "True 1 circle\n"


def test_an_application_whose_start_leads_back_to_the_alias_is_imported_once(tmp_path: Path) -> None:
    files = {
        **LIB,
        "plugin.py": "import lib\n",
        "app/__init__.py": "print('app')\nimport plugin\n",
    }
    code = """
    import lib, app._vendor.lib
    print(lib is app._vendor.lib)
    """
    assert python(tmp_path, code, files) == "app\nTrue\n"


def test_released_code_is_refused_the_original_names_until_it_has_imported_the_namespace(tmp_path: Path) -> None:
    files = {
        **LIB,
        "app/cli.py": """
        import importlib
        try:
            importlib.import_module("lib")
        except ModuleNotFoundError as error:
            print(error.name)
        import app._vendor
        print(importlib.import_module("lib").value)
        """,
    }
    assert python(tmp_path, "import app.cli", files) == "lib\n1\n"


def test_children_and_finders_of_specs_find_the_original_names(tmp_path: Path) -> None:
    code = """
    import importlib.util, subprocess, sys
    print(importlib.util.find_spec("lib").name, "lib" in sys.modules, flush=True)
    subprocess.run([sys.executable, "-c", "import vendorize_alias_finder, lib; print(lib.value)"])
    """
    assert python(tmp_path, code, LIB) == "lib False\n1\n"


def test_a_copy_of_somebody_else_is_for_everybody_else(tmp_path: Path) -> None:
    files = {**LIB, "lib.py": "def get(): return 'theirs'\n", "app/cli.py": "from app._vendor import lib\n"}
    code = """
    import lib, app.cli
    print(lib.get(), app.cli.lib.get(), app.cli.lib.__name__)
    """
    assert python(tmp_path, code, files) == "theirs real app._vendor.lib\n"


def test_nothing_of_the_application_is_imported_before_it_is_asked_for(tmp_path: Path) -> None:
    files = {**LIB, "app/__init__.py": "print('app')\n"}
    assert python(tmp_path, "import json; print('start')", files) == "start\n"


def test_a_module_beside_the_tests_hides_the_alias_but_a_bare_folder_does_not(tmp_path: Path) -> None:
    files = {
        **LIB,
        "app/_vendor/other.py": "",
        "other/__init__.py": "",
        "other/inner.py": "here = 1\n",
        "lib/data.txt": "",
    }
    code = """
    import lib, other.inner
    print(lib.__name__, other.__name__, other.inner.here)
    """
    assert python(tmp_path, code, files) == "lib other 1\n"


def test_a_name_that_does_not_exist_is_missing_as_ever(tmp_path: Path) -> None:
    code = """
    import importlib.util
    print(importlib.util.find_spec("other"), importlib.util.find_spec("lib.nothing"))
    try:
        import lib.nothing
    except ModuleNotFoundError as error:
        print(error.name)
    """
    assert python(tmp_path, code, LIB) == "None None\nlib.nothing\n"


def test_an_error_inside_the_application_is_not_taken_for_a_missing_module(tmp_path: Path) -> None:
    files = {**LIB, "app/__init__.py": "import no_such_thing\n"}
    assert "No module named 'no_such_thing'" in python(tmp_path, "import lib", files)


def test_a_module_can_be_run_and_reloaded_under_its_original_name(tmp_path: Path) -> None:
    files = {**LIB, "app/_vendor/lib/__main__.py": "from .part import Error\nprint('ran', __name__)\n"}
    code = """
    import importlib, runpy, lib
    print(importlib.reload(lib) is lib)
    runpy.run_module("lib", run_name="__main__", alter_sys=True)
    """
    assert python(tmp_path, code, files) == "True\nran __main__\n"


def test_a_module_that_the_application_loads_on_its_way_is_loaded_once(tmp_path: Path) -> None:
    files = {"app/__init__.py": "from app._vendor import lib\n", "app/_vendor/lib/__init__.py": "print('loaded')\n"}
    code = """
    import lib, sys, app
    print(lib is app.lib is sys.modules["app._vendor.lib"] is sys.modules["lib"], lib.__spec__.name)
    """
    assert python(tmp_path, code, files) == "loaded\nTrue lib\n"


PLUGIN = {
    **LIB,
    "app/_vendor/lib-1.0.dist-info/METADATA": "Name: lib\nVersion: 1.0\n",
    "app/_vendor/lib-1.0.dist-info/entry_points.txt": "[tool]\nlib = lib:get\n",
}


def test_plugins_of_the_result_are_found_before_it_is_imported(tmp_path: Path) -> None:
    code = """
    import sys
    from importlib.metadata import distributions, version
    found = [entry for dist in distributions() for entry in dist.entry_points if entry.group == "tool"]
    print(version("lib"), "app" in sys.modules, [entry.load()() for entry in found])
    """
    assert python(tmp_path, code, PLUGIN) == "1.0 False ['real']\n"


def test_metadata_is_found_once_when_the_result_is_imported(tmp_path: Path) -> None:
    code = """
    import importlib.metadata, app._vendor
    print([dist.version for dist in importlib.metadata.distributions(name="lib")])
    """
    files = {**PLUGIN, "app/_vendor/__init__.py": namespace(*MOVED, lib="lib-1.0.dist-info")}
    assert python(tmp_path, code, files) == "['1.0']\n"


def test_released_code_does_not_live_on_the_metadata_of_the_finder(tmp_path: Path) -> None:
    files = {**PLUGIN, "app/cli.py": "import importlib.metadata\nprint(importlib.metadata.version('lib'))\n"}
    assert "PackageNotFoundError" in python(tmp_path, "import app.cli", files)


def test_who_asks_about_other_folders_gets_nothing_of_the_result(tmp_path: Path) -> None:
    code = """
    import importlib.metadata
    print(list(importlib.metadata.distributions(name="lib", path=["/nowhere"])))
    """
    assert python(tmp_path, code, PLUGIN) == "[]\n"


def test_what_the_tests_run_on_as_installed_has_not_moved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environment, "own_modules", lambda _: ())
    (tmp_path / "served" / "app" / "_vendor" / "split").mkdir(parents=True)
    installed = [
        SimpleNamespace(key="space-one", top_level=("space", "split")),
        SimpleNamespace(key="lib", top_level=("lib",)),
    ]
    request = SimpleNamespace(
        plan=SimpleNamespace(namespace="app._vendor", moved=lambda: {"space", "split", "lib"}),
        environment=SimpleNamespace(distributions=installed),
        beside=frozenset({"space-one"}),
        source_roots=(".",),
        served=tmp_path / "served",
    )
    settings = environment._alias_settings(request, tmp_path)  # type: ignore[arg-type]
    assert settings["moved"] == ["lib", "split"]
