from __future__ import annotations

import gc

from vendorize_analysis.scanning import collection_paused


def test_what_was_made_in_the_pause_counts_as_old() -> None:
    with collection_paused():
        assert not gc.isenabled()
        made: list[object] = [[] for _ in range(3000)]
    assert gc.isenabled()
    assert any(found is made for found in gc.get_objects(generation=2))


def test_a_pause_inside_a_pause_ends_with_the_outer_one() -> None:
    with collection_paused():
        with collection_paused():
            pass
        assert not gc.isenabled()
    assert gc.isenabled()


def test_what_somebody_has_frozen_stays_frozen() -> None:
    gc.freeze()
    try:
        with collection_paused():
            pass
        assert gc.get_freeze_count() > 0
    finally:
        gc.unfreeze()
