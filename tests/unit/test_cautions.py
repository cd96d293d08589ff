from __future__ import annotations

from vendorize.cautions import always_failing
from vendorize.model.report import AbsentImport


def test_a_module_that_is_absent_is_named_once_however_often_it_is_imported() -> None:
    places = [AbsentImport("fast", "lib/a.py", line, caught=line == 2) for line in (1, 2, 7, 9)]
    other = AbsentImport("slow", "lib/b.py", 3, caught=False)
    assert list(always_failing([*places, other])) == [
        "lib/a.py:1: imports fast (and 2 more), which is declared absent: this always fails",
        "lib/b.py:3: imports slow, which is declared absent: this always fails",
    ]
