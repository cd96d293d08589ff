"""Documents are valid by the official schemas, and say what the result holds."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from tests.end_to_end.command import DEPENDENCY, PROGRAM, install, write
from vendorize.describing import describe_result
from vendorize.emit.texts import can_recognize
from vendorize.model.lock import (
    Artefact,
    Lock,
    LockedDistribution,
    LockedFile,
    LockedProject,
    Undeclared,
)
from vendorize.model.request import Request
from vendorize.sbom import Contents, bill_of_materials
from vendorize.sbom.symbols import symbols_of
from vendorize.workflow import extract
from vendorize_analysis.errors import UserError
from vendorize_analysis.model.events import Silent
from vendorize_analysis.model.options import AnalysisOptions

MODULE = b"class A:\n    def f(self):\n        def inner(): pass\n\nif 1:\n    def g(): pass\n"
INNER = {
    "bomFormat": "CycloneDX",
    "specVersion": "1.6",
    "components": [{"type": "library", "name": "zlib", "version": "1.3", "bom-ref": "project"}],
}
FILES = {
    "v/dep/__init__.py": MODULE,
    "v/dep-1.0.dist-info/LICENSE": b"text",
    "ext/core.py": b"x = 1\n",
    "ext.libs/libz-1a.so.1": b"\x7fELF",
    "ext-2.0.dist-info/sboms/auditwheel.cdx.json": json.dumps(INNER).encode(),
    "app.py": b"import dep\n",
}
HASH = "a" * 64
WHEEL = Artefact("uv.lock", "dep-1.0-py3-none-any.whl", "https://x.example/dep.whl", (f"sha256:{HASH}",))


def locked(path: str, source: str) -> LockedFile:
    sha256 = hashlib.sha256(FILES[path]).hexdigest()
    return LockedFile(path, sha256, source, "b" * 64 if source else "")


def distribution(key: str, verdict: str, **more: Any) -> LockedDistribution:  # noqa: ANN401 - fields
    fields: dict[str, Any] = {
        "name": key.title(),
        "key": key,
        "version": "1.0",
        "verdict": verdict,
        "licenses": ("MIT",),
        "license_files": (),
        "requires": (),
        "artefact": Artefact("RECORD"),
        "contents": "",
        "files": (),
    }
    return LockedDistribution(**fields | more)


EXT = ("ext/core.py", "ext.libs/libz-1a.so.1", "ext-2.0.dist-info/sboms/auditwheel.cdx.json")
LOCK = Lock(
    tool="1.0",
    layout="site",
    home=".",
    python="3.11",
    platform="linux",
    configuration=HASH,
    options=(),
    project=LockedProject("app", ("dep>=1",), (), (locked("app.py", "app.py"),)),
    distributions=(
        distribution("beside", "external"),
        distribution(
            "dep",
            "extract",
            artefact=WHEEL,
            contents="c" * 64,
            requires=("ext",),
            files=(
                locked("v/dep-1.0.dist-info/LICENSE", "dep-1.0.dist-info/LICENSE"),
                locked("v/dep/__init__.py", "dep/__init__.py"),
            ),
        ),
        distribution("ext", "external", artefact=WHEEL, files=tuple(locked(path, path) for path in sorted(EXT))),
        distribution("gone", "unused"),
    ),
)


class Hearing(Silent):
    def __init__(self) -> None:
        self.warnings: list[str] = []

    def warned(self, message: str) -> None:
        self.warnings.append(message)


def document(
    lock: Lock = LOCK, spec: str = "1.6", progress: Silent | None = None, *, recognizes: bool = False, **files: bytes
) -> dict[str, Any]:
    held = {**FILES, **files}
    contents = Contents(lock, held.__getitem__, recognizes)
    text = bill_of_materials(contents, spec, progress or Silent())
    assert JsonStrictValidator(SchemaVersion.from_version(spec)).validate_str(text) is None
    return json.loads(text)  # type: ignore[no-any-return]


def parts(made: dict[str, Any]) -> dict[str, Any]:
    return {one["bom-ref"]: one for one in made["components"]}


def only(key: str, **more: Any) -> Lock:  # noqa: ANN401 - fields
    changed = (replace(one, **more) if one.key == key else one for one in LOCK.distributions)
    return replace(LOCK, distributions=tuple(changed))


@pytest.mark.parametrize("spec", ["1.6", "1.7"])
def test_documents_are_valid_and_the_same_each_time(spec: str) -> None:
    assert document(spec=spec) == document(spec=spec)
    assert document(spec=spec)["specVersion"] == spec


def test_the_validator_refuses_what_is_wrong() -> None:
    made = document()
    made["components"][0]["licenses"] = [{"expression": "MIT OR ISC"}, {"license": {"id": "MIT"}}]
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(json.dumps(made)) is not None


def test_a_vendored_distribution_is_a_subset_of_its_ancestor() -> None:
    dep = parts(document())["dep==1.0"]
    (ancestor,) = dep["pedigree"]["ancestors"]
    assert ancestor["hashes"] == [{"alg": "SHA-256", "content": HASH}]
    assert ancestor["externalReferences"][0]["url"] == WHEEL.url
    assert (ancestor["purl"], dep["purl"], "hashes" in dep) == ("pkg:pypi/dep@1.0", "pkg:pypi/dep@1.0", False)
    assert "2 files" in dep["pedigree"]["notes"]
    assert [one["name"] for one in dep["components"]] == ["v/dep-1.0.dist-info/LICENSE", "v/dep/__init__.py"]
    places = [(one["location"], one["line"], one["symbol"]) for one in dep["evidence"]["occurrences"]]
    home = "v/dep/__init__.py"
    assert places == [(home, 1, "dep.A"), (home, 2, "dep.A.f"), (home, 6, "dep.g")]


def test_externals_are_what_they_were_installed_from() -> None:
    made = parts(document(spec="1.7"))
    assert made["ext==1.0"]["hashes"] == [{"alg": "SHA-256", "content": HASH}]
    assert "pedigree" not in made["ext==1.0"]
    assert (made["beside==1.0"]["isExternal"], made["ext==1.0"].get("isExternal", False)) == (True, False)
    assert "gone==1.0" not in made


def test_bundled_libraries_and_documents_become_components_of_their_own() -> None:
    made = document()
    found = parts(made)
    library = found["ext:ext.libs/libz-1a.so.1"]
    assert (library["name"], library["type"]) == ("libz-1a.so.1", "library")
    assert found["ext:auditwheel.cdx.json:project"]["name"] == "zlib"
    depends = {one["ref"]: one.get("dependsOn", []) for one in made["dependencies"]}
    assert depends["project"] == ["beside==1.0", "dep==1.0"]
    assert depends["dep==1.0"] == ["ext==1.0"]
    assert depends["ext==1.0"] == ["ext:auditwheel.cdx.json:project", "ext:ext.libs/libz-1a.so.1"]


def test_an_undeclared_import_is_a_dependency_of_the_project() -> None:
    made = document(replace(LOCK, undeclared=(Undeclared("app.py", 1, "ext", "ext", ""),)))
    depends = {one["ref"]: one.get("dependsOn", []) for one in made["dependencies"]}
    assert "ext==1.0" in depends["project"]


@pytest.mark.parametrize(
    ("stated", "wanted"),
    [
        (("MIT",), [{"license": {"id": "MIT", "acknowledgement": "declared"}}]),
        (("MIT OR Apache-2.0",), [{"expression": "MIT OR Apache-2.0", "acknowledgement": "declared"}]),
        (("as you like",), [{"license": {"name": "as you like", "acknowledgement": "declared"}}]),
        (
            ("ISC", "MIT OR Apache-2.0"),
            [
                {"license": {"id": "ISC", "acknowledgement": "declared"}},
                {"license": {"name": "MIT OR Apache-2.0", "acknowledgement": "declared"}},
            ],
        ),
        ((), None),
    ],
)
def test_licences_are_stated_as_the_schema_allows(stated: tuple[str, ...], wanted: object) -> None:
    found = parts(document(only("dep", licenses=stated)))["dep==1.0"].get("licenses")
    assert found == wanted


@pytest.mark.parametrize(
    "content",
    [
        b"[" * 100_000,
        b"{}",
        b"\xff",
        b'{"bomFormat": "CycloneDX", "components": 3}',
        b'{"bomFormat": "CycloneDX", "components": [{"type": "no such type", "name": "x"}]}',
    ],
)
def test_a_bundled_document_that_cannot_be_read_is_a_warning(content: bytes) -> None:
    path = EXT[-1]
    sha256 = hashlib.sha256(content).hexdigest()
    files = tuple(
        replace(one, sha256=sha256) if one.path == path else one
        for one in next(one for one in LOCK.distributions if one.key == "ext").files
    )
    hearing = Hearing()
    made = document(only("ext", files=files), progress=hearing, **{path: content})
    assert [path in one for one in hearing.warnings] == [True]
    assert "ext==1.0" in parts(made)


def test_hostile_names_are_only_text() -> None:
    made = document(only("dep", name="../<x>", version="1.0?x=y#z", licenses=("'; x",)))
    assert {one["name"] for one in made["components"]} >= {"../<x>"}


def test_a_file_that_is_not_as_written_is_refused() -> None:
    with pytest.raises(UserError, match="not as it was written"):
        document(**{"v/dep/__init__.py": b"x = 2\n"})


def test_what_is_no_python_has_no_symbols() -> None:
    assert symbols_of("a/b.py", b"def (") == ()
    assert symbols_of("a/b.py", b"x = " + b"(" * 300) == ()
    assert symbols_of("a/b.txt", b"def f(): pass\n") == ()
    assert [one.name for one in symbols_of("a/__init__.py", b"try:\n  import x\nexcept E:\n  def f(): pass\n")] == [
        "a.f"
    ]
    chain = "".join(f"elif a == {number}:\n    def f{number}(): pass\n" for number in range(1500))
    assert symbols_of("a/b.py", f"if a:\n    pass\n{chain}".encode())[-1].name == "a.b.f1499"


@pytest.fixture
def request_(tmp_path: Path) -> Request:
    write(tmp_path / "project", PROGRAM)
    install(tmp_path / "site", "dep", DEPENDENCY)
    return Request(tmp_path / "project", AnalysisOptions(search_path=(tmp_path / "site",), use_cache=False))


def test_a_result_is_the_same_written_or_not(request_: Request, tmp_path: Path) -> None:
    described = (request_.start / "pyproject.toml").read_text(encoding="utf-8")
    described = described.replace('version = "0.1"\n', 'version = "0.1"\nlicense = "ISC"\n')
    write(request_.start, {"pyproject.toml": described, "app/table.txt": "42"})
    before = describe_result(request_, None, "1.6", Silent())
    out = tmp_path / "out"
    extract(request_, out=out, smoke=False)
    assert describe_result(request_, out, "1.6", Silent()) == before
    # Of a folder that was copied somewhere else, too.
    assert describe_result(Request(out), None, "1.6", Silent()) == before
    project = json.loads(before)["metadata"]["component"]
    assert (project["version"], project["licenses"][0]["license"]["id"]) == ("0.1", "ISC")
    assert "app/table.txt" in [one["name"] for one in project["components"]]
    write(out, {"app/_vendor/dep/core.py": ""})
    with pytest.raises(UserError, match="not as it was written"):
        describe_result(request_, out, "1.6", Silent())


def test_in_place_the_version_is_that_of_now(request_: Request) -> None:
    extract(request_, in_place=True, smoke=False)
    described = (request_.start / "pyproject.toml").read_text(encoding="utf-8")
    write(request_.start, {"pyproject.toml": described.replace("0.1", "0.2")})
    made = json.loads(describe_result(request_, None, "1.6", Silent()))
    assert made["metadata"]["component"]["version"] == "0.2"
    assert [one["name"] for one in made["components"]] == ["dep"]


def test_the_time_is_that_of_the_sources(request_: Request, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "timestamp" not in json.loads(describe_result(request_, None, "1.6", Silent()))["metadata"]
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    text = describe_result(request_, None, "1.6", Silent())
    assert json.loads(text)["metadata"]["timestamp"] == "2023-11-14T22:13:20+00:00"
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(text) is None
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "soon")
    with pytest.raises(UserError, match="SOURCE_DATE_EPOCH"):
        describe_result(request_, None, "1.6", Silent())


def with_text(text: str, *stated: str) -> tuple[Lock, dict[str, bytes]]:
    """Return the lock where the distribution states these licences and has this text, and the written file."""
    place, content = "v/dep-1.0.dist-info/LICENSE", text.encode()
    (old,) = (one for one in LOCK.distributions if one.key == "dep")
    sha256 = hashlib.sha256(content).hexdigest()
    files = tuple(replace(one, sha256=sha256) if one.path == place else one for one in old.files)
    return only("dep", files=files, licenses=stated, license_files=(place,)), {place: content}


MIT_TEXT = (Path(__file__).parents[3] / "LICENSE").read_text(encoding="utf-8")


@pytest.mark.skipif(not can_recognize(), reason="the extra `licenses` is not installed")
@pytest.mark.parametrize("stated", [(), ("BSD-3-Clause",)])
@pytest.mark.parametrize("spec", ["1.6", "1.7"])
def test_recognised_licence_texts_are_evidence_and_a_conclusion_only_where_none_is_stated(
    spec: str, stated: tuple[str, ...]
) -> None:
    lock, written = with_text(MIT_TEXT, *stated)
    made = document(lock, spec, recognizes=True, **written)
    part = parts(made)["dep==1.0"]
    assert part["evidence"]["licenses"] == [{"license": {"id": "MIT"}}]
    said = {"id": stated[0], "acknowledgement": "declared"} if stated else {"id": "MIT", "acknowledgement": "concluded"}
    assert part["licenses"] == [{"license": said}]
    assert any(one["name"] == "vendorize:licenses-recognized-by" for one in made["metadata"]["properties"])
    unasked = parts(document(lock, spec, **written))["dep==1.0"]
    assert "licenses" not in unasked["evidence"]
    assert unasked.get("licenses", []) == ([{"license": said}] if stated else [])


@pytest.mark.skipif(not can_recognize(), reason="the extra `licenses` is not installed")
def test_spdx_concludes_what_a_text_says_and_nothing_of_a_text_that_leaves_it_open() -> None:
    pytest.importorskip("spdx_tools", reason="spdx-tools is not installed")
    from identify.vendor.licenses import LICENSES  # noqa: PLC0415 - of the extra

    from vendorize.sbom.spdx import spdx_document  # noqa: PLC0415 - of an extra

    def concluded(text: str) -> set[str]:
        lock, written = with_text(text)
        made = json.loads(spdx_document(Contents(lock, {**FILES, **written}.__getitem__, recognizes=True)))
        return {one["licenseConcluded"] for one in made["packages"] if one["SPDXID"].endswith("-dep")}

    assert concluded(MIT_TEXT) == {"MIT"}
    assert concluded(dict(LICENSES)["GPL-3.0"]) == {"NOASSERTION"}


def test_without_the_extra_licence_texts_cannot_be_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, {"app.py": "pass\n"})
    monkeypatch.setitem(sys.modules, "identify.vendor.licenses", None)
    with pytest.raises(UserError, match="licence texts cannot be recognised"):
        describe_result(Request(tmp_path / "app.py"), None, "1.6", Silent(), recognize=True)


@pytest.mark.parametrize("standard", ["1.6", "1.7", "SPDX-2.3"])
def test_a_reader_of_neither_standards_makers_finds_the_distribution(tmp_path: Path, standard: str) -> None:
    if importlib.util.find_spec("lib4sbom") is None:
        pytest.skip("lib4sbom is not installed")
    if standard.startswith("SPDX"):
        pytest.importorskip("spdx_tools", reason="spdx-tools is not installed")
    write(tmp_path / "project", PROGRAM)
    install(tmp_path / "site", "dep", DEPENDENCY)
    options = AnalysisOptions(search_path=(tmp_path / "site",), use_cache=False)
    text = describe_result(Request(tmp_path / "project", options), None, standard, Silent())
    document = tmp_path / ("app.spdx.json" if standard.startswith("SPDX") else "app.cdx.json")
    document.write_text(text, encoding="utf-8")
    # It leaves files open, which is an error here.
    read = (
        "import sys; from lib4sbom.parser import SBOMParser; parser = SBOMParser(); parser.parse_file(sys.argv[1]); "
        "print(sorted({one['name'] for one in parser.get_packages()}))"
    )
    command = [sys.executable, "-W", "ignore", "-c", read, str(document)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert "'dep'" in done.stdout, done.stderr


def test_spdx_is_valid_names_each_file_and_is_the_same_each_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("spdx_tools", reason="spdx-tools is not installed")
    from spdx_tools.spdx.parser.parse_anything import parse_file  # noqa: PLC0415 - of an extra
    from spdx_tools.spdx.validation.document_validator import validate_full_spdx_document  # noqa: PLC0415

    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    write(tmp_path / "project", PROGRAM)
    install(tmp_path / "site", "dep", DEPENDENCY)
    options = AnalysisOptions(search_path=(tmp_path / "site",), use_cache=False)
    texts = {describe_result(Request(tmp_path / "project", options), None, "SPDX-2.3", Silent()) for _ in range(2)}
    (text,) = texts
    (tmp_path / "app.spdx.json").write_text(text, encoding="utf-8")
    document = parse_file(str(tmp_path / "app.spdx.json"))
    assert validate_full_spdx_document(document) == []
    assert "./app/_vendor/dep/core.py" in {file.name for file in document.files}
    (vendored, ancestor) = (one for one in document.packages if one.name == "dep")
    assert ancestor.spdx_id == f"{vendored.spdx_id}.ancestor"
    assert [one.locator for one in vendored.external_references] == ["pkg:pypi/dep@1.0"]
    assert json.loads(text)["creationInfo"]["created"] == "2023-11-14T22:13:20Z"
