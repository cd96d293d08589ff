"""What users say about their dependencies: absent modules, externals, granularity, comments; and what hazards cost."""

from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING, Any

import pytest

from tests.end_to_end.command import PYPROJECT, Done, World, contents, install, run, variables, write
from vendorize.report.rules import page

if TYPE_CHECKING:
    from pathlib import Path

LAYOUTS = ["site", "package"]
COMPILED: dict[str, str | bytes] = {"dep/_speedups.abi3.so": b"\x7fELF"}
OPTIONAL = """\
try:
    import fast
except ModuleNotFoundError as error:
    fast = None
    missing = error.name


def used(number):
    return missing if fast is None else fast.speed


def unused():
    from fast import speed
    return speed
"""


def configure(world: World, table: str, *needs: str) -> None:
    """Write the project's configuration and requirements."""
    needed = ", ".join(f'"{name}"' for name in ("dep", *needs))
    write(world.project, {"pyproject.toml": f"{PYPROJECT.replace(chr(34) + 'dep' + chr(34), needed)}\n{table}"})


def run_with(out: Path, *more: Path) -> Done:
    """Run a result where the installed distributions of some folders can be imported too."""
    env = {**variables(), "PYTHONPATH": os.pathsep.join(map(str, (out, *more)))}
    return run([sys.executable, "-S", "-m", "app"], out, env)


def analyzed(world: World, *options: object) -> dict[str, Any]:
    """Return the JSON of `analyze`."""
    done = world.call("analyze", "--output-format", "json", *options)
    assert done.code == 0, done.err
    found: dict[str, Any] = json.loads(done.out)
    return found


@pytest.mark.slow
@pytest.mark.parametrize("layout", LAYOUTS)
def test_an_absent_module_cannot_be_imported_by_a_computed_name(world: World, layout: str) -> None:
    source = (
        "import importlib.util\nfrom importlib import import_module as load\n\n\n"
        "def used(number):\n    found = []\n    for name in ('fast', 'fast.deep', 'json'):\n"
        "        try:\n            found.append(load(name).__name__)\n"
        "        except ModuleNotFoundError as error:\n            found.append(error.name)\n"
        "            found.append(importlib.util.find_spec(name))\n"
        "    found.extend(module.__name__ for module in map(__import__, ['json']))\n    return found\n"
    )
    install(world.site, "dep", {"dep/__init__.py": source})
    install(world.site, "fast", {"fast/__init__.py": "", "fast/deep.py": ""})
    configure(world, '[tool.vendorize]\nabsent = ["fast"]\n', "fast")
    assert world.extract(world.folder / "out", layout=layout).code == 0
    ran = run_with(world.folder / "out", world.site)
    assert (ran.out, ran.err) == ("['fast', None, 'fast', None, 'json', 'json']\n", "")


@pytest.mark.slow
@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("external", [False, True])
def test_an_absent_module_cannot_be_imported_even_where_it_is_installed(
    world: World, layout: str, *, external: bool
) -> None:
    install(world.site, "dep", {"dep/__init__.py": OPTIONAL})
    install(world.site, "fast", {"fast/__init__.py": "speed = 'fast'\n"})
    whole = '\nexternal = ["fast"]' if external else ""
    configure(world, f'[tool.vendorize]\nabsent = ["fast"]{whole}\n', "fast")
    done = world.extract(world.folder / "out", layout=layout)
    assert (done.code, done.err) == (0, ""), done.err
    ran = run_with(world.folder / "out", world.site)
    assert (ran.out, ran.err) == ("fast\n", "")
    assert not any("fast/" in path for path in contents(world.folder / "out"))
    report = analyzed(world)
    (place,) = report["absent"]
    assert (place["name"], place["line"], place["caught"]) == ("fast", 2, True)


@pytest.mark.slow
@pytest.mark.parametrize("layout", LAYOUTS)
def test_an_absent_module_that_an_external_needs_is_there_for_it_alone(world: World, layout: str) -> None:
    install(world.site, "dep", {"dep/__init__.py": OPTIONAL.replace("missing if", "(missing, heavy.f()) if")})
    write(world.site, {"dep/__init__.py": "import heavy\n" + (world.site / "dep/__init__.py").read_text()})
    install(world.site, "heavy", {"heavy.py": "import fast\n\n\ndef f():\n    return fast.speed\n"}, requires=("fast",))
    install(world.site, "fast", {"fast/__init__.py": "speed = 'quick'\n"})
    configure(world, '[tool.vendorize]\nabsent = ["fast"]\nexternal = ["heavy"]\n', "heavy")
    done = world.extract(world.folder / "out", layout=layout)
    assert done.code == 0, done.err
    ran = run_with(world.folder / "out", *([world.site] if layout == "package" else []))
    assert (ran.out, ran.err) == ("('fast', 'quick')\n", "")


@pytest.mark.slow
def test_an_absent_module_that_is_needed_is_a_warning(world: World) -> None:
    write(world.project, {"app/more.py": "import os, fast\n"})
    configure(world, '[tool.vendorize]\nabsent = ["fast", "nobody"]\n')
    done = world.call("analyze")
    assert f"{world.project}/app/more.py:1: imports fast, which is declared absent: this always fails" in done.err
    assert "nobody is declared absent, but nothing that runs imports it" in done.err
    assert "absent by configuration: fast" in done.out


@pytest.mark.slow
@pytest.mark.parametrize(
    ("level", "modules", "has_never"),
    [("member", 3, False), ("symbol", 3, False), ("module", 3, True), ("distribution", 4, True)],
)
def test_one_distribution_can_be_cut_less_than_others(
    world: World, level: str, modules: int, *, has_never: bool
) -> None:
    install(world.site, "plain", {"plain.py": "def f():\n    return 1\n\n\ndef g():\n    return 2\n"})
    write(world.project, {"app/more.py": "import plain\n\nplain.f()\n"})
    configure(world, f'[tool.vendorize.distribution.dep]\ngranularity = "{level}"\n', "plain")
    report = {each["name"]: each for each in analyzed(world, "--kept-symbols")["distributions"]}
    assert report["dep"]["modules"]["kept"] == modules
    assert ("dep.core:never" in report["dep"]["kept"]) is has_never
    assert report["plain"]["kept"] == ["plain:f"]
    for layout in LAYOUTS:
        assert world.extract(world.folder / layout, layout=layout).code == 0
        assert run_with(world.folder / layout).out == "42\n"


@pytest.mark.slow
@pytest.mark.parametrize("layout", LAYOUTS)
def test_an_external_keeps_what_it_needs_and_nothing_else_does(world: World, layout: str) -> None:
    install(
        world.site, "heavy", {"heavy.py": "import below\n\n\ndef f():\n    return below.g()\n"}, requires=("below",)
    )
    install(world.site, "below", {"below.py": "def g():\n    return 3\n\n\ndef h():\n    return 4\n"})
    write(world.project, {"app/cli.py": "import dep\nimport heavy\n\n\ndef main():\n    print(dep.used(heavy.f()))\n"})
    configure(world, '[tool.vendorize]\nexternal = ["heavy"]\n', "heavy")
    verdicts = {each["name"]: each["verdict"] for each in analyzed(world)["distributions"]}
    assert verdicts == {"dep": "extract", "heavy": "external", "below": "external"}
    assert world.extract(world.folder / "out", layout=layout).code == 0
    more = [world.site] if layout == "package" else []
    assert run_with(world.folder / "out", *more).out == "8\n"


@pytest.mark.slow
def test_comments_keep_statements_take_away_hazards_and_are_checked(world: World) -> None:
    source = (
        "import json\n\n\ndef used(name):\n    return getattr(json, name, 42)  # vendorize: ignore[VZ201]\n\n\n"
        "# vendorize: keep (called from C)\ndef spare():\n    return helper()\n\n\n"
        "def helper():\n    return 1  # vendorize: keep\n\n\ndef gone():\n    return 1\n"
    )
    write(world.site, {"dep/core.py": source})
    write(world.project, {"app/cli.py": "import dep\n\n\ndef main():\n    print(dep.used('x'))  # vendorize: kepe\n"})
    done = world.call("analyze", "--output-format", "json", "--kept-symbols")
    (dep,) = json.loads(done.out)["distributions"]
    assert ({"dep.core:spare", "dep.core:helper"} <= set(dep["kept"]), "dep.core:gone" in dep["kept"]) == (True, False)
    assert dep["hazards"] == []
    assert f"{world.site}/dep/core.py:14: `keep` stands at no statement" in done.err
    assert f"{world.project}/app/cli.py:5: `vendorize: kepe` is not understood, did you mean 'keep'?" in done.err
    why = world.run("why", "dep.core.spare", *world.arguments("")[1:])
    assert "called from C" in why.out


@pytest.mark.slow
def test_hazard_costs_are_what_their_treatment_keeps(world: World) -> None:
    head = "def used(number):\n    return globals()['in' + NER](number) + 2{}\n\n\nNER = str('ner')\n\n\n"
    source = head + "def inner(number):\n    return number * 2\n\n\ndef unused():\n    pass\n"
    write(world.site, {"dep/core.py": source.format("")})
    (dep,) = analyzed(world, "--hazard-costs")["distributions"]
    (hazard,) = dep["hazards"]
    assert (hazard["code"], hazard["line"]) == ("VZ202", 2)
    assert hazard["cost"] == dep["hazard_costs"]["VZ202"] != {"parts": 0, "functions": 0, "bytes": 0}
    assert "What hazards keep alone" in world.call("analyze", "--hazard-costs").out
    (without,) = analyzed(world)["distributions"]
    assert "hazard_costs" not in without
    write(world.site, {"dep/core.py": source.format("  # vendorize: ignore[VZ202]")})
    (ignored,) = analyzed(world)["distributions"]
    assert without["functions"]["kept"] - ignored["functions"]["kept"] == hazard["cost"]["functions"]


@pytest.mark.slow
@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_distribution_whose_metadata_alone_is_read_has_it_in_the_result(world: World, layout: str) -> None:
    install(world.site, "other", {"other.py": "x = 1\n"})
    source = "import dep\nfrom importlib.metadata import version\n\n\ndef main():\n    print(version('other'))\n"
    write(world.project, {"app/cli.py": source})
    configure(world, "", "other")
    assert world.extract(world.folder / "out", layout=layout).code == 0
    ran = run_with(world.folder / "out")
    assert (ran.out, ran.err) == ("1.0\n", "")
    assert not {"other.py", "app/_vendor/other.py"} & contents(world.folder / "out").keys()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("code", "verdict", "files", "place"),
    [
        ("VZ601", "external", COMPILED, "dep/_speedups.abi3.so"),
        (
            "VZ602",
            "extract",
            {"dep/_other.abi3.so": b"\x7fELF", "dep/_native.py": "escape = 1\n"},
            "dep/_other.abi3.so",
        ),
        ("VZ701", "extract", {"dep/_speedups.py": "class {{ name }}:\n    pass\n"}, "dep/_speedups.py:1"),
        ("VZ702", "extract", {"dep/_speedups.py": f"escape = 1{' ' * 3_000_000}\n"}, "dep/_speedups.py"),
    ],
)
def test_hazards_of_whole_files_are_reported(
    world: World, code: str, verdict: str, files: dict[str, str | bytes], place: str
) -> None:
    text = rule_example("VZ601" if code > "VZ7" else code)
    install(world.site, "dep", {"dep/__init__.py": f"{text}\n\ndef used(number):\n    return number\n", **files})
    done = world.call("analyze", "--output-format", "json", "--fail-on", code)
    (dep,) = json.loads(done.out)["distributions"]
    assert (done.code, dep["verdict"], {each["code"] for each in dep["hazards"]}) == (1, verdict, {code})
    assert f"{code} in dep, {place}: " in done.err


def rule_example(code: str) -> str:
    """Return the example on the page of a code."""
    return page(code).partition("```python\n")[2].partition("```")[0]


@pytest.mark.slow
def test_a_first_party_file_that_programs_read_keeps_its_text(world: World) -> None:
    template = (
        "import importlib\nimport sys\n\nloaded = sys.modules.get('dep')\nmodule = importlib.import_module('dep')\n"
    )
    text = (world.project / "pyproject.toml").read_text(encoding="utf-8")
    for verbatim in (False, True):
        table = '\n[tool.vendorize]\nverbatim = ["app/temp*.py"]\n' if verbatim else ""
        write(world.project, {"app/template.py": template, "pyproject.toml": text + table})
        out = world.folder / f"out-{verbatim}"
        done = world.extract(out, "--no-smoke", layout="package")
        assert done.code == 0, done.err
        assert ((out / "app/template.py").read_text(encoding="utf-8") == template) is verbatim
    write(world.project, {"pyproject.toml": text + '\n[tool.vendorize]\nverbatim = ["nowhere/*.py"]\n'})
    assert "'nowhere/*.py' matches no first-party module" in world.extract(world.folder / "more", "--no-smoke").err
