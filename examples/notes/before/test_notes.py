from __future__ import annotations

import notes

PAGE = """# Trip

- [ ] book a **room**
- [x] buy tickets

## Food

* [ ] bread, see [the list](https://example.org/list "of all")
"""


def test_open_tasks_stand_under_their_headings() -> None:
    lines = notes.report(PAGE).splitlines()
    assert lines[:4] == [
        "Trip",
        "  - book a **room**",
        "  Food",
        '  - bread, see [the list](https://example.org/list "of all")',
    ]


def test_done_tasks_are_counted_and_links_listed() -> None:
    assert notes.report(PAGE).splitlines()[4:] == ["1 done", "-> https://example.org/list"]


def test_a_page_without_tasks_has_none() -> None:
    assert notes.report("Nothing `[ ] here`.\n") == "0 done"
