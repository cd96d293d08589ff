"""Translate the names of SNMP objects by the MIBs that pysnmp brings."""

from __future__ import annotations

import sys

from pysnmp.smi import builder, rfc1902, view


def controller() -> view.MibViewController:
    """Return a view on the MIBs that are there."""
    return view.MibViewController(builder.MibBuilder())


def number(mib: str, name: str, *index: int) -> str:
    """Return the number of an object."""
    found = rfc1902.ObjectIdentity(mib, name, *index).resolve_with_mib(controller())
    return ".".join(map(str, found.get_oid()))


def label(oid: str) -> str:
    """Return the name of a number."""
    built = builder.MibBuilder()
    mibs = view.MibViewController(built)
    built.load_modules("SNMPv2-MIB", "SNMP-FRAMEWORK-MIB")
    return rfc1902.ObjectIdentity(oid).resolve_with_mib(mibs).prettyPrint()


def main() -> None:
    print(number(sys.argv[1], sys.argv[2], 0))


if __name__ == "__main__":
    main()
