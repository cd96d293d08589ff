from __future__ import annotations

import ast

import pytest

from vendorize_analysis.summarizing.syntax.folding import Target, outcome

LINUX = frozenset({"linux"})
POSIX = frozenset({"linux", "macos"})
OPERATORS = ("<", "<=", ">", ">=", "==", "!=")
VERSIONS = [(3, minor, micro) for minor in range(8, 16) for micro in (0, 4)]


def fold(text: str, target: Target = Target((3, 11))) -> object:  # noqa: B008 (a named tuple)
    return outcome(ast.parse(text, mode="eval").body, target)


def really(text: str, version: tuple[int, int, int]) -> bool:
    """Tell what a test says on a version of Python."""

    class Info(tuple):  # noqa: SLOT001 (it needs an attribute)
        major = 3

    class Sys:
        version_info = Info((*version, "final", 0))
        hexversion = (version[0] << 24) + (version[1] << 16) + (version[2] << 8) + 0xF0

    return bool(eval(text, {"sys": Sys}))  # noqa: S307 (our own text)


@pytest.mark.parametrize("operator", OPERATORS)
@pytest.mark.parametrize("lowest", [(3, 8), (3, 11)])
@pytest.mark.parametrize(
    ("left", "literals"),
    [
        ("sys.version_info", ["(2,)", "(3,)", "(3, 8)", "(3, 11)", "(3, 11, 1)", "(3, 12)", "(3, 10, 4)", "(4,)"]),
        ("sys.version_info[:2]", ["(2, 7)", "(3, 8)", "(3, 11)", "(3, 11, 1)", "(3, 12)", "(3,)"]),
        ("sys.version_info[:1]", ["(2,)", "(3,)", "(2, 7)", "(3, 0)"]),
        ("sys.version_info[0:3]", ["(3, 10, 9)", "(3, 11, 0)"]),
        ("sys.version_info[0]", ["2", "3"]),
        ("sys.version_info.major", ["2", "3"]),
        ("sys.hexversion", ["0x03080000", "0x030b0000", "0x030b00f0", "0x02070000"]),
    ],
)
def test_a_version_test_is_folded_only_to_what_all_versions_say(
    left: str, literals: list[str], operator: str, lowest: tuple[int, int]
) -> None:
    for literal in literals:
        for text in (f"{left} {operator} {literal}", f"{literal} {operator} {left}"):
            known = fold(text, Target(lowest))
            if known is not None:
                assert {really(text, version) for version in VERSIONS if version >= lowest} == {known}, text


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("sys.version_info >= (3, 11)", True),
        ("sys.version_info > (3, 10)", True),
        ("sys.version_info < (3, 11)", False),
        ("sys.version_info <= (3, 10)", False),
        ("sys.version_info == (3, 10)", False),
        ("sys.version_info != (3, 10)", True),
        ("(3, 8) <= sys.version_info", True),
        ("(3, 8) > sys.version_info", False),
        ("sys.version_info[0] >= 3", True),
        ("2 == sys.version_info[0]", False),
        ("sys.version_info[:2] >= (3, 8)", True),
        ("sys.hexversion >= 0x03080000", True),
        ("sys.version_info >= (3, 12)", None),
        ("sys.version_info[:2] == (3, 11)", None),
    ],
)
def test_version_tests_that_people_write_are_folded(text: str, known: object) -> None:
    assert fold(text) is known


@pytest.mark.parametrize(
    "text",
    [
        "sys.version_info >= 3",
        "sys.version_info[:1] == 3",
        "sys.version_info[0] == (3,)",
        "sys.version_info[0] is 3",
        "sys.version_info[0] in (2, 3)",
        "sys.version_info[1] >= 8",
        "sys.version_info[::2] >= (3, 8)",
        "sys.version_info[-1] == 0",
        "sys.version_info >= (3, minor)",
        "sys.version_info >= ()",
        "other.version_info >= (3, 8)",
        "version_info >= (3, 8)",
        "sys.version >= '3.8'",
        "(3, 0) <= sys.version_info < (3, 8)",
        "six.PY2",
        "PY3",
        "sys.platform",
        "__debug__",
        "platform.system() == 'Windows'",
        "self.platform == 'win32'",
        "x.os.name == 'nt'",
        "os.name.lower() == 'nt'",
        "sys.platform.x == 'win32'",
    ],
)
def test_other_tests_are_left_alone(text: str) -> None:
    assert fold(text, Target((3, 11), LINUX)) is None


@pytest.mark.parametrize(
    ("text", "linux", "posix"),
    [
        ("sys.platform == 'linux'", True, None),
        ("'win32' == sys.platform", False, False),
        ("sys.platform != 'win32'", True, True),
        ("os.name == 'posix'", True, True),
        ("os.name in ('nt', 'ce')", False, False),
        ("sys.platform in {'linux', 'darwin'}", True, True),
        ("sys.platform not in ['linux']", False, None),
        ("'linux' in sys.platform", True, None),
        ("'win3' not in sys.platform", True, True),
        ("sys.platform.startswith('win')", False, False),
        ("sys.platform.startswith(('linux', 'darwin'))", True, True),
        ("sys.platform.startswith(prefix)", None, None),
        ("sys.platform.startswith('lin', 1)", None, None),
        ("sys.platform == name", None, None),
        ("sys.platform < 'm'", None, None),
        ("sys.platform in names", None, None),
        ("sys.platform in 'linux2'", None, None),
        ("sys.platform == ('linux',)", None, None),
        ("('linux',) in sys.platform", None, None),
    ],
)
def test_platform_tests_are_folded_for_the_named_platforms(text: str, linux: object, posix: object) -> None:
    assert fold(text, Target((3, 11), LINUX)) is linux
    assert fold(text, Target((3, 11), POSIX)) is posix
    assert fold(text, Target((3, 11))) is None


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("True", True),
        ("0", False),
        ("''", False),
        ("not 0", True),
        ("TYPE_CHECKING", None),
        ("t.TYPE_CHECKING", None),
        ("x or 1", True),
        ("1 and 2", True),
        ("1 and x", None),
        ("not x", None),
        ("__name__ == '__main__'", "main"),
        ("'__main__' == __name__", "main"),
        ("__name__ != '__main__'", None),
        ("not __name__ == '__main__'", None),
        ("__name__ == '__main__' and x", None),
        ("name == '__main__'", None),
    ],
)
def test_logic_and_constants(text: str, known: object) -> None:
    assert fold(text) is known
