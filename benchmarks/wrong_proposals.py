"""Recorded proposals that are wrong in one way each, for functions of distributions that no gate was made with in view.

Each says of what kind its fault is. Some right ones stand beside them, so that a gate that stops everything is seen.
"""

from __future__ import annotations

from typing import NamedTuple

PINS = (
    "inflection==0.5.1", "base58==2.1.1", "fractional-indexing==0.1.3", "tomli-w==1.2.0", "w3lib==2.5.0",
    "hpack==4.2.0",
)  # fmt: skip


class WrongProposal(NamedTuple):
    """One body for a function."""

    symbol: str
    kind: str
    """Of its fault; empty: none that we know of."""
    body: str


_INTEGER_PART = """\
head = key[0]
if not "A" <= head <= "z":
    raise FIError('invalid order key head: ' + head)
size = ord(head) - 95 if "a" <= head else 92 - ord(head)
if size > len(key):
    raise FIError(f'invalid order key: {key}')
return key[:size]
"""
_DOTS = """\
if "/." not in path:
    return path
output: list[str] = []
segments = path[1:].split("/")
for segment in segments:
    if segment == "..":
        del output[-1:]
    elif segment != ".":
        output.append(segment)
if segments[-1] in (".", ".."):
    output.append("")
return "/" + "/".join(output)
"""
_CLEANED = """\
if isinstance(url, bytes):
    url = url.decode()
if isinstance(parameterlist, (str, bytes)):
    parameterlist = (parameterlist,) if parameterlist else ()
url, _, fragment = url.partition("#")
base, _, query = url.partition("?")
found: dict[str, str] = {}
result = []
if query and (parameterlist or remove):
    for one in query.split(sep):
        name = one.partition(kvsep)[0]
        if one and not (unique and name in found) and (name in parameterlist) != remove:
            result.append(one)
        found[name] = one
if result:
    base = f"{base}?{sep.join(result)}"
return f"{base}#{fragment}" if keep_fragments and fragment else base
"""
_ENCODED = """\
string = b""
while i > 0:
    i, idx = divmod(i, len(alphabet))
    string = alphabet[idx:idx+1] + string
return string or alphabet[0:1] * default_one
"""
_INTEGER = """\
if integer < 0:
    raise ValueError(f"Can only encode positive integers, got {integer}")
if not 0 < prefix_bits < 9:
    raise ValueError(f"Prefix bits must be between 1 and 8, got {prefix_bits}")
most = 2**prefix_bits - 1
if integer < most:
    return bytearray([integer])
elements = [most]
integer -= most
while integer > 127:
    elements.append((integer & 127) + 128)
    integer >>= 7
return bytearray([*elements, integer])
"""
_SHORT_FORM = """\
if not part or not BARE_KEY_CHARS.issuperset(part):
    return format_string(part, allow_multiline=False)
return part
"""
_STRING = """\
lines = allow_multiline and "\\n" in s
if lines:
    s = s.replace("\\r\\n", "\\n")
short = {"\\b": "\\\\b", "\\n": "\\\\n", "\\f": "\\\\f", "\\r": "\\\\r", '"': '\\\\"', "\\\\": "\\\\\\\\"}
made = ""
for one in s:
    if lines and one == "\\n":
        made += one
    elif one in short:
        made += short[one]
    else:
        made += f"\\\\u{ord(one):04x}" if one < " " and one != "\\t" or one == "\\x7f" else one
return f'\"\"\"\\n{made}\"\"\"' if lines else f'"{made}"'
"""
_INCREMENTED = """\
zero = digits[0]
validate_integer(x)
head, *digs = x
for i in range(len(digs) - 1, -1, -1):
    d = digits.index(digs[i]) + 1
    if d < len(digits):
        return head + "".join(digs[:i]) + digits[d] + "".join(digs[i + 1:])
    digs[i] = zero
if head in "Zz":
    return "a" + zero if head == "Z" else None
h = chr(ord(head) + 1)
return h + "".join([*digs, zero] if h > "a" else digs[1:])
"""
_CAMEL = """\
import re
made = re.sub(r"(?:^|_)(.)", lambda m: m.group(1).upper(), string)
return made if uppercase_first_letter else string[0].lower() + made[1:]
"""
_ORDINAL = """\
last = abs(int(number)) % 100
return "th" if 10 < last < 14 else ("th", "st", "nd", "rd")[last % 10] if last % 10 < 4 else "th"
"""
_PARAMETERS = """\
import re
string = re.sub(r"(?i)[^a-z0-9\\-_]+", separator, transliterate(string))
if separator:
    string = re.sub("(?:%s)+" % re.escape(separator), separator, string).strip(separator)
return string.lower()
"""
_UNDER = """\
import re
return re.sub(r"(?<=[a-z\\d])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", word).replace("-", "_").lower()
"""
_HUMAN = """\
import re
word = re.sub(r"_id$", "", word).replace("_", " ").lower()
return word[:1].upper() + word[1:]
"""
_ESCAPES = """\
utext = (text if isinstance(text, str) else text.decode(encoding or 'utf-8'))
return utext.translate({ord(one): (replace_by if isinstance(replace_by, str) else replace_by.decode(encoding or 'utf-8')) for one in which_ones})
"""
_TAGGED = "import re\nreturn re.sub('<!--.*?-->', '', (text if isinstance(text, str) else text.decode(encoding or 'utf-8')), flags=re.DOTALL)\n"
_IN, _BASE, _KEYS, _TOML, _W3 = "inflection", "base58", "fractional_indexing", "tomli_w._writer", "w3lib"
PROPOSALS = (
    WrongProposal(f"{_IN}:dasherize", "order of characters", "return '-'.join(word.split('_', 63))\n"),
    WrongProposal(f"{_IN}:dasherize", "", "return '-'.join(word.split('_'))\n"),
    WrongProposal(f"{_IN}:camelize", "letters that a pattern does not match", _CAMEL.replace('(.)"', '([^_])"')),
    WrongProposal(f"{_IN}:camelize", "an empty text", _CAMEL.replace("string[0]", "string[:1]")),
    WrongProposal(f"{_IN}:camelize", "", _CAMEL),
    WrongProposal(f"{_IN}:ordinal", "", _ORDINAL),
    WrongProposal(f"{_IN}:ordinal", "a number below zero", _ORDINAL.replace("abs(int(number))", "int(number)")),
    WrongProposal(f"{_IN}:ordinal", "an end of a range", _ORDINAL.replace("< 14", "< 13")),
    WrongProposal(f"{_IN}:ordinalize", "a type that passes", "return f'{int(number)}{ordinal(number)}'\n"),
    WrongProposal(f"{_IN}:parameterize", "a separator of two letters", _PARAMETERS),
    WrongProposal(f"{_IN}:parameterize", "case by pattern",
        _PARAMETERS.replace("(?i)", "").replace(".lower()\n", "\n", 1)),
    WrongProposal(f"{_IN}:underscore", "", _UNDER),
    WrongProposal(f"{_IN}:underscore", "Unicode case", _UNDER.replace(".lower()", ".casefold()")),
    WrongProposal(f"{_IN}:humanize", "Unicode case, a letter that becomes two", _HUMAN),
    WrongProposal(f"{_IN}:transliterate", "another normal form",
        "import unicodedata\nreturn unicodedata.normalize('NFD', string).encode('ascii', 'ignore').decode('ascii')\n"),
    WrongProposal(f"{_IN}:transliterate", "what is ignored",
        "import unicodedata\nreturn ''.join(c for c in unicodedata.normalize('NFKD', string) if c < '\\x7f')\n"),
    WrongProposal(f"{_IN}:tableize", "order of steps", "return underscore(pluralize(word))\n"),
    WrongProposal(f"{_BASE}:b58encode_int", "a loop that ends", _ENCODED),
    WrongProposal(f"{_BASE}:b58encode_int", "a flag at one value",
        _ENCODED.replace("while i > 0", "while i").replace("* default_one", "")),
    WrongProposal(f"{_BASE}:scrub_input", "a type",
        "return v.encode('ascii') if isinstance(v, str) else bytes(v) + b''[:0] if v else b''\n"),
    WrongProposal(f"{_BASE}:scrub_input", "another encoding",
        "return v.encode('latin-1') if isinstance(v, str) else v\n"),
    WrongProposal(f"{_KEYS}:get_integer_part", "letters between two alphabets", _INTEGER_PART),
    WrongProposal(f"{_KEYS}:get_integer_part", "letters beyond ASCII",
        _INTEGER_PART.replace('"A" <= head <= "z"', "head.isalpha()")),
    WrongProposal(f"{_KEYS}:increment_integer", "which one is dropped", _INCREMENTED),
    WrongProposal(f"{_KEYS}:round_half_up", "ties", "return round(n)\n"),
    WrongProposal(f"{_KEYS}:round_half_up", "precision", "from math import floor\nreturn floor(n + 0.5)\n"),
    WrongProposal(f"{_TOML}:format_key_part", "what is raised for another type", _SHORT_FORM),
    WrongProposal(f"{_TOML}:format_string", "", _STRING),
    WrongProposal(f"{_TOML}:format_string", "a pair of letters",
        _STRING.replace('s.replace("\\r\\n", "\\n")', "s")),
    WrongProposal(f"{_TOML}:format_string", "width of a number", _STRING.replace(":04x", ":3x")),
    WrongProposal(f"{_TOML}:format_string", "one letter of many",
        _STRING.replace('or one == "\\x7f"', "")),
    WrongProposal(f"{_TOML}:is_aot", "an empty list",
        "return isinstance(obj, (list, tuple)) and all(isinstance(v, dict) for v in obj)\n"),
    WrongProposal(f"{_TOML}:is_aot", "one element of many",
        "return bool(isinstance(obj, (list, tuple)) and obj and isinstance(obj[0], dict))\n"),
    WrongProposal(f"{_W3}.html:remove_comments", "what is not closed", _TAGGED),
    WrongProposal(f"{_W3}.html:replace_escape_chars", "a text that is longer than a letter", _ESCAPES),
    WrongProposal(f"{_W3}.html:strip_html5_whitespace", "more white space", "return text.strip()\n"),
    WrongProposal(f"{_W3}.html:has_entities", "part of a pattern",
        "return '&' in (text if isinstance(text, str) else text.decode(encoding or 'utf-8')) and ';' in (text if isinstance(text, str) else text.decode(encoding or 'utf-8'))\n"),
    WrongProposal(f"{_W3}.url:_remove_dot_segments", "a segment at the end", _DOTS.replace('(".", "..")', '(".",)')),
    WrongProposal(f"{_W3}.url:_remove_dot_segments", "", _DOTS),
    WrongProposal(f"{_W3}.url:is_url", "case", "return text.lower().split('://')[0] in ('file', 'http', 'https')\n"),
    WrongProposal(f"{_W3}.url:url_query_cleaner", "a type behind a flag", _CLEANED),
    WrongProposal("hpack.hpack:encode_integer", "what is written beside", _INTEGER),
)  # fmt: skip
