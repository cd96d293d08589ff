"""Command lines with this interpreter: which of them run a file, and which say a module or start themselves again."""

from __future__ import annotations

import pytest

from tests.unit.summarizing.sources import part_of
from vendorize_analysis.model.hazards.code import StartedProgram


def forms(arguments: str) -> set[str]:
    text = f"def start(path, argv):\n    import os, sys\n    os.execv(sys.executable, {arguments})\n"
    return {one.form for one in part_of(text).hazards if isinstance(one, StartedProgram)}


@pytest.mark.parametrize(
    "arguments",
    [
        *("path", "[path]", "[path] + argv", "argv + [path]", "[sys.executable, path]", "[sys.executable] + [path]"),
        *("['-u', path]", "['-m'] + argv", "[]", "[sys.executable]", "sys.argv[0] + '.py'", "[*argv]", "argv"),
    ],
)
def test_a_file_that_is_not_known_may_be_run(arguments: str) -> None:
    assert "script" in forms(arguments)


@pytest.mark.parametrize(
    "arguments",
    [
        *("sys.argv", "[sys.executable] + sys.argv", "[sys.executable, *sys.argv]", "[sys.executable] + sys.argv[:]"),
        *("['-m', 'dep'] + argv", "[sys.executable, '-m', 'dep']", "[sys.executable] + ['-m', 'dep', *argv]"),
    ],
)
def test_a_module_or_the_program_itself_is_no_file(arguments: str) -> None:
    found = forms(arguments)
    assert "script" not in found
    assert ("started" in found) is ("-m" in arguments)
