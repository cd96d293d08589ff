from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from vendorize.model.report import Explanation, Step
from vendorize.report.explain import explanation_object, render
from vendorize.report.look import Look

ROOT = Step("app.main", "app.py", 3, "root", certain=True, text="def main():", detail="entry point app")
CALL = Step("lib.get", "app.py", 4, "reference", certain=True, text="    lib.get()", detail="lib.get")
NAME = Step("lib.S.close", "lib/api.py", 9, "attribute", certain=False, text="x.close()")


def test_the_path_begins_at_the_root_and_shows_the_source() -> None:
    assert render(Explanation("lib.get", kept=True, steps=(ROOT, CALL)), Look()).splitlines() == [
        "lib.get is kept:",
        "",
        "  app.main  root: entry point app",
        "      app.py:3  def main():",
        "  → lib.get  is referred to",
        "      app.py:4  lib.get()",
    ]


def test_edges_by_name_only_are_marked_and_explained() -> None:
    text = render(Explanation("lib.S.close", kept=True, steps=(ROOT, NAME)), Look(unicode=False))
    assert "  ~> lib.S.close  has the name of an attribute in use" in text
    assert "~> may be: the name was enough" in text
    assert text.isascii()


def test_a_root_without_a_place_has_one_line() -> None:
    step = Step("lib.x", "", 0, "keep", certain=True, detail="socks proxies")
    text = render(Explanation("lib.x", kept=True, steps=(step,)), Look())
    assert text.splitlines()[2:] == ["  lib.x  a keep rule: socks proxies"]


def test_all_edges_follow_the_path() -> None:
    text = render(Explanation("lib.get", kept=True, steps=(ROOT, CALL), edges=(CALL, NAME)), Look())
    assert "Every edge into it (2):" in text
    assert text.index("Every edge") < text.index("lib.S.close")


def test_what_is_not_kept_shows_its_nearest_references() -> None:
    found = Explanation("lib.S.close", kept=False, steps=(), reason="no live code refers to it", nearest=(NAME,))
    text = render(found, Look())
    assert text.startswith("lib.S.close is not kept\n  no live code refers to it\n")
    assert "Nearest references, none of them in kept code:" in text
    assert "lib/api.py:9  x.close()" in text


def test_what_nothing_refers_to_says_so() -> None:
    assert "Nothing that was read refers to it." in render(Explanation("lib.x", kept=False, steps=()), Look())


def test_places_below_the_current_folder_are_short(tmp_path: Path) -> None:
    inside = replace(CALL, path=str(tmp_path / "src" / "app.py"))
    beside = replace(CALL, path=f"{tmp_path}-other/app.py")
    lines = render(Explanation("lib.get", kept=True, steps=(inside, beside)), Look(width=200, here=str(tmp_path)))
    assert f"      {Path('src', 'app.py')}:4  lib.get()\n" in lines
    assert f"      {tmp_path}-other/app.py:4  lib.get()\n" in lines


def test_a_long_source_line_is_cropped_but_never_its_place() -> None:
    step = Step("lib.x", "deep/" * 20 + "a.py", 7, "reference", certain=True, text="y" * 200)
    short = Step("lib.x", "a.py", 7, "reference", certain=True, text="y" * 200)
    lines = render(Explanation("lib.x", kept=True, steps=(step, short)), Look()).splitlines()
    assert lines[3].endswith("a.py:7")
    assert len(lines[5]) == 80


def test_json_has_every_field_of_a_step() -> None:
    answer = explanation_object(Explanation("lib.get", kept=True, steps=(CALL,)))
    assert answer["schema"] == 1
    assert answer["steps"] == [
        {
            "symbol": "lib.get",
            "path": "app.py",
            "line": 4,
            "kind": "reference",
            "certain": True,
            "text": "    lib.get()",
            "detail": "lib.get",
        }
    ]


def test_the_way_by_calls_says_how_much_of_it_is_only_possible() -> None:
    found = Explanation("lib.S.close", kept=True, steps=(ROOT,), calls=(ROOT, CALL, NAME))
    assert "By calls (1 of 2 only possible):" in render(found, Look())
    assert [step["certain"] for step in explanation_object(found)["calls"]] == [True, True, False]
    assert "By calls (all of them certain):" in render(
        Explanation("a", kept=True, steps=(), calls=(ROOT, CALL)), Look()
    )
    assert "No calls lead to it" in render(Explanation("a", kept=True, steps=(), calls=()), Look())


def test_calls_are_null_unless_asked_for() -> None:
    assert explanation_object(Explanation("a", kept=True, steps=()))["calls"] is None
