from __future__ import annotations

from pathlib import Path

import pytest

from vendorize_analysis.environment.modules import module_name, modules_of

SUFFIXES = (".cpython-311-x86_64-linux-gnu.so", ".abi3.so", ".so")


@pytest.mark.parametrize(
    "relative",
    [
        "pkg/data.json",
        "pkg/types.pyi",
        "my-script.py",
        "pkg-stubs/__init__.py",
        "pkg/{{name}}/mod.py",
        "pkg/{{name}}.py",
        "pkg.v2/mod.py",
        "pkg/a.b.py",
        "__init__.py",
        "pkg/fast.cpython-310-x86_64-linux-gnu.so.bak",
        "pkg/mod.cp311-win_amd64.pyd",
    ],
)
def test_what_python_cannot_import_is_data(relative: str) -> None:
    assert module_name(relative, SUFFIXES) is None


@pytest.mark.parametrize(
    ("relative", "expected"),
    [
        ("mod.py", ("mod", "source")),
        ("pkg/__init__.py", ("pkg", "package")),
        ("pkg/sub/mod.py", ("pkg.sub.mod", "source")),
        ("pkg/fast.cpython-311-x86_64-linux-gnu.so", ("pkg.fast", "extension")),
        ("pkg/fast.abi3.so", ("pkg.fast", "extension")),
        ("pkg/__init__.cpython-311-x86_64-linux-gnu.so", ("pkg", "extension")),
        ("65fd__mypyc.cpython-311-x86_64-linux-gnu.so", ("65fd__mypyc", "extension")),
        ("pkg/__main__.py", ("pkg.__main__", "source")),
        ("pkg/unicode10-0-0.py", ("pkg.unicode10-0-0", "source")),
        ("été/naïf.py", ("été.naïf", "source")),
    ],
)
def test_importable_files_get_their_dotted_name(relative: str, expected: tuple[str, str]) -> None:
    assert module_name(relative, SUFFIXES) == expected


def test_a_source_comes_before_a_compiled_module_of_the_same_name() -> None:
    files = ["p/x.cpython-311-x86_64-linux-gnu.so", "p/x.py"]
    assert [module.kind for module in modules_of(files, Path("site"), SUFFIXES)] == ["source", "extension"]
