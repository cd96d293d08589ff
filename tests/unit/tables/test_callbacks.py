from __future__ import annotations

import pytest

from vendorize_analysis.tables.callbacks import is_standard_class, is_standard_module, names_called_by, overrides_of
from vendorize_analysis.tables.data import row, standard_library


@pytest.mark.parametrize(
    ("base", "name"),
    [
        ("threading.Thread", "run"),
        ("json.JSONEncoder", "default"),
        ("json.encoder.JSONEncoder", "default"),
        ("html.parser.HTMLParser", "handle_starttag"),
        ("cmd.Cmd", "do_quit"),
        ("cmd.Cmd", "complete_open"),
        ("ast.NodeVisitor", "visit_FunctionDef"),
        ("ast.NodeTransformer", "visit_Name"),
        ("http.server.BaseHTTPRequestHandler", "do_GET"),
        ("http.server.SimpleHTTPRequestHandler", "log_message"),
        ("logging.Handler", "emit"),
        ("logging.Formatter", "formatException"),
        ("logging.Filter", "filter"),
        ("asyncio.Protocol", "data_received"),
        ("asyncio.DatagramProtocol", "datagram_received"),
        ("asyncio.AbstractEventLoopPolicy", "new_event_loop"),
        ("io.RawIOBase", "readinto"),
        ("io.TextIOBase", "readline"),
        ("io.BytesIO", "write"),
        ("collections.abc.Mapping", "keys"),
        ("collections.abc.MutableMapping", "pop"),
        ("collections.abc.MutableSet", "discard"),
        ("typing.MutableMapping", "popitem"),
        ("collections.UserDict", "copy"),
        ("argparse.Action", "format_usage"),
        ("argparse.HelpFormatter", "_split_lines"),
        ("argparse.HelpFormatter", "add_usage"),
        ("argparse.ArgumentParser", "error"),
        ("unittest.TestCase", "test_anything"),
        ("unittest.TestCase", "setUpClass"),
        ("datetime.tzinfo", "utcoffset"),
        ("datetime.tzinfo", "fromutc"),
        ("urllib.request.BaseHandler", "http_error_302"),
        ("urllib.request.BaseHandler", "data_open"),
        ("urllib.request.HTTPHandler", "https_response"),
        ("http.cookiejar.CookiePolicy", "set_ok"),
        ("pickle.Pickler", "persistent_id"),
        ("pickle.Unpickler", "find_class"),
        ("configparser.ConfigParser", "optionxform"),
        ("queue.Queue", "_put"),
        ("socketserver.BaseRequestHandler", "handle"),
        ("string.Formatter", "get_value"),
        ("xml.sax.handler.ContentHandler", "startElement"),
        ("contextlib.ContextDecorator", "_recreate_cm"),
        ("codecs.IncrementalDecoder", "getstate"),
        ("random.Random", "getrandbits"),
        ("importlib.abc.Loader", "exec_module"),
        ("concurrent.futures.Executor", "submit"),
        ("dict", "keys"),
        ("builtins.dict", "keys"),
        ("Exception", "with_traceback"),
        ("ctypes.Structure", "_fields_"),
        ("csv.Dialect", "delimiter"),
        ("enum.Enum", "_generate_next_value_"),
    ],
)
def test_a_subclass_may_be_called_under_this_name(base: str, name: str) -> None:
    assert name in overrides_of(base)


@pytest.mark.parametrize(
    ("base", "name"),
    [
        ("threading.Thread", "my_own_method"),
        ("json.JSONEncoder", "data_received"),
        ("collections.abc.Mapping", "get_full_url"),
        ("ast.NodeVisitor", "render_Name"),
        ("asyncio.Protocol", "get_messages"),
        ("Exception", "to_json"),
    ],
)
def test_a_name_of_its_own_is_not_called(base: str, name: str) -> None:
    assert name not in overrides_of(base)


@pytest.mark.parametrize("base", ["object", "builtins.object", "requests.Session", "Nonsense", "", "not a name"])
def test_a_base_that_calls_nothing_has_no_overrides(base: str) -> None:
    overrides = overrides_of(base)
    assert not overrides.names | overrides.prefixes | overrides.suffixes


def test_an_unknown_class_of_a_known_module_stands_for_the_whole_module() -> None:
    assert {"run", "wait", "acquire"} <= overrides_of("threading.MadeInTheNextVersion").names


def test_no_dunder_name_is_listed() -> None:
    table = standard_library()
    rows = [*table.modules.values(), *table.classes.values()]
    listed = {name for each in rows for name in each.partition("\n")[0].split()}
    assert len(listed) > 5_000
    assert not [name for name in listed if name.startswith("__") and name.endswith("__")]


def test_the_policy_of_cookies_asks_a_request_these_names() -> None:
    asked = names_called_by(["http.cookiejar"])
    assert {"get_full_url", "unverifiable", "origin_req_host", "has_header", "add_unredirected_header"} <= asked
    assert {"info", "get_all", "host", "type"} <= asked


@pytest.mark.parametrize(
    ("module", "names"),
    [
        ("csv", {"delimiter", "quotechar", "lineterminator", "write"}),
        ("datetime", {"utcoffset", "tzname", "dst", "fromutc"}),
        ("logging", {"filter", "handle", "emit", "format", "flush", "level"}),
        ("json", {"write", "read", "default"}),
        ("sqlite3", {"step", "finalize", "inverse", "value"}),
        ("pickle", {"persistent_id", "find_class", "reducer_override", "readinto"}),
        ("asyncio", {"data_received", "connection_lost", "_asyncio_future_blocking", "add_done_callback"}),
        ("selectors", {"fileno"}),
        ("xml.etree.ElementTree", {"start", "data", "pi", "start_ns"}),
        ("unittest", {"addSuccess", "countTestCases", "startTestRun"}),
        ("urllib.request", {"get_method", "add_unredirected_header", "timeout"}),
        ("shutil", {"read", "write"}),
        ("ctypes", {"from_param", "_as_parameter_"}),
        ("io", {"readinto", "seekable", "getstate"}),
        ("os.path", {"fileno"}),
    ],
)
def test_a_module_asks_what_it_is_given_for_these_names(module: str, names: set[str]) -> None:
    assert names <= names_called_by([module])


def test_files_mappings_and_loaders_are_asked_whatever_is_imported() -> None:
    assert {"write", "flush", "fileno", "keys", "send", "mro", "exec_module"} <= names_called_by([])


def test_a_small_module_does_not_ask_for_everything() -> None:
    everything = {name for each in standard_library().modules.values() for name in each.partition("\n")[0].split()}
    assert len(names_called_by(["json"])) < 200 < len(everything) / 10


def test_more_modules_ask_for_more() -> None:
    together = names_called_by(["json", "csv"])
    assert names_called_by(["json"]) | names_called_by(["csv"]) == together


def test_a_module_that_is_not_standard_asks_nothing_more() -> None:
    assert names_called_by(["requests", "os.nothing"]) == names_called_by([])


def test_attributes_of_modules_are_not_asked_of_objects() -> None:
    # `os.path.join` and `sys.getdefaultencoding` have modules as receivers, `sys.stdout.write` has an object.
    assert "getdefaultencoding" not in row(standard_library().modules, "json.decoder")[0].split()
    assert "write" in names_called_by([])


@pytest.mark.parametrize("name", ["json", "json.encoder", "os.path", "_io", "zoneinfo", "winreg", "builtins"])
def test_standard_modules_are_known_on_every_platform(name: str) -> None:
    assert is_standard_module(name)


@pytest.mark.parametrize("name", ["requests", "typing_extensions", "json.nothing", "test", "site-packages", ""])
def test_other_modules_are_not_standard(name: str) -> None:
    assert not is_standard_module(name)


def test_classes_are_known_under_every_name() -> None:
    assert is_standard_class("json.JSONEncoder")
    assert is_standard_class("ValueError")
    assert is_standard_class("collections.abc.Mapping")
    assert not is_standard_class("json.dumps")
