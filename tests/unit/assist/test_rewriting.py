"""`vendorize rewrite` from the question to the files, with a scripted endpoint."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path

import pytest

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent / "rewrites")]
from endpoint import Script, proposal, serving
from worlds import write_world

from vendorize import workflow
from vendorize.assist import Endpoint, Outcome, RewriteOptions, rewrite, suggest
from vendorize.assist.prompt import Prompt
from vendorize.cli.rewrite import _text
from vendorize_analysis.errors import UserError
from vendorize_analysis.model.events import Silent

ORIGINAL = '''\
from slugs.words import split


def slug(text: str, sep: str = "-") -> str:
    """Return a slug of a text."""
    if not sep:
        raise ValueError("sep")
    return sep.join(split(text))
'''
SMALL = '''\
def slug(text: str, sep: str = "-") -> str:
    """Return a slug of a text."""
    if not sep:
        raise ValueError("sep")
    return sep.join(text.lower().split())
'''
WRONG = SMALL.replace("lower", "casefold")


def options(script: Script, **changes: object) -> RewriteOptions:
    return replace(RewriteOptions(Endpoint("m", script.url), attempts=2, seconds=60, fuzz=0), **changes)  # type: ignore[arg-type]


@pytest.mark.slow
def test_what_passes_all_gates_is_written_and_used(tmp_path: Path) -> None:
    request = write_world(tmp_path, ORIGINAL)
    request_tests = replace(request, verify=replace(request.verify, command=("python", "-m", "pytest", "-q")))
    shown: list[str] = []
    with serving(Script(proposal(WRONG), proposal(SMALL))) as script:
        (outcome,) = rewrite(request_tests, "slugs.slug", options(script), lambda text: not shown.append(text))
    assert [one[-1].name for one in outcome.gates] == ["hypothesis", "compared"], outcome.gates
    assert outcome.accepted, outcome
    assert "-    return sep.join(split(text))" in shown[0]
    # The second question has the evidence against the first answer.
    assert "hypothesis" in script.asked[1]["messages"][1]["content"]
    assert "app.title" not in str(script.asked)
    done = workflow.extract(replace(request, layout="site"), out=tmp_path / "out", smoke=False)
    assert not done.warnings
    assert "sep.join(text.lower().split())" in (tmp_path / "out/slugs/core.py").read_text()


UNTYPED = ORIGINAL.replace("text: str, sep: str =", "text, sep=").replace(") -> str:", "):")


@pytest.mark.slow
def test_observed_calls_are_told_and_repeated_and_make_a_function_without_types_comparable(tmp_path: Path) -> None:
    request = write_world(tmp_path, UNTYPED)
    request = replace(request, verify=replace(request.verify, command=("python", "-m", "pytest", "-q")))
    small = SMALL.replace("text: str, sep: str =", "text, sep=").replace(") -> str:", "):")
    with serving(Script(proposal(small.replace("lower", "upper")), proposal(small))) as script:
        (outcome,) = rewrite(request, "slugs.slug", options(script, observe=True), lambda _: True)
    told = json.loads(script.asked[0]["messages"][1]["content"])["observed_calls"]
    assert told == [
        "slugs.core.slug('Some_Old  Text', '-') returned 'some_old-text'",
        "slugs.core.slug('A b  c', '-') returned 'a-b-c'",
        "slugs.core.slug('', '-') returned ''",
    ]
    wrong, right = ({one.name: one for one in gates} for gates in outcome.gates)
    assert "hypothesis" not in wrong
    assert not wrong["observed"].passed
    assert (
        "slugs.core.slug('Some_Old  Text', '-'): returned 'some_old-text' became returned 'SOME"
        in wrong["observed"].evidence
    )
    assert "3 of 3 observed calls repeated" in right["observed"].evidence
    assert list(right)[:6] == ["parse", "types", "static", "capabilities", "gain", "observed"]
    assert "sandbox: " in right["verify"].evidence
    assert outcome.accepted, outcome


@pytest.mark.slow
def test_nothing_is_written_without_confirmation(tmp_path: Path) -> None:
    request = write_world(tmp_path, ORIGINAL)
    with serving(Script(proposal(SMALL))) as script:
        (outcome,) = rewrite(request, "slugs", options(script), lambda _: False)
    assert not outcome.accepted
    assert not (request.start / "rewrites").exists()


@pytest.mark.slow
def test_what_differs_without_a_proposal_is_not_blamed_on_it_nor_asked_about_again(tmp_path: Path) -> None:
    request = write_world(tmp_path, ORIGINAL)
    (request.start / "test_place.py").write_text(
        "import slugs\n\n\ndef test_place():\n    assert '_vendor' not in slugs.slug.__module__\n"
        "    assert 'original' in slugs.__file__ or 'site' in slugs.__file__\n"
        "    assert 'result' not in slugs.__file__\n"
    )
    request = replace(request, verify=replace(request.verify, command=("python", "-m", "pytest", "-q")))
    with serving(Script(proposal(SMALL))) as script:
        (outcome,) = rewrite(request, "slugs", options(script, attempts=3), lambda _: True)
    assert not outcome.accepted
    assert len(script.asked) == 1
    assert outcome.why.startswith("verify: the result differs without this proposal too")


@pytest.mark.skipif(sys.platform == "win32", reason="links need a right there")
@pytest.mark.parametrize("place", ["rewrites", "rewrites/slugs"])
def test_nothing_is_written_through_a_link(place: str, tmp_path: Path) -> None:
    request = write_world(tmp_path, ORIGINAL)
    (tmp_path / "elsewhere").mkdir()
    (request.start / place).parent.mkdir(exist_ok=True)
    (request.start / place).symlink_to(tmp_path / "elsewhere")
    with serving(Script(proposal(SMALL))) as script, pytest.raises(UserError, match="is a link to"):
        rewrite(request, "slugs.slug", options(script), lambda _: True)
    assert script.asked == []
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_text_of_others_steers_no_terminal() -> None:
    outcome = Outcome("m:f", accepted=False, prompt=Prompt("", ""), why="verify: \x1b[2Jgone\nnext")
    assert _text(outcome, sent=False).splitlines()[0] == "m:f: verify: ?[2Jgone next"


def test_a_dry_run_sends_nothing(tmp_path: Path) -> None:
    request = write_world(tmp_path, ORIGINAL)
    with serving(Script(proposal(SMALL))) as script:
        (outcome,) = rewrite(request, "slugs", options(script, dry_run=True), lambda _: True)
    assert script.asked == []
    assert "def split" in outcome.prompt.user
    assert "def title" not in outcome.prompt.user
    assert outcome.prompt.parts == "slugs.core:slug with 2 parts behind it, 0 observed calls, no first-party source"
    assert json.loads(outcome.prompt.user)["signature"] == "slug(text: str, sep: str='-') -> str"


def test_first_party_code_is_sent_where_that_is_allowed(tmp_path: Path) -> None:
    request = write_world(tmp_path, ORIGINAL)
    with serving(Script(proposal(SMALL))) as script:
        wanted = options(script, dry_run=True, first_party=True)
        (outcome,) = rewrite(request, "slugs.slug", wanted, lambda _: True)
    (own,) = json.loads(outcome.prompt.user)["used_by"]
    assert own.startswith("# app.py:")
    assert "def title" in own
    assert "1 pieces of first-party source" in outcome.prompt.parts


def test_a_proposal_has_no_more_lines_than_it_was_told(tmp_path: Path) -> None:
    long = SMALL.replace("    return", "".join(f"    text = text + ''  # {one}\n" for one in range(20)) + "    return")
    with serving(Script(proposal(long))) as script:
        (outcome,) = rewrite(write_world(tmp_path, ORIGINAL), "slugs.slug", options(script, attempts=1), lambda _: True)
    assert outcome.gates[0][-1].name == "static"
    assert "it has 25 lines, and may have " in outcome.gates[0][-1].evidence


def test_suggestions_need_no_model(tmp_path: Path) -> None:
    (one,) = suggest(write_world(tmp_path, ORIGINAL), Silent())
    assert (one.symbol, one.typed, one.why_not) == ("slugs.core:slug", True, "")
    assert (one.observed, one.used) == (None, 1)
    assert one.kept > 0


@pytest.mark.slow
def test_suggestions_say_what_tests_call(tmp_path: Path) -> None:
    request = write_world(tmp_path, UNTYPED)
    request = replace(request, verify=replace(request.verify, command=("python", "-m", "pytest", "-q")))
    (one,) = suggest(request, Silent(), observe=True)
    assert (one.typed, one.observed, one.comparable) == (False, 3, True)


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ("import os\n\n\ndef slug(text: str) -> str:\n    return str(os.system(text))\n", "leads to code with"),
        ("N = 0\n\n\ndef slug(text: str) -> str:\n    global N\n    N += 1\n    return text\n", "changes names"),
        ("import functools\n\n\n@functools.cache\ndef slug(text: str) -> str:\n    return text\n", "decorated"),
    ],
)
def test_what_calls_cannot_compare_is_refused(tmp_path: Path, body: str, why: str) -> None:
    request = write_world(tmp_path, body)
    with serving(Script(proposal(SMALL))) as script, pytest.raises(UserError, match=why):
        rewrite(request, "slugs.slug", options(script), lambda _: True)
    assert script.asked == []


def test_an_unknown_symbol_is_an_error(tmp_path: Path) -> None:
    with serving(Script("")) as script, pytest.raises(UserError, match="no function that first-party code uses"):
        rewrite(write_world(tmp_path, ORIGINAL), "nothing.here", options(script), lambda _: True)
