"""What a proposal may import and call: pure parts of the standard library, and built-in functions that lead nowhere.

Modules are left out that keep state (`random`, `decimal`'s context), tell the time, look attributes up by text
(`operator`), or reach the system; so are names that are modules themselves.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

_MODULES = {
    "base64": "b16decode b16encode b32decode b32encode b64decode b64encode b85decode b85encode standard_b64decode "
    "standard_b64encode urlsafe_b64decode urlsafe_b64encode",
    "binascii": "Error a2b_base64 a2b_hex b2a_base64 b2a_hex crc32 hexlify unhexlify",
    "bisect": "bisect bisect_left bisect_right insort insort_left insort_right",
    "collections": "ChainMap Counter OrderedDict defaultdict deque",
    "collections.abc": "Callable Hashable Iterable Iterator Mapping MutableMapping Sequence Set Sized",
    "copy": "copy deepcopy",
    "datetime": "date datetime time timedelta timezone",
    "fractions": "Fraction",
    "functools": "cmp_to_key partial reduce",
    "hashlib": "blake2b blake2s md5 sha1 sha224 sha256 sha384 sha3_256 sha3_512 sha512",
    "heapq": "heapify heappop heappush heappushpop heapreplace merge nlargest nsmallest",
    "hmac": "compare_digest",
    "html": "escape unescape",
    "itertools": "accumulate chain combinations combinations_with_replacement compress count cycle dropwhile "
    "filterfalse groupby islice pairwise permutations product repeat starmap takewhile tee zip_longest",
    "json": "JSONDecodeError dumps loads",
    "math": "acos acosh asin asinh atan atan2 atanh ceil comb copysign cos cosh degrees dist e erf exp expm1 fabs "
    "factorial floor fmod frexp fsum gamma gcd hypot inf isclose isfinite isinf isnan isqrt lcm ldexp lgamma log log10 "
    "log1p log2 modf nan perm pi pow prod radians remainder sin sinh sqrt tan tanh tau trunc",
    "re": "A ASCII DOTALL I IGNORECASE M MULTILINE S U UNICODE VERBOSE X compile error escape findall finditer "
    "fullmatch match search split sub subn",
    "statistics": "fmean geometric_mean harmonic_mean mean median mode",
    "string": "ascii_letters ascii_lowercase ascii_uppercase capwords digits hexdigits octdigits printable punctuation "
    "whitespace",
    "struct": "calcsize error pack unpack unpack_from",
    "textwrap": "dedent fill indent shorten wrap",
    "typing": "Any Callable Iterable Iterator Mapping Optional Sequence Union cast",
    "unicodedata": "bidirectional category combining decimal digit east_asian_width lookup name normalize numeric",
    "urllib.parse": "parse_qs parse_qsl quote quote_plus unquote unquote_plus urlencode urljoin urlsplit urlunsplit",
}
_BUILTINS = """
    ArithmeticError AssertionError AttributeError Exception False IndexError KeyError LookupError None
    NotImplementedError OverflowError StopIteration True TypeError UnicodeDecodeError UnicodeEncodeError
    UnicodeError ValueError ZeroDivisionError NotImplemented Ellipsis abs all any ascii bin bool bytearray bytes
    callable chr complex dict divmod enumerate filter float format frozenset hex int isinstance issubclass iter len
    list map max min next oct ord pow range repr reversed round set slice sorted str sum tuple type zip
    RecursionError
"""
MODULES: Final = MappingProxyType({module: frozenset(names.split()) for module, names in _MODULES.items()})
"""Public names by module."""
BUILTINS: Final = MappingProxyType(dict.fromkeys(_BUILTINS.split(), True))


def names_of(module: str) -> frozenset[str]:
    """Return what may be used of a module."""
    return MODULES.get(module, frozenset())
