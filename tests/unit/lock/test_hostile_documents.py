"""Whatever metadata, a symbols file, an attestation or a bundled bill of materials says: a value or a `UserError`."""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import replace
from typing import TYPE_CHECKING

from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.unit.lock.test_hostile import MOST, mangled, survives
from tests.unit.lock.test_reading import LOCK
from vendorize.audit import read_symbols
from vendorize.provenance.attestations import attestations_in
from vendorize.sbom.bundled import bundled_components
from vendorize.sbom.contents import Contents
from vendorize_analysis.environment.metadata import read_metadata, read_or_guess
from vendorize_analysis.model.events import Silent

if TYPE_CHECKING:
    from pathlib import Path

    from vendorize.model.lock import LockedDistribution

METADATA = (
    "Metadata-Version: 2.4\nName: dep\nVersion: 1.0\nLicense: Apache 2.0\nLicense-File: LICENSE\n"
    "Classifier: License :: OSI Approved :: MIT License\nRequires-Dist: other (>=1) ; extra == 'x'\n\nA text.\n"
)
BESIDE = {
    "METADATA": METADATA,
    "entry_points.txt": "[console_scripts]\nrun = dep.cli:main [fast]\n; no\n[group]\nname=dep\n",
    "direct_url.json": '{"url": "file:///x/dep", "dir_info": {"editable": true}}',
    "top_level.txt": "dep\nother\n",
}
SYMBOLS = '[[advisory]]\nid = "CVE-2024-1"\nsymbols = ["dep.core:inner", "dep:*"]\ndistribution = "Dep"\nnote = "x"\n'
WHEEL = "dep-1.0-py3-none-any.whl"
STATEMENT = {
    "_type": "https://in-toto.io/Statement/v1",
    "subject": [{"name": WHEEL, "digest": {"sha256": "0" * 64}}],
    "predicateType": "https://docs.pypi.org/attestations/publish/v1",
    "predicate": None,
}
BOM = {
    "bomFormat": "CycloneDX",
    "specVersion": "1.6",
    "components": [{"type": "library", "name": "zlib", "bom-ref": "a", "components": [{"type": "file", "name": "b"}]}],
}


def locked(**more: object) -> LockedDistribution:
    one = next(each for each in LOCK.distributions if each.verdict != "unused")
    artefact = replace(one.artefact, name=WHEEL, hashes=(f"sha256:{'0' * 64}",))
    return replace(one, artefact=artefact, **more)  # type: ignore[arg-type] # fields by name


@given(st.sampled_from(sorted(BESIDE.items())).flatmap(lambda one: st.tuples(st.just(one[0]), mangled(one[1]))))
@example(("entry_points.txt", "[console_scripts]\nrun = \u00bcdep:main\n"))
@settings(deadline=None, max_examples=MOST)
def test_any_metadata_is_read_or_refused(given_: tuple[str, str]) -> None:
    name, text = given_

    def ask(folder: Path) -> None:
        info = folder / "dep-1.0.dist-info"
        if name != "METADATA":
            (info / "METADATA").write_text(METADATA)
        try:
            found = read_or_guess(info)
            assert found is not None
            assert all(one.module.replace(".", "").isidentifier() for one in found.entry_points)
            assert all(one.isidentifier() for one in found.top_level)
            read_metadata(info)
        finally:
            if name != "METADATA":
                (info / "METADATA").unlink()

    survives(f"dep-1.0.dist-info/{name}", text, ask)


@given(mangled(SYMBOLS))
@settings(deadline=None, max_examples=MOST)
def test_any_symbols_file_is_read_or_refused(text: str) -> None:
    survives("symbols.toml", text, lambda folder: read_symbols(folder / "symbols.toml"))


@given(mangled(json.dumps(STATEMENT)), st.booleans())
@settings(deadline=None, max_examples=MOST)
def test_any_attestation_is_recorded_or_passed_over(text: str, whole: bool) -> None:  # noqa: FBT001 - by hypothesis
    statement = base64.b64encode(text.encode("utf-8", "surrogatepass")).decode()
    attestation = {"version": 1, "envelope": {"statement": statement, "signature": ""}}
    bundles = {"version": 1, "attestation_bundles": [{"publisher": {"kind": "x"}, "attestations": [attestation]}]}
    _attested(json.dumps(bundles if whole else attestation))


@given(mangled(json.dumps({"attestation_bundles": [{"publisher": {"kind": "x"}, "attestations": []}]})))
@settings(deadline=None, max_examples=MOST)
def test_any_bundle_of_attestations_is_recorded_or_passed_over(text: str) -> None:
    _attested(text)


def _attested(text: str) -> None:
    lock = replace(LOCK, distributions=(locked(),))
    survives(f"{WHEEL}.provenance", text, lambda folder: list(attestations_in([folder], lock, Silent())))


@given(mangled(json.dumps(BOM)))
@settings(deadline=None, max_examples=MOST)
def test_any_bundled_bill_of_materials_is_read_or_passed_over(text: str) -> None:
    content = text.encode("utf-8", "surrogatepass")
    path, digest = "dep-1.0.dist-info/sboms/a.json", hashlib.sha256(content).hexdigest()
    files = tuple(replace(one, path=path, sha256=digest) for one in locked().files[:1])
    contents = Contents(LOCK, lambda _: content)
    for component in bundled_components(locked(files=files), contents, Silent()):
        assert component.name is not None
