from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from vendorize.config import load
from vendorize.model.settings import AssistSettings, Mask, Policy, Settings, VerifySettings
from vendorize_analysis.errors import UserError
from vendorize_analysis.model.options import AnalysisOptions, KeepRule

if TYPE_CHECKING:
    from pathlib import Path

WHOLE = """
[tool.vendorize]
namespace = "app._vendor"
layout = "site"
granularity = "symbol"
precision = "values"
external = ["NumPy", "ruamel.yaml"]
roots = ["app.cli:main", "tests"]
extras = ["Socks_Proxy"]
absent = ["simplejson", "a.b"]
prune-first-party = true
python = ">=3.11"
platforms = ["linux", "windows"]

[[tool.vendorize.keep]]
symbol = "urllib3.contrib.socks.*"
reason = "socks5 proxies"

[tool.vendorize.distribution.Pygments]
granularity = "module"
allow-capabilities = ["subprocess"]

[tool.vendorize.distribution.boto3]
deny-capabilities = ["network", "reflection"]

[tool.vendorize.policy]
licenses = ["MIT"]
deny-capabilities = ["subprocess"]
deny-distributions = ["Left_Pad"]
deny-symbols = ["yaml.load", "pickle.*"]

[tool.vendorize.verify]
command = ["python", "-m", "pytest", "-q"]
runs = 2
timeout = 600
network = true
record = "verdict.json"
masks = [{ pattern = 'id=([0-9]+)', replace = "id=N" }]
variables = { LANG = "C", GIT_AUTHOR_NAME = "t" }

[tool.vendorize.assist]
enabled = true
model = "m"
base-url = "http://localhost"
"""


def write(root: Path, text: str, name: str = "pyproject.toml") -> Path:
    (root / name).write_text(text, encoding="utf-8")
    return root / name


def problems(root: Path, text: str) -> list[str]:
    write(root, text)
    with pytest.raises(UserError) as caught:
        load(root)
    return [line.strip() for line in caught.value.message.splitlines()[1:]]


def test_every_key_arrives(tmp_path: Path) -> None:
    write(tmp_path, WHOLE)
    assert load(tmp_path) == Settings(
        namespace="app._vendor",
        layout="site",
        analysis=AnalysisOptions(
            granularity="symbol",
            prune_first_party=True,
            precision="values",
            external=frozenset({"numpy", "ruamel-yaml"}),
            roots=("app.cli:main", "tests"),
            extras=frozenset({"socks-proxy"}),
            absent=frozenset({"simplejson", "a.b"}),
            requires_python=">=3.11",
            platforms=frozenset({"linux", "windows"}),
            keep=(KeepRule("urllib3.contrib.socks.*", "socks5 proxies"),),
            granularities=(("pygments", "module"),),
        ),
        verify=VerifySettings(
            command=("python", "-m", "pytest", "-q"),
            runs=2,
            timeout=600,
            network=True,
            record="verdict.json",
            masks=(Mask("id=([0-9]+)", "id=N"),),
            variables=(("GIT_AUTHOR_NAME", "t"), ("LANG", "C")),
        ),
        policy=Policy(
            denied=frozenset({"subprocess"}),
            denied_to=(("boto3", frozenset({"network", "reflection"})),),
            allowed_to=(("pygments", frozenset({"subprocess"})),),
            licenses=("MIT",),
            distributions=frozenset({"left-pad"}),
            symbols=("yaml.load", "pickle.*"),
        ),
        assist=AssistSettings(enabled=True, model="m", base_url="http://localhost"),
    )


def test_without_a_table_or_a_file_there_are_defaults(tmp_path: Path) -> None:
    assert load(tmp_path) == Settings()
    write(tmp_path, '[project]\nname = "app"\n')
    assert load(tmp_path) == Settings()
    assert Settings().layout == "package"


def test_a_capability_that_is_misspelled_or_both_allowed_and_denied_is_an_error(tmp_path: Path) -> None:
    text = """\
[tool.vendorize.policy]
deny-capabilities = ["networks"]

[tool.vendorize.distribution.dep]
deny-capabilities = ["reflection"]
allow-capabilities = ["reflection"]
"""
    (both, misspelled) = problems(tmp_path, text)
    assert both.endswith("allow-capabilities: reflection is denied to the same distribution")
    assert "did you mean 'network'?" in misspelled


def test_a_policy_for_all_is_overruled_for_one(tmp_path: Path) -> None:
    write(tmp_path, WHOLE)
    policy = load(tmp_path).policy
    has = ("network", "subprocess")
    assert policy.broken_by("dep", has) == ("subprocess",)
    assert policy.broken_by("pygments", has) == ()
    assert policy.broken_by("boto3", has) == ("network", "subprocess")
    assert policy.everything() == {"network", "reflection", "subprocess"}


def test_a_file_of_its_own_may_leave_out_the_name_of_the_table(tmp_path: Path) -> None:
    file = write(tmp_path, 'layout = "site"\n', "vendorize.toml")
    assert load(tmp_path, file).layout == "site"
    file = write(tmp_path, '[tool.vendorize]\nlayout = "site"\n', "vendorize.toml")
    assert load(tmp_path, file).layout == "site"


def test_a_pyproject_given_as_the_file_is_no_bare_table(tmp_path: Path) -> None:
    assert load(tmp_path, write(tmp_path, '[project]\nname = "app"\n')) == Settings()


def test_a_file_that_is_missing_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no such configuration file"):
        load(tmp_path, tmp_path / "vendorize.toml")


def test_all_problems_are_reported_at_once_with_their_paths(tmp_path: Path) -> None:
    text = """
[tool.vendorize]
layuot = "site"
layout = "sit"
external = ["numpy", 3, "no name"]
absent = "simplejson"
prune-first-party = 1
python = "3.11+"
namespace = "app.-x"
policy = { licences = ["MIT"] }
verify = { command = [], replay = 1, fuzz = "x" }
distribution = { a = { granularity = "modul" }, A = { granularity = "module" } }
keep = [{ symbol = "a.b" }, { symbol = "a b", reason = " " }]
"""
    assert problems(tmp_path, text) == [
        "tool.vendorize.absent: must be a list of strings, but is a string",
        "tool.vendorize.distribution.A: the same distribution is configured twice",
        (
            "tool.vendorize.distribution.a.granularity: must be one of member, symbol, module, distribution, "
            "but is 'modul', did you mean 'module'?"
        ),
        "tool.vendorize.external[1]: must be a string, but is a number",
        "tool.vendorize.external[2]: 'no name' is no name of a distribution",
        "tool.vendorize.keep[0].reason: is required",
        "tool.vendorize.keep[1].reason: must not be empty",
        "tool.vendorize.keep[1].symbol: 'a b' is no dotted name, with or without *",
        "tool.vendorize.layout: must be one of package, site, file, but is 'sit', did you mean 'site'?",
        "tool.vendorize.layuot: unknown key, did you mean 'layout'?",
        "tool.vendorize.namespace: 'app.-x' is no dotted name",
        "tool.vendorize.policy.licences: unknown key, did you mean 'licenses'?",
        "tool.vendorize.prune-first-party: must be true or false, but is a number",
        "tool.vendorize.python: '3.11+' is no version specifier; write it as '>=3.11'",
        "tool.vendorize.verify.command: must not be empty",
        "tool.vendorize.verify.fuzz: must be a number of seconds, but is a string",
        "tool.vendorize.verify.replay: must be true or false, but is a number",
    ]


def test_what_is_wrong_with_the_tests_is_reported_with_the_nearest_key(tmp_path: Path) -> None:
    text = """
[tool.vendorize.verify]
run = 3
runs = 0
timeout = "long"
network = "yes"
variables = { A = 1 }
masks = [{ pattern = "(" , replace = "x" }, { pattern = "a", replace = "\\\\1" }, { patern = "a", replace = "" }]
"""
    found = problems(tmp_path, text)
    assert [problem.partition(":")[0].removeprefix("tool.vendorize.verify.") for problem in found] == [
        "masks[0].pattern",
        "masks[1].replace",
        "masks[2].patern",
        "masks[2].pattern",
        "network",
        "run",
        "runs",
        "timeout",
        "variables.A",
    ]
    assert found[5] == "tool.vendorize.verify.run: unknown key, did you mean 'runs'?"
    assert "no regular expression" in found[0]


@pytest.mark.parametrize("key", ["packages", "target"])
def test_keys_of_the_older_project_are_explained(tmp_path: Path, key: str) -> None:
    (problem,) = problems(tmp_path, f'[tool.vendorize]\n{key} = "x"\n')
    assert problem.startswith(f"tool.vendorize.{key}: this key belongs to the older project")


def test_a_table_that_is_none_is_reported(tmp_path: Path) -> None:
    write(tmp_path, "[tool]\nvendorize = 3\n")
    with pytest.raises(UserError, match=r"tool\.vendorize must be a table"):
        load(tmp_path)
    assert problems(tmp_path, "[tool.vendorize]\nkeep = [1]\nassist = 2026-01-01\n") == [
        "tool.vendorize.assist: must be a table, but is a date or time",
        "tool.vendorize.keep[0]: must be a table, but is a number",
        "tool.vendorize.keep[0].reason: is required",
        "tool.vendorize.keep[0].symbol: is required",
    ]


def test_a_symbol_may_be_written_with_a_colon_and_stars(tmp_path: Path) -> None:
    write(tmp_path, '[[tool.vendorize.keep]]\nsymbol = "a.b:C.visit_*"\nreason = "r"\n')
    assert load(tmp_path).analysis.keep[0].symbol == "a.b:C.visit_*"


def test_time_for_made_up_calls_is_a_number_that_is_not_negative(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.vendorize.verify]\nfuzz = 30\nreplay = true\n", encoding="utf-8")
    assert load(tmp_path).verify == VerifySettings((), replay=True, fuzz=30.0)
    expected = ["tool.vendorize.verify.fuzz: must be a number of seconds, 0 or more"]
    assert problems(tmp_path, "[tool.vendorize.verify]\nfuzz = -1\n") == expected
