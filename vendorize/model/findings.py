"""What `check` and `audit` can find, each with its code, and one such finding."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


class FindingKind(NamedTuple):
    """The texts of one code; its page and the rules in SARIF are made of them."""

    title: str
    means: str
    """What is so, and why it matters."""
    remedy: str
    """What to do about it."""
    command: str = "check"
    """The one that finds it."""

    @property
    def page(self) -> str:
        """Return Markdown that follows the heading."""
        return f"{self.means}\n\n{_DOES.format(self.command)}\n## What you can do\n\n{self.remedy}\n\n{_ACCEPT}"


_DOES: Final = """\
## What vendorize does

`vendorize {}` names the file and line, and ends with 1. It changes nothing.
"""
_ACCEPT: Final = """\
To live with one of them, name it with a reason; `about` is the file, distribution, rule, module or advisory of the
finding:

```toml
[[tool.vendorize.accept]]
code = "VZ805"
about = "dep"
reason = "its licence is in the README of the project"
```
"""

REACHABLE: Final = "VZ830"
KINDS: Final[Mapping[str, FindingKind]] = {
    "VZ801": FindingKind(
        "written file edited",
        "A file that vendorize wrote is not as it was written: the next extraction would undo the edit, and nobody who "
        "reviews the lock sees it.",
        "Make the change where the file comes from, and extract again. Of a vendored module make a patch: "
        "`vendorize update --save-patch NAME`, for a folder with `--result OUT`.",
    ),
    "VZ802": FindingKind(
        "file added or missing",
        "The folder of the vendored code, or a result as a whole, has a file that vendorize did not write, or lacks "
        "one that it did.",
        "Take a missing one back from version control, or extract again; keep files of your own elsewhere.",
    ),
    "VZ803": FindingKind(
        "lock is stale",
        "The configuration, or what the project requires, is not what the result was made with.",
        "Extract again, and commit the lock with the result.",
    ),
    "VZ804": FindingKind(
        "input changed",
        "A first-party module, a trace or an installed distribution that the result was made from has changed since: "
        "another extraction would give something else.",
        "Extract again (`vendorize update` says what that changes), and commit the lock with the result.",
    ),
    "VZ805": FindingKind(
        "licence text missing",
        "Code of a distribution is part of the result, and no licence text of it is: most licences ask for one.",
        "Have the distribution ship it, or carry the text yourself and accept the finding with that reason. One that "
        "was there and is gone comes back with the next extraction.",
    ),
    "VZ806": FindingKind(
        "installed file changed",
        "An installed file is not what RECORD says, which an installer writes: somebody or something has changed it "
        "after it was installed. `extract` stops for such a file.",
        "Reinstall the distribution; or allow the change with a `file` (as RECORD names it, `*` stands for any text) "
        "and a `reason` in `[[tool.vendorize.changed]]`: the lock lists it then.",
    ),
    "VZ807": FindingKind(
        "keep rule unused",
        "A keep rule of the configuration matches nothing: it is misspelled, or what it kept is no longer there.",
        "Correct its `symbol`, or take the rule out, and extract again.",
    ),
    "VZ808": FindingKind(
        "import undeclared",
        "First-party code imports a distribution that is installed, and that the project does not require: another "
        "environment may not have it.",
        "Declare it as a requirement, or name the module in `tool.vendorize.absent`, and extract again.",
    ),
    "VZ809": FindingKind(
        "capability denied",
        "Code of a distribution in the result can do what the policy of the configuration denies to it.",
        "`vendorize why DISTRIBUTION --capability NAME` says by which way. Stop using what leads there, or allow it: "
        '`allow-capabilities = ["NAME"]` in `[tool.vendorize.distribution.DISTRIBUTION]`.',
    ),
    "VZ810": FindingKind(
        "licence not allowed",
        "A distribution in the result has a licence that is not among those that the policy of the configuration "
        "allows. Of an SPDX expression, one side of each `OR` and both sides of each `AND` must be; what is no such "
        "expression must be in the list as the metadata has it.",
        "Do without the distribution; or, if its licence is fine, add it to `licenses` in `[tool.vendorize.policy]`.",
    ),
    "VZ811": FindingKind(
        "distribution denied",
        "A distribution is in the result that the policy of the configuration does not allow there.",
        "`vendorize why` with a symbol of it says what needs it. Do without it, or take it from `deny-distributions`.",
    ),
    "VZ812": FindingKind(
        "symbol denied",
        "Vendored code defines, imports or refers to a symbol that the policy of the configuration denies: one of a "
        "distribution, of the standard library (`pickle.loads`), or a built-in one (`builtins.eval`).",
        "`vendorize why SYMBOL` says what keeps it. Stop using what leads there, or take it from `deny-symbols`.",
    ),
    "VZ813": FindingKind(
        "licence text differs",
        "The licence text that a distribution brings is of another licence than its metadata states: one of the two is "
        "wrong, and the text is what holds. It is found where the extra `licenses` is installed.",
        "Ask its authors. Until then accept the finding, with what you have found out as the reason.",
    ),
    "VZ820": FindingKind(
        "provenance does not fit",
        "The statement of provenance is about other files or other inputs than these, or the key that shall have "
        "signed it has not.",
        "Find out which of them was changed. If the result is what it shall be, state its provenance again, and sign "
        "it as before: `vendorize provenance RESULT --sign-with KEY --output FILE`.",
    ),
    REACHABLE: FindingKind(
        "advisory reachable",
        "An advisory is about an installed release, and what runs leads to the code that it is about; or nobody knows "
        "which code that is, so that all of the distribution counts.",
        "Update the distribution and extract again, or stop using what leads there. Where nobody names the symbols, "
        "name them in a file for `--symbols`, or give `--artefacts` a folder with the fixed release.",
        "audit",
    ),
}


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One thing that is not as the lock says."""

    file: Path
    line: int
    """From 1 on."""
    code: str
    about: str
    """The file (as the lock names it), distribution, keep rule or module that it is about."""
    message: str
    advice: str = ""
    """What to do about this very one, where that is not what the page of its code says of all."""

    @property
    def remedy(self) -> str:
        """Return what to do about it."""
        return self.advice or KINDS[self.code].remedy


@dataclass(frozen=True, slots=True)
class Checked:
    """The answer of `check`."""

    findings: tuple[Finding, ...]
    """Sorted."""
    files: int
    """Written files that were compared."""
    distributions: int
    """Distributions whose installed files were compared."""
    notes: tuple[str, ...] = ()
    """What could not be compared, and why."""
    accepted: int = 0
    """Findings that the configuration accepts."""
