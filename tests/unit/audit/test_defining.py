"""What a module defines is read however deep its branches are."""

from __future__ import annotations

from vendorize.audit.defining import definitions_of


def test_a_long_chain_of_branches_is_read_to_its_end() -> None:
    chain = "".join(f"elif a == {number}:\n    x{number} = 1\n" for number in range(1500))
    found = definitions_of(f"if a:\n    x = 1\n{chain}".encode())
    assert found is not None
    assert found.lines["x1499"] == 3002
