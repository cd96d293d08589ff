"""Workers give what would be made here, and nothing depends on them."""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING

import pytest

from vendorize_analysis.scanning import workers as subject
from vendorize_analysis.scanning.codec import encode
from vendorize_analysis.scanning.making import make_summary
from vendorize_analysis.scanning.source import SourceFile, read
from vendorize_analysis.scanning.workers import Workers
from vendorize_analysis.summarizing import Target

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TARGET = Target((3, 9), frozenset({"linux"}))


@pytest.fixture
def workers(monkeypatch: pytest.MonkeyPatch) -> Iterator[Workers]:
    monkeypatch.setattr(subject, "_WORTH_IT", 0)
    made = Workers(2, TARGET)
    yield made
    made.close()


def files(folder: Path, count: int = 1) -> list[tuple[str, Path, int]]:
    """Write modules, and give them as `begin` takes them."""
    found = []
    for number in range(count):
        path = folder / f"m{number}.py"
        path.write_text(f"import os\n\n\ndef f{number}(x: int) -> str:\n    return os.fspath(x)\n", encoding="utf-8")
        source = read(path)
        assert isinstance(source, SourceFile)
        found.append((f"{source.digest}-context", path, len(source.data)))
    return found


def test_a_worker_gives_the_summary_that_we_would_make(tmp_path: Path, workers: Workers) -> None:
    ((key, path, size),) = files(tmp_path)
    workers.begin([(key, path, size)])
    source = read(path)
    assert isinstance(source, SourceFile)
    assert workers.take(key) == encode(make_summary(source, TARGET).summary)


def test_more_files_than_a_worker_takes_at_once_all_get_an_answer_or_are_left_to_us(
    tmp_path: Path, workers: Workers
) -> None:
    named = files(tmp_path, 40)
    workers.begin(named)
    answers = [workers.take(key) for key, _path, _size in named]
    assert sum(answer is not None for answer in answers) >= 3
    assert len({answer for answer in answers if answer}) == sum(answer is not None for answer in answers)


def test_a_file_that_changed_since_is_left_to_us(tmp_path: Path, workers: Workers) -> None:
    ((key, path, size),) = files(tmp_path)
    path.write_text("x = 1\n", encoding="utf-8")
    workers.begin([(key, path, size)])
    assert workers.take(key) is None


def test_a_file_that_is_no_python_is_left_to_us(tmp_path: Path, workers: Workers) -> None:
    path = tmp_path / "bad.py"
    path.write_text("def (\n", encoding="utf-8")
    source = read(path)
    assert isinstance(source, SourceFile)
    workers.begin([(source.digest, path, 6)])
    assert workers.take(source.digest) is None


@pytest.mark.skipif(os.name == "nt", reason="there is no SIGKILL on Windows")
def test_a_killed_worker_leaves_its_files_to_us(tmp_path: Path, workers: Workers) -> None:
    named = files(tmp_path, 20)
    workers.begin(named)
    os.kill(workers.processes()[0], signal.SIGKILL)
    for key, _path, _size in named:
        workers.take(key)
    workers.begin([("other", tmp_path / "m0.py", 1)])
    assert workers.take("other") is None


def test_no_process_is_started_for_little_work(tmp_path: Path) -> None:
    few = Workers(4, TARGET)
    few.begin(files(tmp_path, 3))
    assert few.processes() == ()
    few.close()


def test_one_job_means_no_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subject, "_WORTH_IT", 0)
    alone = Workers(1, TARGET)
    alone.begin(files(tmp_path))
    assert alone.processes() == ()


@pytest.mark.skipif(os.name == "nt", reason="signal 0 would end the process on Windows")
def test_closing_ends_the_processes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subject, "_WORTH_IT", 0)
    made = Workers(3, TARGET)
    made.begin(files(tmp_path, 5))
    (first, second) = made.processes()
    made.close()
    for number in (first, second):
        with pytest.raises(ProcessLookupError):
            os.kill(number, 0)
