from __future__ import annotations

import json
import shutil
import subprocess
import sys

import pytest

from vendorize_analysis.tables import stdlib
from vendorize_analysis.tables.data import written

_TABLES = (
    "calls",
    "calls-arguments",
    "decorators",
    "leaves-members",
    "keeps-members",
    "impure-bases",
    "metaclasses",
)
_SINCE = {"typing.TypeAliasType": 12, "typing.override": 12, "collections.abc.Buffer": 12, "warnings.deprecated": 13}
"""Entries that 3.11 does not have, with the minor version that brought them."""

_PURE = """
re.compile typing.TypeVar typing.ParamSpec typing.NewType typing.cast typing.NamedTuple collections.namedtuple
collections.OrderedDict collections.defaultdict collections.deque collections.Counter logging.getLogger frozenset
builtins.frozenset dict list set tuple object str int bytes range len zip property staticmethod classmethod
functools.partial functools.lru_cache functools.wraps functools.cache functools.cached_property
functools.singledispatch contextlib.contextmanager dataclasses.dataclass dataclasses.field enum.auto
operator.itemgetter operator.attrgetter os.path.join posixpath.join os.environ.get pathlib.Path threading.Lock
threading.RLock threading.local threading.Event struct.Struct string.Template decimal.Decimal datetime.timedelta
datetime.datetime.now abc.abstractmethod textwrap.dedent types.MappingProxyType weakref.WeakValueDictionary
contextvars.ContextVar itertools.count sys.getdefaultencoding sys.platform.startswith dict.fromkeys ValueError
typing_extensions.TypeVar typing_extensions.deprecated sys.intern
"""

_IMPURE = """
warnings.filterwarnings warnings.simplefilter warnings.warn atexit.register sys.setrecursionlimit
logging.addLevelName logging.basicConfig logging.captureWarnings logging.FileHandler codecs.register
codecs.register_error mimetypes.add_type mimetypes.init copyreg.pickle signal.signal os.environ.setdefault
os.environ.update os.putenv open io.open print __import__ importlib.import_module exec eval setattr delattr
globals locals vars type iter next input random.seed random.random csv.register_dialect
sqlite3.register_adapter sqlite3.connect locale.setlocale time.sleep sys.exit sys.path.insert sys.modules.pop
sys.modules.setdefault socket.setdefaulttimeout threading.Thread weakref.finalize ctypes.CDLL subprocess.run
xml.etree.ElementTree.register_namespace importlib.util.find_spec importlib.resources.files
decimal.getcontext io.TextIOWrapper functools.update_wrapper types.new_class abc.ABCMeta.register
faulthandler.enable gc.disable gettext.install pkgutil.extend_path typing.get_type_hints requests.get
re.nothing compile unittest.main multiprocessing.Lock heapq.heapify
"""

_DECORATORS = """
property staticmethod builtins.classmethod functools.wraps functools.lru_cache functools.total_ordering
contextlib.asynccontextmanager abc.abstractmethod typing.overload typing.final typing.runtime_checkable
typing_extensions.override typing_extensions.deprecated typing_extensions.overload dataclasses.dataclass
enum.unique types.coroutine warnings.deprecated
"""

_LOCATE = """
import builtins, importlib, json, sys, warnings
warnings.simplefilter("ignore")
def is_there(name):
    parts = name.split(".")
    for length in range(len(parts), -1, -1):
        try:
            found = importlib.import_module(".".join(parts[:length])) if length else builtins
            for part in parts[length:]:
                found = getattr(found, part)
            return True
        except (ImportError, AttributeError):
            continue
    return False
print(json.dumps([name for name in json.load(sys.stdin) if not is_there(name)]))
"""


def _interpreters() -> list[tuple[int, str]]:
    found = {sys.version_info.minor: sys.executable}
    for minor in range(11, 14):
        path = shutil.which(f"python3.{minor}")
        works = path and subprocess.run([path, "-c", ""], check=False, capture_output=True).returncode == 0
        if path and works:
            found.setdefault(minor, path)
    return sorted(found.items())


def _entries(table: str) -> list[str]:
    return [f"{module}.{name}" for module, names in written("pure.toml")[table].items() for name in names.split()]


@pytest.mark.parametrize(("minor", "python"), _interpreters())
def test_every_entry_is_a_name_of_the_standard_library(minor: int, python: str) -> None:
    names = [name for table in _TABLES for name in _entries(table)] + list(written("pure.toml")["aliases"].values())
    assert len(names) > 600
    command = [python, "-I", "-S", "-c", _LOCATE]
    done = subprocess.run(command, check=True, capture_output=True, input=json.dumps(names), encoding="utf-8")
    assert {name for name in json.loads(done.stdout) if _SINCE.get(name, 0) <= minor} == set()


@pytest.mark.parametrize("table", _TABLES)
def test_no_entry_is_there_twice(table: str) -> None:
    names = _entries(table)
    assert sorted(set(names)) == sorted(names)


@pytest.mark.parametrize("name", _PURE.split())
def test_calling_it_only_makes_an_object(name: str) -> None:
    assert stdlib.is_pure_call(name)


@pytest.mark.parametrize("name", _IMPURE.split())
def test_calling_it_may_do_more(name: str) -> None:
    assert not stdlib.is_pure_call(name)


@pytest.mark.parametrize("name", ["sorted", "min", "map", "filter", "functools.reduce", "re.sub", "json.loads"])
def test_what_calls_its_arguments_is_not_pure_by_itself(name: str) -> None:
    assert stdlib.calls_arguments(name)
    assert not stdlib.is_pure_call(name)


def test_no_callable_is_in_both_tables() -> None:
    assert not set(_entries("calls")) & set(_entries("calls-arguments"))


@pytest.mark.parametrize("name", _DECORATORS.split())
def test_a_pure_decorator_changes_only_what_it_decorates(name: str) -> None:
    assert stdlib.is_pure_decorator(name)


@pytest.mark.parametrize(
    "name", ["atexit.register", "functools.partial", "enum.global_enum", "click.command", "unittest.mock.patch"]
)
def test_other_decorators_may_do_more(name: str) -> None:
    assert not stdlib.is_pure_decorator(name)


@pytest.mark.parametrize(
    ("name", "leaves"),
    [
        ("functools.total_ordering", True),
        ("typing.final", True),
        ("typing_extensions.final", True),
        ("dataclasses.dataclass", True),
        ("warnings.deprecated", True),
        ("enum.unique", False),
        ("typing.runtime_checkable", False),
        ("attr.s", False),
    ],
)
def test_only_some_class_decorators_leave_members_alone(name: str, leaves: bool) -> None:  # noqa: FBT001
    assert stdlib.leaves_members(name) is leaves
    assert not leaves or stdlib.is_pure_decorator(name)


@pytest.mark.parametrize(
    ("base", "keeps"),
    [
        ("enum.Enum", True),
        ("enum.IntFlag", True),
        ("http.HTTPStatus", True),
        ("enum.EnumMeta", True),
        ("typing.NamedTuple", True),
        ("typing.Protocol", True),
        ("typing_extensions.TypedDict", True),
        ("typing_extensions.Protocol", True),
        ("ctypes.Structure", True),
        ("ctypes.BigEndianStructure", True),
        ("unittest.TestCase", True),
        ("unittest.IsolatedAsyncioTestCase", True),
        ("cmd.Cmd", False),
        ("string.Template", False),
        ("object", False),
        ("Exception", False),
        ("typing.Generic", False),
        ("abc.ABC", False),
        ("django.db.models.Model", False),
    ],
)
def test_a_class_whose_namespace_is_data_keeps_its_members(base: str, keeps: bool) -> None:  # noqa: FBT001
    assert stdlib.keeps_members(base) is keeps


@pytest.mark.parametrize(
    ("base", "pure"),
    [
        ("object", True),
        ("Exception", True),
        ("builtins.dict", True),
        ("abc.ABC", True),
        ("typing.Generic", True),
        ("typing_extensions.Protocol", True),
        ("typing.NamedTuple", True),
        ("enum.Enum", True),
        ("threading.Thread", True),
        ("collections.abc.Mapping", True),
        ("type", True),
        ("asyncio.AbstractChildWatcher", False),
        ("yaml.YAMLObject", False),
        ("Unknown", False),
        ("os.path", False),
        ("", False),
    ],
)
def test_deriving_from_standard_classes_is_not_noticed(base: str, pure: bool) -> None:  # noqa: FBT001
    assert stdlib.is_pure_base(base) is pure


def test_only_known_metaclasses_are_pure() -> None:
    assert all(
        map(stdlib.is_pure_metaclass, ["type", "builtins.type", "abc.ABCMeta", "enum.EnumMeta", "enum.EnumType"])
    )
    assert not any(map(stdlib.is_pure_metaclass, ["yaml.YAMLObjectMetaclass", "ABCMeta", ""]))


def test_the_longest_alias_wins_and_others_stand_for_themselves() -> None:
    assert stdlib.aliased("typing_extensions.deprecated") == "warnings.deprecated"
    assert stdlib.aliased("typing_extensions.final") == "typing.final"
    assert stdlib.aliased("typing_extensions_more.final") == "typing_extensions_more.final"
    assert stdlib.aliased("typing") == "typing"
