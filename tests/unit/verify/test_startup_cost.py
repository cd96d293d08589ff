"""What the start of both variants is compared by."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest

from vendorize.verify import startup_cost
from vendorize.verify.startup_cost import Start, Startup


def test_what_an_interpreter_has_by_itself_is_not_counted_for_the_other() -> None:
    with_site = Start(1.0, "app.py", "", frozenset({"sys", "os", "site"}), frozenset({"app", "lib", "re"}))
    without = Start(1.0, "app.py", "", frozenset({"sys"}), frozenset({"app", "os", "re"}))
    assert Startup("app", with_site, without).modules() == (3, 2)


@pytest.mark.parametrize(
    ("start", "file", "module"),
    [("app.cli", None, "app.cli"), ("app.cli", "app.py", "app.cli"), ("library", "manage.py", "manage")],
)
def test_of_one_file_a_module_is_imported_that_it_makes_importable(start: str, file: str | None, module: str) -> None:
    request = SimpleNamespace(
        project=SimpleNamespace(entry_points=(), top_level=(start,)),
        layout=SimpleNamespace(file_of=lambda folder: None if file is None else folder / file),
        shipped=Path("out"),
    )
    assert startup_cost._importable(request) == module  # type: ignore[arg-type]
