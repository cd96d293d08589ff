"""A rewrite may use functions of other distributions that stay anyway, as long as they do."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parent.parent / "assist")]
from endpoint import Script, proposal, serving
from worlds import write_rewrite, write_world

from vendorize import workflow
from vendorize.assist import Endpoint, RewriteOptions, rewrite
from vendorize.checking import check_result
from vendorize.model.rewrite import Upstream
from vendorize.rewrites import emptied
from vendorize.rewrites.applying import applied
from vendorize_analysis.errors import UserError
from vendorize_analysis.model.events import Silent

if TYPE_CHECKING:
    from vendorize.model.request import Request

TEXTS = '''\
import os


def squash(text: str) -> str:
    """Return words in small letters, with single spaces."""
    return " ".join(text.replace("_", " ").lower().split())


def home(text: str) -> str:
    return os.environ.get("HOME", text)


def idle(text: str) -> str:
    return text
'''
USING = '''\
def slug(text: str, sep: str = "-") -> str:
    """Return a slug of a text."""
    from texts import squash
    if not sep:
        raise ValueError("sep")
    return squash(text).replace(" ", sep)[:LIMIT]
'''
APP = "import texts\nfrom slugs import slug\n\nprint(slug('Some_Old  Text'), texts.squash('A  B'), texts.home)\n"


def world(tmp_path: Path, original: str = "") -> Request:
    request = write_world(tmp_path, original) if original else write_world(tmp_path)
    site = tmp_path / "site"
    (site / "texts.py").write_text(TEXTS)
    (site / "texts-3.dist-info").mkdir()
    (site / "texts-3.dist-info/METADATA").write_text("Metadata-Version: 2.1\nName: texts\nVersion: 3\n")
    (site / "texts-3.dist-info/RECORD").write_text("texts.py,,\n")
    project = request.start / "pyproject.toml"
    project.write_text(project.read_text().replace('["slugs"]', '["slugs", "texts"]'))
    (request.start / "app.py").write_text(APP)
    return request


def with_using(request: Request, source: str = USING, *uses: str) -> None:
    site = request.options.search_path[0]
    files = [Upstream("texts", "texts.py", sha256((site / "texts.py").read_bytes()).hexdigest())]
    files += [
        Upstream("slugs", f"slugs/{one.name}", sha256(one.read_bytes()).hexdigest())
        for one in sorted((site / "slugs").iterdir())
    ]
    write_rewrite(request, source, uses=uses or ("texts:squash",), upstream=tuple(files))


def extracted(request: Request, out: Path, layout: str = "site") -> tuple[str, ...]:
    return workflow.extract(replace(request, layout=layout), out=out, smoke=False).warnings


@pytest.mark.parametrize("layout", ["site", "package", "file"])
def test_what_it_uses_stays_in_each_layout(tmp_path: Path, layout: str) -> None:
    request = world(tmp_path)
    with_using(request)
    warnings = extracted(request, tmp_path / "out", layout)
    assert not any("stale" in one for one in warnings)
    start = next(one for one in (tmp_path / "out").rglob("*.py") if one.name in {"app.py", "app"})
    run = subprocess.run(
        [sys.executable, "-S", start.name], cwd=start.parent, capture_output=True, text=True, check=True
    )
    assert run.stdout.startswith("some-old-text a b <function home")
    assert not any("class Words" in one.read_text() for one in (tmp_path / "out").rglob("*.py"))


def test_it_is_stale_once_nothing_else_keeps_what_it_uses(tmp_path: Path) -> None:
    request = world(tmp_path)
    with_using(request)
    (request.start / "app.py").write_text(APP.replace("texts.squash('A  B'), ", ""))
    (why,) = (one for one in extracted(request, tmp_path / "out") if "stale" in one)
    assert "texts.squash, which it uses, is kept for nothing else" in why
    assert "split(text" in (tmp_path / "out/slugs/core.py").read_text()


def test_what_tests_alone_keep_does_not_stay(tmp_path: Path) -> None:
    request = world(tmp_path)
    with_using(request)
    (request.start / "app.py").write_text(APP.replace("texts.squash('A  B'), ", ""))
    (request.start / "test_texts.py").write_text(
        "import texts\n\n\ndef test_it():\n    assert texts.squash('A') == 'a'\n"
    )
    options = replace(request.options, with_tests=True)
    assert applied(request.start, request.start, options, Silent()) == ()


def test_it_is_stale_once_what_it_uses_has_changed(tmp_path: Path) -> None:
    request = world(tmp_path)
    with_using(request)
    extracted(request, tmp_path / "out")
    path = tmp_path / "site/texts.py"
    path.write_text(path.read_text().replace(".lower()", ".upper()"))
    assert any("texts.py of texts 3 is another" in one for one in extracted(request, tmp_path / "other"))
    found = check_result(request, tmp_path / "out").findings
    assert "VZ804" in {one.code for one in found}


@pytest.mark.parametrize(
    ("uses", "source"),
    [
        (("texts:home",), USING.replace("squash", "home")),
        (("texts:idle",), USING.replace("squash", "idle")),
        (("os:system",), USING.replace("texts", "os").replace("squash", "system")),
    ],
)
def test_a_sidecar_opens_no_door(tmp_path: Path, uses: tuple[str, ...], source: str) -> None:
    # One has capabilities, one is kept for nothing else, one is of no distribution.
    request = world(tmp_path)
    with_using(request, source, *uses)
    assert any("stale" in one for one in extracted(request, tmp_path / "out"))
    assert uses[0].partition(":")[2] not in (tmp_path / "out/slugs/core.py").read_text()


def test_what_the_sidecar_does_not_name_is_refused(tmp_path: Path) -> None:
    request = world(tmp_path)
    with_using(request, USING.replace("squash", "idle"), "texts:squash")
    with pytest.raises(UserError, match=r"imports texts\.idle"):
        extracted(request, tmp_path / "out")


def test_an_emptied_function_keeps_its_head() -> None:
    assert emptied(USING) == (
        "def slug(text: str, sep: str='-') -> str:\n"
        '    """Return a slug of a text."""\n'
        "    raise NotImplementedError\n"
    )


@pytest.mark.release
@pytest.mark.slow
def test_a_model_is_told_what_it_may_use_and_held_to_it(tmp_path: Path) -> None:
    request = world(tmp_path)
    test = "import app, slugs\n\n\ndef test_slug():\n    assert slugs.slug('A b_c') == 'a-b-c'\n"
    (request.start / "test_app.py").write_text(test)
    request = replace(request, verify=replace(request.verify, command=("python", "-m", "pytest", "-q")))
    wishes = RewriteOptions(Endpoint("m", ""), attempts=2, seconds=10, fuzz=0)
    with serving(Script(proposal(USING.replace("squash", "home")), proposal(USING))) as script:
        wishes = replace(wishes, endpoint=replace(wishes.endpoint, base_url=script.url))
        (outcome,) = rewrite(request, "slugs.slug", wishes, lambda _: True)
    told = json.loads(script.asked[0]["messages"][1]["content"])["kept_functions"]
    assert [one["import"] for one in told] == ["from texts import squash"]
    assert "squash(text: str) -> str  # Return words" in told[0]["signature"]
    assert "imports texts.home" in outcome.gates[0][-1].evidence
    assert outcome.accepted, outcome.gates
    sidecar = json.loads((request.start / outcome.files[1]).read_text())
    assert sidecar["uses"] == ["texts:squash"]
    assert {one["file"] for one in sidecar["upstream"]} >= {"texts.py", "slugs/words.py"}
