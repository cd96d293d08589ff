"""The HTML pages in a real browser: Chromium, driven by Playwright, checked by axe-core.

Wanted: `pip install playwright axe-playwright-python`, and Chromium: that of the system (`apt install chromium`), else
that of Playwright (`playwright install chromium`). Without, it is skipped.
"""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.end_to_end.command import vendorize
from tests.unit.report.samples import different_verdict, extraction
from tests.unit.report.test_html import data_of
from vendorize.model.report import Before, CapabilityChange
from vendorize.model.verdict import Flaky
from vendorize.report.html.results import extraction_page, verdict_page

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.slow
EVIL = "<img src=x onerror=alert(1)>"
ABLE = CapabilityChange("network", Before(2, 1), Before(3, 1))
SERIOUS = {"serious", "critical"}
LIBRARY = '''\
"""<script>document.title = "evil"</script>"""
from helper import deep


def used(text="<img src=x onerror=alert(1)>"):
    return deep(text)


def unused():
    return "</script><script>document.title = 'evil'</script>"
'''


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("html")
    (folder / "site").mkdir()
    (folder / "app.py").write_text("import library\n\nprint(library.used())\n", encoding="utf-8")
    (folder / "site/library.py").write_text(LIBRARY, encoding="utf-8")
    (folder / "site/helper.py").write_text(
        "def deep(text):\n    return text\n\n\ndef other():\n    pass\n", encoding="utf-8"
    )
    return folder


@pytest.fixture(scope="module")
def page(program: Path) -> Path:
    return page_of(program, "analyze")


def page_of(program: Path, command: str, *after: str) -> Path:
    """Return the page that a command writes about the program."""
    target = program / f"{command}.html"
    options = ("--search-path", program / "site", "--output-format", "html", "--output", target)
    done = vendorize(command, program / "app.py", *options, *after, cwd=program)
    assert done.code == 0, done.err
    return target


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    api = pytest.importorskip("playwright.sync_api", reason="needs playwright")
    program = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    with api.sync_playwright() as playwright:
        program = program or playwright.chromium.executable_path
        if not Path(program).is_file():
            pytest.skip("no Chromium on PATH, and none of Playwright")
        found = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield found
        found.close()


@pytest.fixture
def opened(browser: Browser, page: Path) -> Iterator[Page]:
    with quietly(browser, page) as tab:
        yield tab
        assert tab.title() == "app: what it uses of its dependencies"


@contextmanager
def quietly(browser: Browser, page: Path) -> Iterator[Page]:
    """Open a page, which may write nothing to the console, raise nothing and load nothing."""
    context = browser.new_context()
    tab = context.new_page()
    said: list[str] = []
    tab.on("console", lambda message: said.append(message.text))
    tab.on("pageerror", lambda error: said.append(str(error)))
    tab.on("request", lambda request: said.append(request.url) if not request.url.startswith("file:") else None)
    tab.goto(page.as_uri())
    tab.wait_for_selector("html[data-ready]")
    yield tab
    assert said == []
    context.close()


def serious(tab: Page) -> list[tuple[str, str]]:
    """Return what axe-core finds that keeps people from using a page."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="needs axe-playwright-python")
    found = axe.Axe().run(tab).response["violations"]
    return [(each["id"], each["nodes"][0]["html"]) for each in found if each["impact"] in SERIOUS]


def test_search_filters_and_leads_to_the_source(opened: Page) -> None:
    opened.fill("#wanted", "used")
    assert opened.inner_text("#status") == "2 found"
    assert [row.split()[0] for row in opened.locator("#distributions tbody tr:visible").all_inner_texts()] == [
        "library"
    ]
    opened.select_option("#which", "0")
    assert opened.inner_text("#found").split() == ["dropped", "library.unused"]
    opened.click("#found button")
    opened.wait_for_selector("#module h3")
    assert "library.unused is dropped: nothing that runs needs it." in opened.inner_text("#module")
    assert "</script><script>" in opened.inner_text("#module .goes.shown >> nth=1")


def test_a_witness_path_is_followed_back_to_the_root(opened: Page) -> None:
    opened.fill("#wanted", "helper.deep")
    opened.click("#found button")
    path = [text.split(" \N{LEFTWARDS ARROW}")[0] for text in opened.locator("#module ol.path li").all_inner_texts()]
    assert path == ["helper.deep", "library.used", "app, line 3", "app (its execution)"]
    opened.click("#module ol.path li >> nth=1 >> button")
    opened.wait_for_function("document.querySelector('#module h3').textContent === 'library'")
    assert opened.locator("#module .stays.shown").count() == 2


def test_a_distribution_opens_from_the_picture_by_the_keyboard(opened: Page) -> None:
    opened.locator("svg.treemap a").first.focus()
    opened.keyboard.press("Enter")
    opened.wait_for_selector("details.distribution[open] .modules svg")
    opened.locator("details.distribution[open] .modules svg a").first.focus()
    opened.keyboard.press("Enter")
    opened.wait_for_selector("#module .source")


def test_it_reads_well_without_its_script(browser: Browser, page: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto(page.as_uri())
    assert tab.locator("#distributions tbody tr").count() == 2
    assert tab.is_visible("#needs")
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_people_who_cannot_see_it_can_use_it(browser: Browser, page: Path, scheme: str) -> None:
    context = browser.new_context(color_scheme=scheme, bypass_csp=True)
    tab = context.new_page()
    tab.goto(f"{page.as_uri()}#m=1")
    tab.wait_for_selector("#module .source")
    tab.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")
    assert serious(tab) == []
    context.close()


RESULTS = {
    "extract": lambda: extraction_page(extraction(warnings=(EVIL,), capabilities=(ABLE,))),
    "verify": lambda: verdict_page(replace(different_verdict(), flaky=(Flaky(EVIL, (), (), EVIL),))),
}


@pytest.mark.parametrize("name", RESULTS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_of_results_open_and_can_be_used(browser: Browser, tmp_path: Path, name: str, scheme: str) -> None:
    file = tmp_path / f"{name}.html"
    file.write_text(RESULTS[name](), encoding="utf-8")
    with quietly(browser, file) as tab:
        tab.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        assert EVIL.partition(">")[0] in tab.inner_text("main")
        assert tab.locator("main img").count() == 0
        for table in tab.locator("table").all():
            assert table.locator("caption").inner_text()
    context = browser.new_context(color_scheme=scheme, bypass_csp=True)  # type: ignore[arg-type]
    tab = context.new_page()
    tab.goto(file.as_uri())
    assert serious(tab) == []
    context.close()


def test_what_was_extracted_is_a_picture_that_leads_to_the_table(browser: Browser, tmp_path: Path) -> None:
    file = tmp_path / "extract.html"
    file.write_text(RESULTS["extract"](), encoding="utf-8")
    with quietly(browser, file) as tab:
        tab.locator("svg.treemap a").first.focus()
        tab.keyboard.press("Enter")
        assert tab.evaluate("location.hash") == "#distributions"
        assert tab.locator("#distributions tbody tr").count() == 2


@pytest.mark.parametrize("command", ["extract", "verify"])
def test_a_result_is_drilled_down_to_source_with_marks_and_witnesses(
    browser: Browser, program: Path, command: str
) -> None:
    after = {"extract": ("--layout", "site", "--out", "out"), "verify": ("--layout", "site", "--", "python", "app.py")}
    with quietly(browser, page_of(program, command, *after[command])) as tab:
        tab.locator("svg.treemap a[href='#d-2'], svg.treemap a[href='#d-3']").first.focus()
        tab.keyboard.press("Enter")
        tab.wait_for_selector("details.distribution[open] .modules svg")
        tab.fill("#wanted", "library.used")
        tab.click("#found button >> nth=0")
        tab.wait_for_selector("#module .source")
        lines = {name: "\n".join(tab.locator(f"#module .{name}").all_inner_texts()) for name in ("stays", "goes")}
        assert "def used(" in lines["stays"]
        assert "def unused(" in lines["goes"]
        assert "</script><script>" in lines["goes"]
        tab.locator("#module .source button[aria-label='Why is library.used kept?']").click()
        tab.wait_for_function("document.querySelectorAll('#module ol.path li').length > 1")
        path = tab.locator("#module ol.path li").all_inner_texts()
        assert path[0].startswith("library.used \N{LEFTWARDS ARROW} ")
        assert path[-1].startswith("app")
        link = tab.url
    context = browser.new_context(bypass_csp=True)
    tab = context.new_page()
    tab.goto(link)
    tab.wait_for_selector("#module .source")
    tab.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")
    assert serious(tab) == []
    context.close()


def test_a_page_of_a_project_that_was_changed_in_place_shows_its_originals(program: Path, tmp_path: Path) -> None:
    shutil.copytree(program / "site", tmp_path / "site")
    shutil.copy(program / "app.py", tmp_path)
    before = (tmp_path / "app.py").read_text(encoding="utf-8")
    page = page_of(tmp_path, "extract", "--in-place")
    assert (tmp_path / "app.py").read_text(encoding="utf-8") != before
    assert [each["source"] for each in data_of(page.read_text(encoding="utf-8")) if each["name"] == "app"] == [before]
