"""A log on the console; structlog draws tracebacks with rich where that is installed, and requires it nowhere."""

import io

import structlog


def failure() -> str:
    """Return what the log says of an exception."""
    stream = io.StringIO()
    renderer = structlog.dev.ConsoleRenderer(colors=False)
    structlog.configure(processors=[renderer], logger_factory=structlog.PrintLoggerFactory(stream))
    try:
        _ = {}["lamp"]
    except KeyError:
        structlog.get_logger().exception("not there", room="hall")
    return stream.getvalue()
