from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from vendorize_analysis.environment.inline import InlineMetadata, read_inline
from vendorize_analysis.errors import UserError

if TYPE_CHECKING:
    from pathlib import Path


def script(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "main.py"
    path.write_bytes(text.encode("utf-8"))
    return path


def test_a_script_without_a_block_says_nothing(tmp_path: Path) -> None:
    assert read_inline(script(tmp_path, "# /// other\n# x = 1\n# ///\nprint(1)\n")) is None


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_the_block_names_what_is_needed(tmp_path: Path, end: str) -> None:
    lines = [
        "#!/usr/bin/env python",
        "# /// script",
        '# requires-python = ">=3.11"',
        "# dependencies = [",
        '#   "a<3",',
    ]
    text = end.join([*lines, "# ]", "#", "# ///", "import a", ""])
    assert read_inline(script(tmp_path, text)) == InlineMetadata(("a<3",), ">=3.11")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("# /// script\n# dependencies = [\n# ///\n", "main.py:1: the `script` block is not TOML"),
        ("\n# /// script\n# dependencies = 'a'\n# ///\n", "main.py:2: `dependencies` is not a list"),
        ("# /// script\n# a=1\n# ///\n\n# /// script\n# a=1\n# ///\n", "main.py:5: a second"),
        ("# /// script\n# requires-python = 3\n# ///\n", "`requires-python` is not a string"),
    ],
)
def test_a_broken_block_is_named_with_its_line(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(UserError) as caught:
        read_inline(script(tmp_path, text))
    assert said in caught.value.message
