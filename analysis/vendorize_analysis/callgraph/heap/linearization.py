"""The C3 linearization of classes (Barrett and others, 1996), which Python's method resolution order is."""

from __future__ import annotations


def merge_orders(orders: list[list[int]]) -> list[int] | None:
    """Merge the orders of bases and the list of the bases; None where they disagree."""
    orders = [each for each in orders if each]
    merged: list[int] = []
    while orders:
        tails = {item for each in orders for item in each[1:]}
        head = next((each[0] for each in orders if each[0] not in tails), None)
        if head is None:
            return None
        merged.append(head)
        orders = [rest for each in orders if (rest := [item for item in each if item != head])]
    return merged
