from __future__ import annotations

import ast
import textwrap
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.unit.verify.samples import make_request
from vendorize.verify.differential.screening import dangers, split_name
from vendorize_analysis.summarizing import Target, summarize

if TYPE_CHECKING:
    from pathlib import Path

    from vendorize.model.plan import ModulePlan, Plan

FILES = {
    "lib": """\
        from subprocess import run as start
        import socket
        from lib import tools
        from .tools import helper as mine
        def plain(x): return sorted(x)
        def starts(x): return start(x)
        def connects(): return socket.socket()
        def through(x): return deeper(x)
        def deeper(x): return starts(x)
        def elsewhere(x): return tools.fetch(x)
        def relative(x): return mine(x)
        def inside(x):
            from urllib.request import urlopen
            return urlopen(x)
        class Client:
            def get(self): return connects()
        class Value:
            starts = 1
            def get(self): return self.starts
        def around(x): return again(x)
        def again(x): return around(x)
        """,
    "lib.tools": """\
        import os
        from http import client
        def fetch(x): return client.HTTPConnection(x)
        def helper(x): return os.system(x)
        """,
}


def plan_of(tmp_path: Path) -> Plan:
    plan = make_request(tmp_path, "site").plan
    (lib,) = plan.distributions
    modules = tuple(_module(lib.modules[0], name, textwrap.dedent(text)) for name, text in FILES.items())
    return replace(plan, distributions=(replace(lib, modules=modules),))


def _module(like: ModulePlan, name: str, text: str) -> ModulePlan:
    summary = summarize(ast.parse(text), size=len(text), lines=1, target=Target())
    return replace(like, name=name, is_package=name == "lib", summary=summary)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("plain", ()),
        ("starts", ("subprocess",)),
        ("connects", ("network",)),
        ("through", ("subprocess",)),
        ("elsewhere", ("network",)),
        ("relative", ("subprocess",)),
        ("inside", ("network",)),
        ("Client", ("network",)),
        ("Client.get", ("network",)),
        ("Value", ()),
        ("around", ()),
    ],
)
def test_what_a_function_leads_to_is_followed_by_names(tmp_path: Path, name: str, expected: tuple[str, ...]) -> None:
    assert dangers(plan_of(tmp_path), "lib", name) == expected


def test_a_dotted_name_belongs_to_the_longest_module() -> None:
    modules = {"lib", "lib.tools"}
    assert split_name(modules, "lib.tools.fetch") == ("lib.tools", "fetch")
    assert split_name(modules, "lib.Client.get") == ("lib", "Client.get")
    assert split_name(modules, "other.x") == ("", "")
