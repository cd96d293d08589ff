from __future__ import annotations

import base64
import json
import os
import re
import zlib
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from tests.unit.report.samples import different_verdict, distribution, extraction, report, same_verdict
from vendorize.model.advice import Advice, Gain, KnownAdvisory
from vendorize.model.outlined import KeptBy, OutlinedModule, OutlinedPart
from vendorize.model.page import Page
from vendorize.model.report import CapabilityChange, ReportedHazard
from vendorize.model.verdict import Difference, Leak
from vendorize.report import html
from vendorize.report.html.elements import code
from vendorize.report.html.payload import payload
from vendorize.report.html.results import extraction_page, verdict_page
from vendorize.report.html.treemap import Box, Tile, squarify, treemap

EVIL = """<script>alert(1)</script>"><img src=x onerror=alert(1)>&amp;'\x1b\u202e\u0000</style>--><!--"""
SOURCE = b"import os\n\n\ndef used():\n    return os\n\n\ndef gone():\n    return 1\n"


class Seen(HTMLParser):
    """What a browser would see: each element with its attributes, and the text outside of scripts."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text.append(data)

    def count(self, tag: str) -> int:
        return sum(name == tag for name, _ in self.elements)


def module(name: str, owner: str = "requests", **changes: object) -> OutlinedModule:
    parts = (
        OutlinedPart("os", "import", 1, 1, -1, kept=True, edge=KeptBy("reference", name, 1, "os", certain=True)),
        OutlinedPart("used", "def", 4, 5, -1, kept=True, edge=KeptBy("root", "", -1, "app", certain=True)),
        OutlinedPart("gone", "def", 8, 9, -1, kept=False, edge=None),
    )
    fields: dict[str, object] = {
        "name": name,
        "owner": owner,
        "relative": f"{name}.py",
        "path": Path(name),
        "kept": True,
        "functions": (2, 1),
        "bytes": (len(SOURCE), 40),
        "parts": parts,
        "edge": KeptBy("import", name, 1, name, certain=True),
        "hazards": (),
    }
    return OutlinedModule(**{**fields, **changes})  # type: ignore[arg-type]


def data_of(page: str) -> list[dict[str, Any]]:
    found = re.search(r'<script type="text/plain" id="data">([^<]*)</script>', page)
    assert found is not None
    modules: list[dict[str, Any]] = json.loads(zlib.decompress(base64.b64decode(found[1])))
    return modules


def evil_page() -> str:
    hazard = ReportedHazard(EVIL, 3, "VZ101", EVIL)
    one = distribution(
        EVIL,
        version=EVIL,
        required_by=(EVIL,),
        used_symbols=(EVIL,),
        licenses=(EVIL,),
        hazards=(hazard,) * 20,
        why=EVIL,
    )
    found = report(project=EVIL, python=EVIL, roots=(EVIL,), missing=(EVIL,), distributions=(one,))
    advice = Advice("extract", EVIL, EVIL, EVIL, Gain((EVIL,), 1, 1), (EVIL,))
    return html.render(
        Page(found, (module(EVIL, EVIL, hazards=((1, EVIL, EVIL),)),)), (advice,), read=lambda _: EVIL.encode()
    )


def test_hostile_names_are_text() -> None:
    seen, plain = Seen(evil_page()), Seen(html.render(Page(report(), ()), (), read=lambda _: b""))
    assert (seen.count("script"), seen.count("style"), seen.count("img")) == (2, 1, 0)
    assert plain.count("script") == 2
    assert not any(name.startswith("on") for _, attributes in seen.elements for name in attributes)
    assert any("<script>alert(1)</script>" in text for text in seen.text)
    assert not any(character in text for text in seen.text for character in "\x1b\u202e\x00")


def test_the_policy_allows_our_own_style_and_script_by_their_digests_only() -> None:
    page = evil_page()
    (policy,) = [
        attributes["content"]
        for tag, attributes in Seen(page).elements
        if attributes.get("http-equiv") == "Content-Security-Policy"
    ]
    assert policy is not None
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    style = re.search(r"<style>(.*?)</style>", page, re.DOTALL)
    script = re.search(r"<script>(.*?)</script>", page, re.DOTALL)
    assert style is not None
    assert script is not None
    for text in (style[1], script[1]):
        assert html.digest(text) in policy


def test_nothing_is_loaded_from_anywhere() -> None:
    for _, attributes in Seen(html.render(Page(report(), ()), ())).elements:
        assert not attributes.keys() & {"src", "srcset", "style"}
        assert (attributes.get("href") or "#").startswith("#")


def test_the_data_of_a_page_are_its_modules_with_parts_and_source() -> None:
    (one,) = data_of(html.render(Page(report(), (module("requests.api"),)), (), read=lambda _: SOURCE))
    assert one["source"] == SOURCE.decode()
    assert one["parts"][0] == ["os", "import", 1, 1, -1, 1, ["reference", 0, 1, "os", 1]]
    assert one["parts"][2][5:] == [0, 0]
    assert one["edge"] == ["import", 0, 1, "requests.api", 1]


def test_a_witness_in_a_module_that_is_not_listed_names_it() -> None:
    edge = KeptBy("reference", "another.name", 3, "x", certain=True)
    (one,) = data_of(html.render(Page(report(), (module("a", edge=edge),)), (), read=lambda _: SOURCE))
    assert one["edge"] == ["reference", "another.name", 3, "x", 1]
    assert one["parts"][1][6][1] == -1


def test_source_that_is_gone_is_left_out() -> None:
    def read(_: Path) -> bytes:
        raise FileNotFoundError

    (one,) = data_of(html.render(Page(report(), (module("a"),)), (), read=read))
    assert "source" not in one


def test_the_room_of_a_page_is_used_and_what_does_not_fit_says_so() -> None:
    def parts() -> tuple[OutlinedPart, ...]:
        return tuple(OutlinedPart(os.urandom(8).hex(), "def", n, n, -1, kept=True, edge=None) for n in range(40))

    modules = [module(f"m{n}", parts=parts()) for n in range(60)]
    packed = payload(modules, 30_000, lambda _: os.urandom(2000).hex().encode())
    assert 25_000 < len(packed) < 31_500
    rows = json.loads(zlib.decompress(base64.b64decode(packed)))
    assert {("parts" in row, row.get("unlisted")) for row in rows} == {(True, None), (False, 40)}
    assert any("source" in row for row in rows)
    assert all("parts" in row for row in rows if "source" in row)


def test_a_long_list_of_modules_leaves_less_for_their_parts() -> None:
    modules = [module(f"m{n}", relative=os.urandom(40).hex()) for n in range(500)]
    assert len(payload(modules, 60_000, lambda _: os.urandom(2000).hex().encode())) < 62_000


@pytest.mark.slow
def test_two_hundred_distributions_stay_below_a_megabyte() -> None:
    hazards = tuple(
        ReportedHazard(f"package/module_{line}.py", line, "VZ201", "getattr with a computed name") for line in range(60)
    )
    able = tuple(
        CapabilityChange(name, report().totals.modules, report().totals.modules) for name in ("network", "files")
    )
    many = tuple(
        distribution(f"some-distribution-{index}", hazards=hazards, used_symbols=tuple(f"a.b{n}" for n in range(90)))
        for index in range(200)
    )
    modules = tuple(module(f"p{index}.m{n}", f"some-distribution-{index}") for index in range(200) for n in range(40))
    page = html.render(
        Page(report(distributions=many, capabilities=able), modules), (), read=lambda _: os.urandom(9000).hex().encode()
    )
    assert len(page.encode()) < 1_000_000
    rows = data_of(page)
    assert len(rows) == 8000
    assert 0 < sum("source" in row for row in rows) < 8000


def test_our_own_code_that_would_end_its_element_is_refused() -> None:
    with pytest.raises(ValueError, match="would end a script"):
        code("script", "'</script>'")


@pytest.mark.parametrize("weights", [[1.0], [6, 6, 4, 3, 2, 2, 1], [1e9, 1, 1, 1], [1] * 300])
def test_tiles_fill_the_box_by_their_weight(weights: list[float]) -> None:
    boxes = squarify(weights, Box(0, 0, 600, 400))
    for weight, box in zip(weights, boxes, strict=True):
        assert box.width * box.height == pytest.approx(240_000 * weight / sum(weights), rel=1e-6)
        assert box.x >= -1e-6
        assert box.x + box.width <= 600 + 1e-6
        assert box.y + box.height <= 400 + 1e-6


def test_what_has_no_weight_is_not_drawn() -> None:
    (picture,) = treemap("t", [Tile("a", "a", 0, 0, "#a"), Tile("b", "b", 2, 1, "#b")])
    assert len(picture) == 1


def test_an_extraction_that_nobody_outlined_is_a_page_without_data() -> None:
    seen = Seen(extraction_page(extraction(warnings=(EVIL,))))
    assert not any(attributes.get("id") == "explore" for _, attributes in seen.elements)
    text = " ".join(seen.text)
    assert "Wrote 2 files to build (layout site)." in text
    assert "requests 2.31.0" in text
    assert (seen.count("script"), seen.count("img")) == (2, 0)


def test_a_verdict_says_what_differs() -> None:
    assert "The result behaves as the original" in verdict_page(same_verdict())
    found = different_verdict()
    evil = replace(found, differences=(replace(found.differences[0], test=EVIL, message=EVIL), *found.differences[1:]))
    page = verdict_page(evil)
    seen = Seen(page)
    assert (seen.count("script"), seen.count("img")) == (2, 0)
    for said in ("The result differs", "t.py::a", "AttributeError", "urllib3.util.x", "demo/cli.py:3", "requests.api"):
        assert said in page


def test_advice_has_its_advisories_as_text() -> None:
    known = KnownAdvisory(EVIL, "1", EVIL, EVIL, EVIL)
    one = Advice("narrow", "requests", "text", "command", Gain(("requests",), 1, 2, (known,)))
    page = html.render(Page(report(), ()), (one,), known=(known,))
    seen, plain = Seen(page), Seen(html.render(Page(report(), ()), ()))
    assert "advisories that go with it: <script>alert(1)</script>" in "".join(seen.text)
    assert "1 advisory is about installed releases." in "".join(seen.text)
    assert seen.count("script") == plain.count("script")
    assert seen.count("img") == 0
    assert "dvisor" not in "".join(plain.text)
    assert "No advisory is about" in html.render(Page(report(), ()), (), known=())


def test_a_page_of_a_verdict_says_what_was_measured_and_that_nothing_differs() -> None:
    text = " ".join(Seen(verdict_page(same_verdict())).text)
    for said in ("No test goes another way", "Size and start", "1.2 MB", "modules at start", "67%"):
        assert said in text
    assert "No test goes another way" not in verdict_page(different_verdict())


def test_a_picture_of_an_extraction_has_its_legend() -> None:
    assert Seen(extraction_page(extraction())).text.count("dropped") == 1


OUTLINED = (module("app", "", source=SOURCE.decode()), module("requests.api"), module(EVIL, EVIL, source=EVIL))


@pytest.mark.parametrize(
    "page",
    [
        extraction_page(extraction(modules=OUTLINED, warnings=(EVIL,))),
        verdict_page(replace(different_verdict(), modules=OUTLINED)),
    ],
    ids=["extract", "verify"],
)
def test_a_page_of_a_result_leads_from_the_picture_to_modules_with_their_source(page: str) -> None:
    seen = Seen(page)
    folds = {one["data-name"]: one["id"] for _, one in seen.elements if one.get("class") == "distribution"}
    assert folds == {"": "d-1", "requests": "d-2", EVIL.translate(dict.fromkeys((0, 27, 0x202E), "?")): "d-3"}
    assert "#d-2" in [one["href"] for tag, one in seen.elements if tag == "a"]
    assert (seen.count("script"), seen.count("img")) == (2, 0)
    own, theirs, evil = data_of(page)
    assert (own["source"], evil["source"]) == (SOURCE.decode(), EVIL)
    assert "source" not in theirs
    assert theirs["parts"][0][6] == ["reference", 1, 1, "os", 1]


@pytest.mark.slow
def test_pages_of_large_results_stay_below_a_megabyte() -> None:
    modules = tuple(module(f"p{index}.m{n}", f"distribution-{index}") for index in range(200) for n in range(40))
    sources = iter(os.urandom(9000).hex() for _ in modules)
    modules = tuple(replace(each, source=next(sources)) for each in modules)
    many = tuple(
        replace(extraction().distributions[0], name=f"distribution-{index}", why="why " * 20) for index in range(200)
    )
    failed = tuple(
        Difference(f"tests/test_{n}.py::test_of_something_{n}", "passed", "failed", "E" * 9000) for n in range(2000)
    )
    leaks = tuple(Leak(f"package.module_{n}.name", ("package/module.py:123",) * 12) for n in range(2000))
    found = replace(different_verdict(), differences=failed, leaks=leaks, modules=modules)
    for page in (extraction_page(extraction(distributions=many, modules=modules)), verdict_page(found)):
        assert len(page.encode()) < 1_000_000
        rows = data_of(page)
        assert len(rows) == 8000
        assert any("source" in row for row in rows)
    assert "1,700 more are in the record" in verdict_page(found)
