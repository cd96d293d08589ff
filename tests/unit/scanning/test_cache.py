from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from vendorize_analysis.scanning import sqlite
from vendorize_analysis.scanning.cache import NoCache, cache_context, open_cache
from vendorize_analysis.scanning.sqlite import SqliteCache, default_folder


def file_in(folder: Path) -> Path:
    (path,) = folder.glob("*.sqlite")
    return path


def test_what_was_put_is_there_for_the_next_one(tmp_path: Path) -> None:
    first = open_cache(tmp_path / "new" / "folder")
    first.put("a", b"1")
    first.put("b", b"")
    assert first.get("a") == b"1"
    first.close()
    second = open_cache(tmp_path / "new" / "folder")
    assert second.get_many(["a", "b", "c"]) == {"a": b"1", "b": b""}
    assert second.get("c") is None
    second.close()


def test_no_more_is_held_in_memory_than_a_little(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite, "_HELD", 10)
    first, second = open_cache(tmp_path), open_cache(tmp_path)
    first.put("a", b"1" * 10)
    assert second.get("a") is None
    first.put("b", b"2")
    assert second.get_many(["a", "b"]) == first.get_many(["a", "b"]) == {"a": b"1" * 10, "b": b"2"}
    first.put("a", b"3")
    assert first.get("a") == b"3"
    first.close()
    assert second.get("a") == b"3"
    second.close()


def test_more_keys_than_one_statement_takes(tmp_path: Path) -> None:
    cache = open_cache(tmp_path)
    for number in range(1203):
        cache.put(str(number), b"%d" % number)
    cache.close()
    again = open_cache(tmp_path)
    found = again.get_many(map(str, range(2000)))
    again.close()
    assert len(found) == 1203
    assert found["1202"] == b"1202"


def test_a_closed_cache_remembers_nothing(tmp_path: Path) -> None:
    cache = open_cache(tmp_path)
    cache.put("a", b"1")
    cache.close()
    cache.close()
    cache.put("b", b"2")
    assert cache.get("a") is None


@pytest.mark.parametrize(
    "content", [b"this is no database at all, only text" * 99, b"SQLite format 3\0" + b"\xff" * 4096]
)
def test_a_corrupt_file_is_set_aside_and_made_anew(tmp_path: Path, content: bytes) -> None:
    cache = open_cache(tmp_path)
    cache.close()
    path = file_in(tmp_path)
    path.write_bytes(content)
    cache = open_cache(tmp_path)
    cache.put("a", b"1")
    cache.close()
    again = open_cache(tmp_path)
    assert again.get("a") == b"1"
    again.close()
    assert path.with_name(path.name + ".corrupt").read_bytes() == content


def test_pages_that_break_later_only_cost_the_cache(tmp_path: Path) -> None:
    cache = open_cache(tmp_path)
    for number in range(500):
        cache.put(f"{number:05}", os.urandom(300))
    cache.close()
    path = file_in(tmp_path)
    data = bytearray(path.read_bytes())
    data[4096 * 3 :] = b"\xee" * len(data[4096 * 3 :])
    path.write_bytes(data)
    broken = open_cache(tmp_path)
    assert len(broken.get_many(f"{number:05}" for number in range(500))) < 500
    broken.put("new", b"1")
    broken.close()
    mended = open_cache(tmp_path)
    mended.put("new", b"2")
    mended.close()
    last = open_cache(tmp_path)
    assert last.get("new") == b"2"
    last.close()


def test_a_changed_byte_in_a_value_is_noticed(tmp_path: Path) -> None:
    cache = open_cache(tmp_path)
    cache.put("a", b"value")
    cache.close()
    connection = sqlite3.connect(file_in(tmp_path))
    stored = connection.execute("SELECT value FROM summary").fetchone()[0]
    with connection:
        connection.execute("UPDATE summary SET value = ?", (stored[:-1] + b"X",))
    connection.close()
    again = open_cache(tmp_path)
    assert again.get("a") is None
    again.close()


def test_a_value_under_another_key_is_noticed(tmp_path: Path) -> None:
    cache = open_cache(tmp_path)
    cache.put("one", b"first value")
    cache.put("two", b"other value")
    cache.close()
    connection = sqlite3.connect(file_in(tmp_path))
    with connection:
        connection.execute("UPDATE summary SET value = (SELECT value FROM summary WHERE key = 'two') WHERE key = 'one'")
    connection.close()
    again = open_cache(tmp_path)
    assert again.get_many(["one", "two"]) == {"two": b"other value"}
    again.close()


def test_an_index_that_leads_to_another_entry_gives_no_wrong_value(tmp_path: Path) -> None:
    cache = open_cache(tmp_path)
    for number in (b"1", b"2", b"3"):
        cache.put(f"key-{number.decode()}", number * 100)
    cache.close()
    path = file_in(tmp_path)
    # An entry of the index is the key and the number of its row: one bit makes row 3 of row 2.
    data = path.read_bytes()
    assert data.count(b"key-2\x02") == 1
    path.write_bytes(data.replace(b"key-2\x02", b"key-2\x03"))
    connection = sqlite3.connect(path)
    stored = connection.execute("SELECT value FROM summary WHERE key = 'key-2'").fetchone()[0]
    connection.close()
    assert stored.endswith(b"3" * 100), "the index is not used"
    again = open_cache(tmp_path)
    assert again.get_many(["key-1", "key-2", "key-3"]) == {"key-1": b"1" * 100, "key-3": b"3" * 100}
    again.close()


def test_a_message_about_broken_pages_that_is_no_text_only_costs_the_cache(tmp_path: Path) -> None:
    cache = open_cache(tmp_path)
    cache.put("a", b"1")
    cache.close()
    path = file_in(tmp_path)
    # The schema is broken in the middle of its text, which SQLite quotes.
    path.write_bytes(path.read_bytes().replace(b"key TEXT PRIMARY", b"key TEXT \xed\xed\xed\xedARY"))
    again = open_cache(tmp_path)
    again.put("a", b"2")
    again.close()


def test_a_table_of_another_form_is_made_anew(tmp_path: Path) -> None:
    cache = open_cache(tmp_path)
    cache.close()
    connection = sqlite3.connect(file_in(tmp_path))
    with connection:
        connection.execute("DROP TABLE summary")
        connection.execute("CREATE TABLE summary (other INTEGER)")
    connection.close()
    cache = open_cache(tmp_path)
    cache.put("a", b"1")
    cache.close()
    again = open_cache(tmp_path)
    assert again.get("a") == b"1"
    again.close()


def test_where_no_file_can_be_there_is_no_cache(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert isinstance(open_cache(tmp_path / "file" / "below"), NoCache)
    (tmp_path / "taken" / "summaries-2.sqlite").mkdir(parents=True)
    cache = open_cache(tmp_path / "taken")
    cache.put("a", b"1")
    assert cache.get("a") is None
    cache.close()


def test_a_full_disk_only_costs_the_cache(tmp_path: Path) -> None:
    cache = open_cache(tmp_path)
    assert isinstance(cache, SqliteCache)
    assert cache.connection is not None
    cache.connection.execute("PRAGMA max_page_count = 4")
    cache.put("a", os.urandom(100_000))
    cache.close()
    again = open_cache(tmp_path)
    assert again.get("a") is None
    again.put("b", b"1")
    again.close()
    last = open_cache(tmp_path)
    assert last.get("b") == b"1"
    last.close()


def test_beyond_the_limit_what_was_unused_for_longest_goes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    limit = 200_000
    now = time.time()
    for day in range(8):
        monkeypatch.setattr(time, "time", lambda day=day: now + 86400 * day)
        cache = open_cache(tmp_path, limit=limit)
        assert day == 0 or cache.get("kept") == b"kept"
        if day == 0:
            cache.put("kept", b"kept")
        for number in range(50):
            cache.put(f"{day}-{number}", os.urandom(1000))
        cache.close()
    assert file_in(tmp_path).stat().st_size < 2 * limit
    last = open_cache(tmp_path, limit=limit)
    assert last.get("7-49") is not None
    assert last.get("0-0") is None
    last.close()


def test_several_processes_may_write_at_once(tmp_path: Path) -> None:
    program = (
        f"import sys; sys.path[:] = {sys.path!r}; from pathlib import Path\n"
        "from vendorize_analysis.scanning.cache import open_cache\n"
        "start = int(sys.argv[2])\n"
        "for number in range(start, start + 20):\n"
        "    cache = open_cache(Path(sys.argv[1]))\n"
        "    cache.put(str(number), b'x'); cache.put('same', b'y'); cache.close()\n"
    )
    running = [subprocess.Popen([sys.executable, "-c", program, str(tmp_path), str(start)]) for start in (0, 100, 200)]
    assert [process.wait(60) for process in running] == [0, 0, 0]
    cache = open_cache(tmp_path)
    found = cache.get_many([str(number) for start in (0, 100, 200) for number in range(start, start + 20)])
    assert len(found) == 60
    assert cache.get("same") == b"y"
    cache.close()


def test_a_killed_process_leaves_a_whole_cache(tmp_path: Path) -> None:
    cache = open_cache(tmp_path)
    cache.put("before", b"1")
    cache.close()
    program = (  # a process that is killed in the middle of a transaction
        f"import os, sys; sys.path[:] = {sys.path!r}; from pathlib import Path\n"
        "from vendorize_analysis.scanning.cache import open_cache\n"
        "cache = open_cache(Path(sys.argv[1]))\n"
        "cache.connection.execute('BEGIN IMMEDIATE')\n"
        "cache.connection.execute('DROP TABLE summary')\n"
        "os._exit(9)\n"
    )
    assert subprocess.run([sys.executable, "-c", program, str(tmp_path)], check=False).returncode == 9
    again = open_cache(tmp_path)
    assert again.get("before") == b"1"
    again.close()


def test_a_cache_that_remembers_nothing_does_so_quietly() -> None:
    cache = NoCache()
    cache.put("a", b"1")
    assert cache.get("a") is None
    assert cache.get_many(["a"]) == {}
    cache.close()


@pytest.mark.parametrize(
    ("environ", "platform", "expected"),
    [
        ({"XDG_CACHE_HOME": "/x/cache"}, "linux", Path("/x/cache/vendorize")),
        ({"XDG_CACHE_HOME": "relative"}, "linux", Path.home() / ".cache" / "vendorize"),
        ({}, "linux", Path.home() / ".cache" / "vendorize"),
        ({}, "darwin", Path.home() / "Library" / "Caches" / "vendorize"),
        ({"LOCALAPPDATA": "/c/local"}, "win32", Path("/c/local/vendorize")),
        ({}, "win32", None),
    ],
)
def test_the_folder_is_where_the_platform_keeps_caches(
    environ: dict[str, str], platform: str, expected: Path | None
) -> None:
    assert default_folder(environ, platform) == str(expected or "")


def test_without_a_home_there_is_no_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.path.expanduser", lambda path: path)
    assert not default_folder({}, "linux")


def test_a_context_is_stable_and_knows_its_settings() -> None:
    assert cache_context(">=3.11", "linux") == cache_context(">=3.11", "linux")
    assert cache_context(">=3.11", "linux") != cache_context(">=3.11linux")
    assert cache_context(">=3.11") != cache_context(">=3.12")


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_a_process_killed_while_it_writes_leaves_all_or_nothing(tmp_path: Path) -> None:
    program = (
        f"import os, sys; sys.path[:] = {sys.path!r}; from pathlib import Path\n"
        "from vendorize_analysis.scanning.cache import open_cache\n"
        "cache = open_cache(Path(sys.argv[1]))\n"
        "for number in range(190): cache.put(sys.argv[2] + str(number), os.urandom(2_000))\n"
        "print('ready', flush=True); cache.close()\n"
    )
    for turn in range(6):
        command = [sys.executable, "-c", program, str(tmp_path), f"{turn}-"]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            process.stdout.readline()
            time.sleep(0.004 * turn)
            process.kill()
        cache = open_cache(tmp_path)
        assert isinstance(cache, SqliteCache)
        assert len(cache.get_many(f"{turn}-{number}" for number in range(190))) in {0, 190}
        cache.put("after", b"%d" % turn)
        assert cache.get("after") == b"%d" % turn
        cache.close()
    assert not list(tmp_path.glob("*.corrupt"))


@pytest.mark.skipif(os.name == "nt", reason="limits of POSIX")
def test_a_file_that_may_not_grow_only_costs_the_cache(tmp_path: Path) -> None:
    program = (
        f"import os, resource, signal, sys; sys.path[:] = {sys.path!r}; from pathlib import Path\n"
        "from vendorize_analysis.scanning.cache import open_cache\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))\n"
        "cache = open_cache(Path(sys.argv[1]))\n"
        "cache.put('large', os.urandom(1_000_000)); cache.close()\n"
    )
    small = open_cache(tmp_path)
    small.put("before", b"1")
    small.close()
    subprocess.run([sys.executable, "-c", program, str(tmp_path)], check=True)
    again = open_cache(tmp_path)
    assert (again.get("before"), again.get("large")) == (b"1", None)
    again.put("after", b"2")
    again.close()
    last = open_cache(tmp_path)
    assert last.get("after") == b"2"
    last.close()
