from __future__ import annotations

from vendorize.learning import learn_data
from vendorize.model.settings import DataRules
from vendorize.model.trace import LearnedData
from vendorize.model.verdict import Difference
from vendorize.verify.file_audit import gone_data


def test_of_a_store_that_a_rule_drops_it_is_the_folder_that_tests_opened_something_of() -> None:
    rules = DataRules(drop=("lib/data/*/**", "*.txt", "lib/one/*"))
    opened = ["lib/data/s3/b.json", "lib/data/s3/a.json", "lib/data/ec2/1/x.json", "lib/one/a", "x.txt", "lib/b.pyi"]
    assert learn_data(opened, rules) == (
        LearnedData("lib/b.pyi", "lib/b.pyi"),
        LearnedData("lib/data/ec2/**", "lib/data/ec2/1/x.json"),
        LearnedData("lib/data/s3/**", "lib/data/s3/a.json"),
        LearnedData("lib/one/a", "lib/one/a"),
        LearnedData("x.txt", "x.txt"),
    )
    assert learn_data(["lib/data/a.json"], rules) == (LearnedData("lib/data/a.json", "lib/data/a.json"),)
    assert learn_data([], rules) == ()


def test_a_rule_says_how_deep_the_folders_of_a_store_lie() -> None:
    rules = DataRules(drop=("lib/*/locale/*/**", "other/**", "third/a*/**/x/**"))
    opened = ["lib/a/locale/en/x.mo", "lib/b/locale/de/LC/x.mo", "lib/c/x.mo", "other/d/x", "other/x", "third/ab/e/x/y"]
    assert [one.pattern for one in learn_data(opened, rules)] == [
        *("lib/a/locale/en/**", "lib/b/locale/de/**", "lib/c/x.mo", "other/d/**", "other/x", "third/ab/e/**"),
    ]


def test_only_what_went_by_a_rule_or_as_a_kind_asks_for_one() -> None:
    gone = Difference("data file lib/a.txt", "opened", "missing", 'data.keep = ["lib/a.txt"] keeps it: …')
    other = Difference("data file lib/b.txt", "opened", "missing", "was opened in the original environment: keep lib")
    assert gone_data([gone, other, Difference("t.py::test", "passed", "failed", "data.keep = [")]) == ("lib/a.txt",)
