from __future__ import annotations

from io import BytesIO, StringIO, TextIOWrapper

from vendorize.report.progress import open_progress


class Terminal(StringIO):
    encoding = "utf-8"

    def isatty(self) -> bool:
        return True


def tell(stream: StringIO | TextIOWrapper, *, quiet: bool = False) -> None:
    with open_progress(stream, quiet=quiet, color=True) as listener:
        listener.stage_started("reading")
        listener.progressed(1, 2, "[a]." + "long" * 20)
        listener.warned("no [bold] \x1b[31m metadata")
        listener.warned("no [bold] \x1b[31m metadata")


def test_a_pipe_gets_each_warning_once_and_no_progress() -> None:
    stream = StringIO()
    tell(stream)
    assert stream.getvalue() == "warning: no [bold] ?[31m metadata\n"


def test_silence_means_silence() -> None:
    for stream in (StringIO(), Terminal()):
        tell(stream, quiet=True)
        assert stream.getvalue() == ""


def test_a_terminal_gets_a_bar_and_the_warnings() -> None:
    stream = Terminal()
    tell(stream)
    assert "reading" in stream.getvalue()
    assert stream.getvalue().count("warning: no [bold] ?[31m metadata") == 1


def test_a_warning_that_the_stream_cannot_show_is_escaped() -> None:
    raw = BytesIO()
    stream = TextIOWrapper(raw, encoding="ascii")
    with open_progress(stream, quiet=False, color=False) as listener:
        listener.warned("größe")
    stream.flush()
    assert raw.getvalue() == b"warning: gr\\xf6\\xdfe\n"


def test_a_terminal_shows_how_many_are_done() -> None:
    stream = Terminal()
    with open_progress(stream, quiet=False, color=False) as listener:
        listener.stage_started("result")
        listener.progressed(1200, 4000, "t.py::a")
        listener.progressed(1201, 4000, "t.py::b")
    assert "1,201/4,000" in stream.getvalue()
