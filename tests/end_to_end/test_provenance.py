"""The statement of where a result is from: true, signed if asked for, and verified by `check` and by others."""

from __future__ import annotations

import base64
import hashlib
import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.end_to_end.command import World, write

if TYPE_CHECKING:
    from pathlib import Path

    from tests.end_to_end.command import Done

cryptography = pytest.importorskip("cryptography")
securesystemslib = pytest.importorskip("securesystemslib")
HASH = "ab" * 32
WHEEL = "dep-1.0-py3-none-any.whl"
UV_LOCK = (
    'version = 1\n[[package]]\nname = "dep"\nversion = "1.0"\nsource = { registry = "https://pypi.org/simple" }\n'
    f'wheels = [{{ url = "https://example.org/{WHEEL}", hash = "sha256:{HASH}" }}]\n'
)


def extracted(world: World) -> Path:
    write(world.project, {"uv.lock": UV_LOCK})
    write(world.site, {"dep-1.0.dist-info/WHEEL": "Wheel-Version: 1.0\nTag: py3-none-any\n"})
    out = world.folder / "out"
    assert world.extract(out, "--no-smoke").code == 0
    return out


def state(world: World, *more: object, name: str = "statement.json") -> Path:
    file = world.folder / name
    done = world.call("provenance", "--result", "out", "--output", file, *more)
    assert done.code == 0, done.err
    return file


def compare(world: World, file: Path, *more: object) -> Done:
    return world.call("check", "--result", "out", "--provenance", file, *more)


def keys(folder: Path, name: str) -> tuple[Path, Path]:
    from cryptography.hazmat.primitives import serialization as form
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    key = Ed25519PrivateKey.generate()
    private, public = folder / f"{name}.pem", folder / f"{name}.pub"
    private.write_bytes(key.private_bytes(form.Encoding.PEM, form.PrivateFormat.PKCS8, form.NoEncryption()))
    public.write_bytes(key.public_key().public_bytes(form.Encoding.PEM, form.PublicFormat.SubjectPublicKeyInfo))
    return private, public


@pytest.mark.slow
def test_the_statement_names_each_file_and_each_input_with_its_hash(world: World) -> None:
    out = extracted(world)
    statement = json.loads(state(world).read_bytes())
    said = {one["name"]: one["digest"]["sha256"] for one in statement["subject"]}
    there = {one for one in out.rglob("*") if one.is_file() and one.name != ".vendorize.json"}
    assert said == {one.relative_to(out).as_posix(): hashlib.sha256(one.read_bytes()).hexdigest() for one in there}
    (dep, *sources) = statement["predicate"]["buildDefinition"]["resolvedDependencies"]
    assert (dep["name"], dep["uri"], dep["digest"]) == (WHEEL, "pkg:pypi/dep@1.0", {"sha256": HASH})
    cli = (world.project / "app/cli.py").read_bytes()
    assert {"name": "app/cli.py", "digest": {"sha256": hashlib.sha256(cli).hexdigest()}} in sources


@pytest.mark.slow
@pytest.mark.parametrize("what", ["edited", "added"])
def test_nothing_is_stated_about_a_result_that_was_changed_unless_that_is_accepted(world: World, what: str) -> None:
    out = extracted(world)
    place = out / ("dep/core.py" if what == "edited" else "dep/more.py")
    place.write_bytes((place.read_bytes() if place.exists() else b"") + b"print('changed')\n")
    done = world.call("provenance", "--result", "out", "--output", "statement.json")
    assert (done.code, (world.folder / "statement.json").exists()) == (2, False)
    assert f"nothing is stated about a result that was changed: dep/{place.name} " in done.err
    accept = '[[tool.vendorize.accept]]\ncode = "VZ80*"\nabout = "dep/*"\nreason = "patched by hand"\n'
    with (world.project / "pyproject.toml").open("a") as file:
        file.write(accept.replace("VZ80*", "VZ801" if what == "edited" else "VZ802"))
    state(world)


@pytest.mark.slow
def test_it_is_the_same_for_the_same_result_and_its_time_is_given(world: World) -> None:
    extracted(world)
    assert state(world, name="one").read_bytes() == state(world, name="two").read_bytes()
    done = world.call("provenance", "--result", "out", SOURCE_DATE_EPOCH="1700000000")
    metadata = json.loads(done.out)["predicate"]["runDetails"]["metadata"]
    assert metadata == {"finishedOn": "2023-11-14T22:13:20+00:00"}


def test_the_classes_of_the_specification_read_it(world: World) -> None:
    pytest.importorskip("in_toto_attestation.v1", reason="in-toto-attestation is not installed")
    import in_toto_attestation.v1.statement_pb2 as reader
    from google.protobuf import json_format
    from in_toto_attestation.predicates.provenance.v1.provenance_pb2 import Provenance
    from in_toto_attestation.v1.statement import Statement

    extracted(world)
    text = state(world).read_text(encoding="utf-8")
    Statement.copy_from_pb(json_format.Parse(text, reader.Statement())).validate()
    predicate = json.dumps(json.loads(text)["predicate"])
    assert json_format.Parse(predicate, Provenance()).build_definition.build_type.endswith("#extract-v1")


@pytest.mark.slow
def test_a_signed_statement_is_verified_and_another_key_is_a_finding(world: World) -> None:
    extracted(world)
    private, public = keys(world.folder, "mine")
    _, other = keys(world.folder, "other")
    file = state(world, "--sign-with", private)
    envelope = json.loads(file.read_bytes())
    assert json.loads(base64.b64decode(envelope["payload"]))["_type"] == "https://in-toto.io/Statement/v1"
    assert compare(world, file, "--key", public).code == 0
    found = compare(world, file, "--key", other)
    assert (found.code, found.out.count("VZ820")) == (1, 1)
    assert "its signature is not that of other.pub" in found.out
    plain = compare(world, state(world, name="plain"), "--key", public)
    assert plain.code == 1
    assert "is not signed" in plain.out


def edit_payload(file: Path) -> None:
    envelope = json.loads(file.read_bytes())
    statement = base64.b64decode(envelope["payload"]).replace(b'"vendorize": "', b'"vendorize": "x')
    file.write_text(json.dumps({**envelope, "payload": base64.b64encode(statement).decode()}), encoding="utf-8")


@pytest.mark.slow
def test_a_statement_that_was_edited_after_it_was_signed_is_a_finding(world: World) -> None:
    extracted(world)
    private, public = keys(world.folder, "mine")
    file = state(world, "--sign-with", private)
    edit_payload(file)
    assert compare(world, file).code == 0
    assert compare(world, file, "--key", public).code == 1


@pytest.mark.slow
@pytest.mark.parametrize("what", ["subject", "input"])
def test_a_statement_about_other_files_or_inputs_is_a_finding(world: World, what: str) -> None:
    extracted(world)
    file = state(world)
    statement: dict[str, Any] = json.loads(file.read_bytes())
    if what == "subject":
        statement["subject"][0]["digest"]["sha256"] = HASH
        name = statement["subject"][0]["name"]
    else:
        statement["predicate"]["buildDefinition"]["resolvedDependencies"][0]["digest"]["sha256"] = "cd" * 32
        name = WHEEL
    file.write_text(json.dumps(statement), encoding="utf-8")
    found = compare(world, file)
    assert (found.code, found.out.count("VZ820")) == (1, 1)
    assert name in found.out


@pytest.mark.slow
@pytest.mark.parametrize(
    "content", [b"", b"[]", b'{"payload": 3}', b"[" * 100_000, b'{"payload": "x", "payloadType": "other"}']
)
def test_what_is_no_statement_is_an_error(world: World, content: bytes) -> None:
    extracted(world)
    file = world.folder / "bad.json"
    file.write_bytes(content)
    done = compare(world, file)
    assert (done.code, done.out) == ((1, done.out) if content == b"{}" else (2, ""))
    assert "Traceback" not in done.err


@pytest.mark.slow
def test_a_key_that_is_none_is_an_error(world: World) -> None:
    extracted(world)
    write(world.folder, {"key.pem": "no key\n"})
    done = world.call("provenance", "--result", "out", "--sign-with", world.folder / "key.pem")
    assert (done.code, done.out) == (2, "")
    assert "openssl genpkey" in done.err
    assert compare(world, state(world, "--sign-with", keys(world.folder, "k")[0]), "--key", "key.pem").code == 2
    assert world.call("check", "--result", "out", "--key", "key.pem").code == 2


def attestation(name: str, sha256: str) -> str:
    statement = {
        "_type": "https://in-toto.io/Statement/v1",
        "subject": [{"name": name, "digest": {"sha256": sha256}}],
        "predicateType": "https://docs.pypi.org/attestations/publish/v1",
        "predicate": None,
    }
    packed = base64.b64encode(json.dumps(statement).encode()).decode()
    one = {"version": 1, "verification_material": {}, "envelope": {"statement": packed, "signature": "AA=="}}
    publisher = {"kind": "GitHub", "repository": "dep/dep"}
    return json.dumps({"version": 1, "attestation_bundles": [{"publisher": publisher, "attestations": [one]}]})


@pytest.mark.slow
def test_attestations_beside_the_artefacts_are_recorded_when_they_are_about_them(world: World) -> None:
    extracted(world)
    files = {f"{WHEEL}.provenance": attestation(WHEEL, HASH), f"{WHEEL}.publish.attestation": attestation(WHEEL, "00")}
    write(world.folder / "wheels", files)
    done = world.call("provenance", "--result", "out", "--attestations", "wheels")
    made_from = json.loads(done.out)["predicate"]["buildDefinition"]["resolvedDependencies"]
    (recorded,) = (one for one in made_from if one.get("mediaType"))
    assert recorded["annotations"] == {
        "attests": "pkg:pypi/dep@1.0",
        "predicate-types": ["https://docs.pypi.org/attestations/publish/v1"],
        "publishers": [{"kind": "GitHub", "repository": "dep/dep"}],
        "verified": False,
    }
    assert "publish.attestation: not an attestation" in done.err
