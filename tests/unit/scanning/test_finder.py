from __future__ import annotations

from pathlib import Path

import pytest

from vendorize_analysis.model.environment import Distribution, Environment, Interpreter, ModuleFile
from vendorize_analysis.model.project import Project, SourceModule
from vendorize_analysis.scanning.finder import ModuleIndex, index_modules

SITE, SECOND, ROOT = Path("/site"), Path("/second"), Path("/project")


def distribution(key: str, *files: str, location: Path = SITE) -> Distribution:
    modules = []
    for relative in files:
        stem = relative.partition(".")[0].removesuffix("/__init__")
        kind = "extension" if relative.endswith(".so") else "package" if "__init__" in relative else "source"
        modules.append(ModuleFile(stem.replace("/", "."), relative, location, kind))  # type: ignore[arg-type]
    return Distribution(
        name=key,
        key=key,
        version="1",
        location=location,
        info="",
        editable=False,
        files=files,
        modules=tuple(modules),
        top_level=(),
        requirements=(),
        requires=(),
        entry_points=(),
        licenses=(),
        license_files=(),
        size=0,
    )


def index(*distributions: Distribution, own: tuple[str, ...] = (), absent: frozenset[str] = frozenset()) -> ModuleIndex:
    interpreter = Interpreter(
        Path("/python"), (3, 11, 0), "cpython", "linux", (SECOND, SITE), frozenset({"os", "typing"}), ()
    )
    modules = tuple(
        SourceModule(
            name.removesuffix(".__init__"), ROOT / "src" / f"{name.replace('.', '/')}.py", name.endswith("__init__")
        )
        for name in own
    )
    project = Project(
        name="app",
        version="",
        root=ROOT,
        kind="project",
        source_roots=(ROOT / "src",),
        top_level=(),
        modules=modules,
        entry_points=(),
        requirements=(),
        extras=(),
        requires_python="",
        tests=(),
    )
    return index_modules(project, Environment(interpreter, distributions, frozenset(), frozenset(), (), None), absent)


def test_the_projects_own_code_comes_first() -> None:
    found = index(distribution("d", "app/__init__.py", "app/x.py"), own=("app.__init__", "app.cli", "os")).find("app")
    assert found is not None
    assert (found.kind, found.relative, found.is_package, found.distribution) == (
        "first-party",
        "app/__init__.py",
        True,
        "",
    )
    assert index(own=("os",)).classify("os") == "first-party"


def test_the_standard_library_hides_a_backport() -> None:
    modules = index(distribution("typing", "typing.py"))
    assert modules.find("typing") is None
    assert modules.classify("typing.io") == "stdlib"
    assert modules.is_stdlib("os.path")
    assert not modules.is_stdlib("osx")
    assert modules.classify("gone") == "missing"


def test_the_earlier_folder_of_the_search_path_wins() -> None:
    modules = index(distribution("a", "m.py"), distribution("b", "m.py", location=SECOND))
    assert modules.distribution_of("m") == "b"


def test_an_editable_folder_outside_the_search_path_comes_last() -> None:
    modules = index(distribution("a", "m.py", location=Path("/elsewhere")), distribution("b", "m.py"))
    assert modules.distribution_of("m") == "b"


def test_a_readable_module_is_preferred_and_its_compiled_twin_known() -> None:
    modules = index(distribution("d", "p/__init__.py", "p/x.py", "p/x.so", "p/y.so", "q/__init__.so"))
    assert modules.classify("p.x") == "source"
    assert modules.compiled["p.x"].relative == "p/x.so"
    assert modules.classify("p.y") == "extension"
    package = modules.find("q")
    assert package is not None
    assert package.is_package


def test_a_namespace_is_known_by_what_is_in_it() -> None:
    modules = index(distribution("a", "ns/deep/a.py"), distribution("b", "ns/b/__init__.py"), own=("ns.own",))
    found = modules.find("ns")
    assert found is not None
    assert (found.kind, found.path, found.is_package, found.distribution) == ("namespace", None, True, "")
    assert modules.distribution_of("ns.deep") == "a"
    assert modules.submodules("ns") == ("ns.b", "ns.deep", "ns.own")
    assert modules.matching("ns.") == ("ns.b", "ns.deep.a", "ns.own")


def test_submodules_are_direct_and_names_match_at_any_depth() -> None:
    modules = index(distribution("d", "p/__init__.py", "p/a.py", "p/b/__init__.py", "p/b/c.py", "p_other.py", "pa.py"))
    assert modules.submodules("p") == ("p.a", "p.b")
    assert modules.matching("p.") == ("p.a", "p.b", "p.b.c")
    assert modules.matching("p") == ("p", "p.a", "p.b", "p.b.c", "p_other", "pa")
    assert modules.matching("gone") == ()


@pytest.mark.parametrize(
    ("prefix", "expected"),
    [
        ("p.unicode", ("p.unicode10-0-0", "p.unicode9-0-0")),
        ("p.", ("p.other", "p.unicode10-0-0", "p.unicode9-0-0")),
        ("p.z", ()),
        ("", ("p", "p.other", "p.unicode10-0-0", "p.unicode9-0-0")),
    ],
)
def test_a_text_prefix_finds_the_modules_that_start_with_it(prefix: str, expected: tuple[str, ...]) -> None:
    modules = index(distribution("d", "p/__init__.py", "p/unicode9-0-0.py", "p/unicode10-0-0.py", "p/other.py"))
    assert modules.matching(prefix) == expected


@pytest.mark.parametrize(
    ("absent", "name", "kind"),
    [
        ("dep", "dep", "missing"),
        ("dep", "dep.sub", "missing"),
        ("dep.sub", "dep", "package"),
        ("dep.sub", "dep.sub", "missing"),
        ("dep.sub", "dep.sub2", "source"),
        ("json", "json.decoder", "missing"),
        ("own", "own", "first-party"),
    ],
)
def test_what_is_declared_absent_is_missing(absent: str, name: str, kind: str) -> None:
    dep = distribution("dep", "dep/__init__.py", "dep/sub.py", "dep/sub2.py")
    assert index(dep, own=("own",), absent=frozenset({absent})).classify(name) == kind
