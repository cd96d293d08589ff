from __future__ import annotations

import pytest

from vendorize.emit.inplace.reconciling import Conflict, reconcile

ORIGINAL = b"import dep\nimport os\n\n\ndef f():\n    return 1\n"
WRITTEN = b"from v import dep\nimport os\n\n\ndef f():\n    return 1\n"


@pytest.mark.parametrize(
    ("present", "expected"),
    [
        (WRITTEN, ORIGINAL),
        (WRITTEN + b"# end\n", ORIGINAL + b"# end\n"),
        (WRITTEN.replace(b"1", b"2"), ORIGINAL.replace(b"1", b"2")),
        (
            WRITTEN.replace(b"import os\n\n", b"import os\nimport re\n\n"),
            ORIGINAL.replace(b"os\n\n", b"os\nimport re\n\n"),
        ),
    ],
)
def test_what_the_user_changed_comes_to_the_original(present: bytes, expected: bytes) -> None:
    assert reconcile(ORIGINAL, WRITTEN, present) == expected


@pytest.mark.parametrize(
    ("present", "line"),
    [
        (WRITTEN.replace(b"from v import dep", b"from v import dep, other"), 1),
        (b"# first\n" + WRITTEN, 1),
        (WRITTEN.replace(b"dep\n", b"dep\nimport re\n"), 2),
        (b"", 1),
    ],
)
def test_changes_of_the_same_lines_or_beside_them_are_a_conflict(present: bytes, line: int) -> None:
    with pytest.raises(Conflict) as raised:
        reconcile(ORIGINAL, WRITTEN, present)
    assert raised.value.line == line
