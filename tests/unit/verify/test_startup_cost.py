"""What the start of both variants is compared by."""

from __future__ import annotations

from vendorize.verify.startup_cost import Start, Startup


def test_what_an_interpreter_has_by_itself_is_not_counted_for_the_other() -> None:
    with_site = Start(1.0, "app.py", "", frozenset({"sys", "os", "site"}), frozenset({"app", "lib", "re"}))
    without = Start(1.0, "app.py", "", frozenset({"sys"}), frozenset({"app", "os", "re"}))
    assert Startup("app", with_site, without).modules() == (3, 2)
