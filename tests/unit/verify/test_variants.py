from __future__ import annotations

import sys
from pathlib import Path

import pytest

from vendorize.verify.variants import Variant, require_module
from vendorize_analysis.errors import UserError


def test_who_has_no_tests_hears_how_to_run_something_else(tmp_path: Path) -> None:
    variant = Variant(Path(sys.executable), tmp_path, {}, (tmp_path,), tmp_path)
    (tmp_path / "ask").mkdir()
    with pytest.raises(UserError, match="framework_that_is_nowhere is not installed") as error:
        require_module(variant, "framework_that_is_nowhere", tmp_path / "ask")
    assert "vendorize verify -- python app.py" in str(error.value.hint)
