from __future__ import annotations

import pytest
from pysnmp.smi.error import MibNotFoundError

from mibs.cli import label, number


def test_names_have_numbers() -> None:
    assert number("SNMPv2-MIB", "sysDescr", 0) == "1.3.6.1.2.1.1.1.0"
    assert number("SNMP-FRAMEWORK-MIB", "snmpEngineID", 0) == "1.3.6.1.6.3.10.2.1.1.0"


def test_numbers_have_names() -> None:
    assert label("1.3.6.1.2.1.1.3.0") == "SNMPv2-MIB::sysUpTime.0"


def test_a_mib_that_is_not_there() -> None:
    with pytest.raises(MibNotFoundError):
        number("NO-SUCH-MIB", "x", 0)
