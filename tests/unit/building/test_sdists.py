"""What the lock of an sdist says of files that the wrapped back end leaves out."""

from __future__ import annotations

from vendorize.build.sdists import lock_in_sdist
from vendorize.model.lock import Lock, LockedFile, LockedProject


def test_a_trace_that_is_left_out_is_no_input_and_a_module_is() -> None:
    inputs = tuple(LockedFile("", "", name, "0" * 64) for name in ("tool.py", "there.json", "trace.json"))
    project = LockedProject("app", (), (), files=(), inputs=inputs)
    lock = Lock(
        tool="1",
        layout="package",
        home="app/_vendor",
        python="3.11",
        platform="linux",
        configuration="",
        options=(),
        project=project,
        distributions=(),
        unused_rules=(),
        undeclared=(),
    )
    found = lock_in_sdist(lock, {"there.json": b"{}"})
    assert [one.source for one in found.project.inputs] == ["tool.py", "there.json"]
