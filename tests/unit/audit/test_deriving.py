"""What differs between two releases is named; what differs and is no symbol is said."""

from __future__ import annotations

import io
import tarfile
import zipfile
from typing import TYPE_CHECKING

import pytest

from vendorize.audit.artefacts import ReleaseFiles, artefacts_of, read_artefact, required, unconditional
from vendorize.audit.deriving import Derived, derive_symbols

if TYPE_CHECKING:
    from pathlib import Path

NO_REQUIREMENTS: frozenset[str] = frozenset()


def release(files: dict[str, str], requirements: frozenset[str] | None = NO_REQUIREMENTS) -> ReleaseFiles:
    return ReleaseFiles("dep", {path: text.encode() for path, text in files.items()}, requirements)


def derived(before: str, after: str) -> list[str]:
    found = derive_symbols(release({"dep/m.py": before}), release({"dep/m.py": after}), ())
    assert found.gaps == ()
    return list(found.symbols)


@pytest.mark.parametrize(
    ("before", "after", "names"),
    [
        ("def f():\n    return 1\n", "# why\ndef f():\n    '''Say.'''\n\n    return 1\n", []),
        ("def f():\n    return 1\n", "def f():\n    return 2\n", ["dep.m:f"]),
        ("def f(x): pass\n", "def f(x, y=1): pass\n", ["dep.m:f"]),
        ("def f():\n    def g(): return 1\n", "def f():\n    def g(): return 2\n", ["dep.m:f"]),
        ("def f(): pass\ndef g(): pass\n", "def f(): pass\n", ["dep.m:g"]),
        ("async def f(): pass\n", "def f(): pass\n", ["dep.m:f"]),
        (
            "class C:\n    def f(self): return 1\n    x = 1\n",
            "class C:\n    def f(self): return 2\n    x = 1\n",
            ["dep.m:C.f"],
        ),
        ("class C:\n    x = {1}\n", "class C:\n    x = {1, 2}\n", ["dep.m:C.x"]),
        ("class C(A): pass\n", "class C(B): pass\n", ["dep.m:C"]),
        ("class C: pass\n", "class C:\n    def send(self): pass\n", ["dep.m:C"]),
        ("class C:\n    class D: pass\n", "class C:\n    class D:\n        y = 1\n", ["dep.m:C.D"]),
        ("class C:\n    x()\n", "class C:\n    y()\n", ["dep.m:C"]),
        ("x = 1\n", "x = 2\n", ["dep.m:x"]),
        ("x: int = 1\n", "x: int = 2\n", ["dep.m:x"]),
        ("from a import b\n", "from c import b\n", ["dep.m:b"]),
        ("import a.b\n", "import a.c\n", ["dep.m:a"]),
        ("f()\n", "g()\n", ["dep.m:"]),
        ("from a import *\n", "from b import *\n", ["dep.m:"]),
        (
            "if a:\n    def f(): return 1\nelse:\n    f = None\n",
            "if a:\n    def f(): return 2\nelse:\n    f = None\n",
            ["dep.m:f"],
        ),
        ("if a:\n    def f(): pass\n", "if b:\n    def f(): pass\n", ["dep.m:"]),
        (
            "try:\n    import a\nexcept ImportError:\n    a = None\n",
            "try:\n    import a\nexcept OSError:\n    a = None\n",
            ["dep.m:"],
        ),
        ("@a\ndef f(): pass\n", "@b\ndef f(): pass\n", ["dep.m:f"]),
        # New at the top of a module: whoever names it differs, too.
        ("x = 1\n", "x = 1\ndef check(): pass\nfrom a import other\n", []),
        ("x = 1\n", "x = 1\ndef __getattr__(name): pass\n", ["dep.m:"]),
        ("def f(): open()\n", "from safe import open\ndef f(): open()\n", ["dep.m:"]),
        ("from a import *\n", "from a import *\ndef check(): pass\n", ["dep.m:"]),
        # What says which release it is.
        ("__version__ = '1.0'\nversion_info = (1, 0)\n", "__version__ = '2.0'\nversion_info = (2, 0)\n", []),
        ("__version__ = f()\n", "__version__ = g()\n", ["dep.m:__version__"]),
        ("def version(): return 1\n", "def version(): return 2\n", ["dep.m:version"]),
    ],
)
def test_what_differs(before: str, after: str, names: list[str]) -> None:
    assert derived(before, after) == names


def test_files_that_are_no_code_and_requirements_are_gaps() -> None:
    before = {"dep/__init__.py": "", "dep/table.json": "1", "dep/x.pyi": "1", "dep/gone.py": "", "dep/bad.py": "def"}
    after = {"dep/__init__.py": "", "dep/table.json": "2", "dep/x.pyi": "2", "dep/new.py": "x", "dep/bad.py": "class"}
    found = derive_symbols(release(before), release(after, frozenset({"other>=2"})), ())
    assert found == Derived(
        ("dep.gone:",),
        ("dep/bad.py differs and cannot be read", "dep/table.json differs", "it requires something else (other>=2)"),
    )
    assert derive_symbols(release({}), release({}, None), ()).gaps == ("the requirements are not known",)


def test_tests_are_passed_over_unless_the_result_has_them() -> None:
    before, after = (
        {f"dep/{name}": text for name in ("tests/a.py", "test_b.py", "testing.py")} for text in ("x=1", "x=2")
    )
    assert derive_symbols(release(before), release(after), ()).symbols == ("dep.testing:x",)
    found = derive_symbols(release(before), release(after), ("dep/tests/a.py",))
    assert found.symbols == ("dep.testing:x", "dep.tests.a:x")


METADATA = b"Metadata-Version: 2.1\nName: dep\nVersion: 2.0\nRequires-Dist: a >=1\nRequires-Dist: b; extra == 'x'\n"


def test_a_wheel_and_an_sdist_of_one_release_say_the_same(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "dep-2.0-py3-none-any.whl", "w") as archive:
        archive.writestr("dep/__init__.py", "x = 2\n")
        archive.writestr("dep-2.0.dist-info/METADATA", METADATA)
        archive.writestr("dep-2.0.dist-info/RECORD", "")
        archive.writestr("dep-2.0.data/purelib/dep/other.py", "")
        archive.writestr("dep-2.0.data/scripts/run", "")
    with tarfile.open(tmp_path / "dep-2.0.tar.gz", "w:gz") as source:
        for name, content in (
            ("dep-2.0/PKG-INFO", METADATA),
            ("dep-2.0/src/dep/__init__.py", b"x = 2\n"),
            ("dep-2.0/src/dep/other.py", b""),
            ("dep-2.0/setup.py", b""),
            ("dep-2.0/docs/conf.py", b""),
        ):
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            source.addfile(entry, io.BytesIO(content))
    (tmp_path / "other-1.0-py3-none-any.whl").write_bytes(b"")
    (tmp_path / "dep-latest.whl").write_bytes(b"")
    found = artefacts_of(tmp_path, "dep")
    assert [one.path.name for one in found] == ["dep-2.0-py3-none-any.whl", "dep-2.0.tar.gz"]
    wheel, sdist = (read_artefact(one, frozenset({"dep"})) for one in found)
    assert wheel.files == sdist.files == {"dep/__init__.py": b"x = 2\n", "dep/other.py": b""}
    assert wheel.requirements == sdist.requirements == {"a>=1"}


def test_requirements_that_the_metadata_leaves_open_are_not_known() -> None:
    assert required(b"") is None
    assert required(b"Metadata-Version: 2.2\nName: dep\nDynamic: Requires-Dist\n") is None
    assert required(b"Metadata-Version: 2.2\nName: dep\n") == frozenset()


def test_requirements_are_compared_however_they_are_spelled() -> None:
    one = [
        "Charset_Normalizer (<4,>=2)",
        "b ; extra == 'x'",
        "c[Y,x]>=1",
        "d; python_version<'4'",
        "e @ https://x.example/e",
    ]
    other = ["charset-normalizer<4,>=2", "c[x,y] >= 1", 'd ; python_version < "4"', "e@ https://x.example/e"]
    assert unconditional(iter(one)) == unconditional(iter(other))
    assert unconditional(iter(["a>=1"])) != unconditional(iter(["a>=2"]))
    assert unconditional(iter(["no such >= thing"])) == {"nosuch>=thing"}
