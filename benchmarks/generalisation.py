"""Look whether a result holds for tests that nobody has learned from.

The test files of an application are split in two halves (seeded, by file). `verify --learn` sees the first half only;
the keep rules that it proposes go into the configuration of a copy that has the other half's tests, and these are run
on what is extracted there. What only tests need comes from an overlay of that half's own needs. Goal: no difference.

Beside that, the second half runs under the trace of `recall.py`: which third-party functions that the application
reaches does the analysis, with the rules of the first half, not keep? `--learn` on the second half classifies them.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
import tempfile
from collections import Counter
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import applications
import corpus
import recall

from vendorize.model.trace import Proposal
from vendorize.report.learned import snippet
from vendorize_analysis.model.options import KeepRule

if TYPE_CHECKING:
    from collections.abc import Sequence

    from applications import Application

CHOSEN = ("yamllint", "cookiecutter", "check-jsonschema", "reuse", "scriv", "mkdocs")
HEAD = (
    "application",
    "files",
    *("first half", "rules", "differs"),
    *("second half", "differs", "leaks"),
    *("executed", "kept", "missing", "recall"),
    "still proposed",
)
_TESTS = re.compile(r"test_.*\.py|.*_tests?\.py")


def main() -> None:
    """Print one table, and end with 1 where the second half differs or misses anything."""
    options = _options()
    if not (options.corpus / "apps.toml").is_file():
        sys.exit(f"{options.corpus} is no corpus: it has no apps.toml (name its folder with --corpus)")
    answers = []
    for application in applications.load(options.corpus, options.work, options.names or CHOSEN):
        applications.prepare(application)
        with tempfile.TemporaryDirectory(prefix="vendorize-halves-", ignore_cleanup_errors=True) as scratch:
            answers.append(_generalise(application, Path(scratch).resolve(), options))
        _show(answers[-1])
    print(applications.table([HEAD, *map(_row, answers)]))
    if options.json:
        options.json.write_text(json.dumps(answers, indent=1) + "\n", encoding="utf-8")
    sys.exit(not all(_is_clean(answer) for answer in answers))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    applications.add_options(parser)
    parser.add_argument("--seed", type=int, default=0, help="of the split (%(default)s)")
    parser.add_argument("--layout", choices=corpus.LAYOUTS, default=corpus.LAYOUTS[0], help="(%(default)s)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all figures, rules and missing functions")
    return parser.parse_args()


def _generalise(application: Application, scratch: Path, options: argparse.Namespace) -> dict[str, Any]:
    """Return one line of the table, with all that stands behind it."""
    halves = _split(application, options.seed)
    first = _half(application, scratch / "first", leave_out=halves[1])
    learned = _verify(first, scratch, options.layout)
    rules = [Proposal(**rule) for rule in learned.get("proposals", ())]
    second = _half(application, scratch / "second", leave_out=halves[0])
    _configure(second, rules)
    verdict = _verify(second, scratch, options.layout)
    functions, tests = recall.trace(second, scratch / "trace")
    keep = tuple(KeepRule(rule.symbol, rule.reason) for rule in rules)
    measure = recall.measure(second, functions, with_tests=False, keep=keep)
    return {
        "application": application.name,
        "seed": options.seed,
        "layout": options.layout,
        "halves": halves,
        "first": learned,
        "second": verdict,
        "traced": tests,
        "measure": asdict(measure) | {"recall": measure.recall},
    }


def _split(application: Application, seed: int) -> tuple[list[str], list[str]]:
    """Return the test files of both halves; one that another test imports belongs to neither, and stays in both."""
    source = application.source
    wanted = [word for word in application.settings["command"] if (source / word).is_file()]
    found = sorted(
        path.relative_to(source).as_posix()
        for folder in application.settings["tests"]
        for path in (source / folder).rglob("*.py")
        if _TESTS.fullmatch(path.name)
    )
    texts = {path: path.read_text(encoding="utf-8", errors="replace") for path in source.rglob("*.py")}
    files = [file for file in found if (not wanted or file in wanted) and not _is_imported(source / file, texts)]
    random.Random(seed).shuffle(files)  # noqa: S311 - a split that can be repeated
    middle = (len(files) + 1) // 2
    if middle == len(files):
        sys.exit(f"{application.name} has {len(files)} test files that can be told apart: there are no two halves")
    return sorted(files[:middle]), sorted(files[middle:])


def _is_imported(file: Path, texts: dict[Path, str]) -> bool:
    name = re.escape(file.stem)
    pattern = rf"^\s*(from\s+\S*\b{name}\s+import|(from\s+\S+\s+)?import\s.*\b{name}\b)"
    return any(other != file and re.search(pattern, text, re.MULTILINE) for other, text in texts.items())


def _half(application: Application, folder: Path, *, leave_out: Sequence[str]) -> Application:
    """Copy an application without some of its tests."""
    folder.mkdir()
    copy = recall.copy_of(application, folder / application.name)
    for file in leave_out:
        (copy.source / file).unlink()
    command = [word for word in copy.settings["command"] if word not in leave_out]
    return replace(copy, settings={**copy.settings, "command": command})


def _configure(application: Application, rules: Sequence[Proposal]) -> None:
    file = application.source / "pyproject.toml"
    text = file.read_text(encoding="utf-8")
    file.write_text(f"{text}\n{snippet(tuple(rules))}\n", encoding="utf-8")


def _verify(application: Application, scratch: Path, layout: str) -> dict[str, Any]:
    options = [str(application.source), "--python", str(application.python), "--cache-dir", str(scratch / "cache")]
    options += ["--layout", layout, "--learn", "--output-format", "json"]
    return corpus.tool(application, ["verify", *options, "--", *application.test_command("python")])


def _show(answer: dict[str, Any]) -> None:
    """Print what was proposed, what differs, and what is missing."""
    name = answer["application"]
    for half in ("first", "second"):
        verdict = answer[half]
        if "error" in verdict:
            print(f"{name}, {half} half: {verdict['error']}")
        for rule in verdict.get("proposals", ()):
            print(f"{name}, {half} half, proposed: {rule['symbol']}: {rule['reason']} (seen in {rule['seen_in']})")
        causes = Counter(corpus.cause(each) for each in verdict.get("differences", ()))
        for cause, count in causes.most_common(corpus.SHOWN):
            print(f"{name}, {half} half, differs: {count} times {cause}")
    for each in answer["measure"]["missing"]:
        print(f"{name}, missing: {each['file']}:{each['line']} {each['name']}: {each['why']} ({each['way']})", end="")
        print("", *each["callers"][: recall.SHOWN], sep="\n    < ")


def _row(answer: dict[str, Any]) -> tuple[str, ...]:
    first, second, measure = answer["first"], answer["second"], answer["measure"]
    codes = Counter(rule["code"] or "no hazard" for rule in second.get("proposals", ()))
    return (
        answer["application"],
        "+".join(str(len(half)) for half in answer["halves"]),
        _tests(first),
        str(len(first.get("proposals", ()))),
        _count(first, "differences"),
        _tests(second),
        _count(second, "differences"),
        _count(second, "leaks"),
        str(measure["executed"]),
        str(measure["kept"]),
        str(len(measure["missing"])),
        f"{measure['recall']:.2f}%",
        ", ".join(f"{count} {code}" for code, count in sorted(codes.items())) or "-",
    )


def _tests(verdict: dict[str, Any]) -> str:
    return str(verdict["baseline"]["passed"]) if "baseline" in verdict else "error"


def _count(verdict: dict[str, Any], kind: str) -> str:
    return str(len(verdict[kind])) if kind in verdict else "-"


def _is_clean(answer: dict[str, Any]) -> bool:
    return bool(answer["second"].get("same")) and not answer["measure"]["missing"]


if __name__ == "__main__":
    main()
