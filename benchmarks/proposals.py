"""Recorded proposals of a scripted model for functions of distributions that the corpus needs.

Name and parameters stand in the original, so only bodies are recorded. `right` says what we believe; the gates decide.
"""

from __future__ import annotations

from typing import NamedTuple

PINS = (
    "idna==3.20", "python-debian==1.1.1", "markdown-it-py==4.3.0", "mdurl==0.1.2", "rich==15.0.0",
    "python-slugify==9.2.0", "text-unidecode==1.3", "tomlkit==0.15.2", "Pygments==2.21.0",
)  # fmt: skip


class Proposal(NamedTuple):
    """One body for a function."""

    symbol: str
    right: bool
    body: str


_HYPHENS = """\
if label[2:4] == "--":
    raise IDNAError("Label has disallowed hyphens in 3rd and 4th position", code="hyphen_3_4")
if "-" in (label[:1], label[-1:]):
    raise IDNAError("Label must not start or end with a hyphen", code="hyphen_start_end")
return True
"""
_COMBINER = """\
import unicodedata
if unicodedata.category(label[:1] or "a")[0] == "M":
    raise IDNAError("Label begins with an illegal combining character", code="leading_combiner", text=label,
        codepoint=ord(label[0]), position=1)
return True
"""
_CONTEXTJ = """\
if len(label) > _max_input_length:
    raise IDNAError("Label too long", code="input_too_long")
cp_value = ord(label[pos])
if cp_value not in (0x200C, 0x200D):
    return False
if pos > 0 and _combining_class(ord(label[pos - 1])) == _virama_combining_class:
    return True
if cp_value == 0x200D:
    return False
before = next((one for one in map(_joining_type, map(ord, label[:pos][::-1])) if one != "T"), "")
after = next((one for one in map(_joining_type, map(ord, label[pos + 1:])) if one != "T"), "")
return before in _bidi_joiner_l_or_d and after in _bidi_joiner_r_or_d
"""
_RANGES = """\
ranges = []
for one in sorted(list_):
    if ranges and ranges[-1][1] == one:
        ranges[-1][1] += 1
    else:
        ranges.append([one, one + 1])
return tuple(_encode_range(*one) for one in ranges)
"""
_ENTITY = (
    "return not (0xD800 <= c <= 0xDFFF or 0xFDD0 <= c <= 0xFDEF or c & 0xFFFE == 0xFFFE or 0 <= c <= 8 or c == 0xB\n"
    "    or 0xE <= c <= 0x1F or 0x7F <= c <= 0x9F or c > 0x10FFFF)\n"
)
_REDUCE = """\
ratios = [ratio if _max else 0 for ratio, _max in zip(ratios, maximums)]
total_ratio = sum(ratios)
if not total_ratio:
    return values[:]
result = []
for ratio, maximum, value in zip(ratios, maximums, values):
    if ratio and total_ratio > 0:
        distributed = min(maximum, round(ratio * total / total_ratio))
        value -= distributed
        total -= distributed
        total_ratio -= ratio
    result.append(value)
return result
"""
_DISTRIBUTE = """\
if minimums:
    ratios = [ratio if _min else 0 for ratio, _min in zip(ratios, minimums)]
total_ratio = sum(ratios)
assert total_ratio > 0, "Sum of ratios must be > 0"
found = []
for ratio, minimum in zip(ratios, minimums or [0] * len(ratios)):
    part = max(minimum, -(-ratio * total // total_ratio)) if total_ratio > 0 else total
    found.append(part)
    total_ratio -= ratio
    total -= part
return found
"""
_NFC = (
    "import unicodedata\n"
    'if unicodedata.normalize("NFC", label) != label:\n'
    '    raise IDNAError("Label must be in Normalization Form C", code="not_nfc")\n'
)
_AT = "assert index >= 0\nreturn string[:index] + ch + string[index + 1:]\n"
_ESCAPED = "return decode(s).translate({ord(k): v for k, v in _compact_escapes.items()})\n"
_WITHIN = "return any(a <= int_ < b for a, b in map(_decode_range, ranges))\n"
_UPPER = """\
more = [(char.upper(), xlate.capitalize()) for char, xlate in char_list]
char_list[:0] = [one for one, (char, _) in zip(more, char_list) if one not in char_list and char != one[0]][::-1]
return char_list
"""
_REVERSE = """\
res: dict[str, set[str]] = {}
for pkg, tags in db.items():
    for tag in tags:
        res.setdefault(tag, set()).add(pkg)
return res
"""
_UNIT = """\
for i, suffix in enumerate(suffixes):
    if size < base ** (i + 1):
        break
return base**i, suffix
"""
_REPLACED = 'return raw.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace(\'"\', "&quot;")\n'
_SPLIT = 'import re\nreturn [cell.replace("\\\\|", "|") for cell in re.split(r"(?<!\\\\)\\|", string)]\n'
_UTILS = "markdown_it.common.utils"
RIGHT, WRONG = True, False
PROPOSALS = (
    Proposal("idna.core:valid_label_length", RIGHT, "return not label[63:]\n"),
    Proposal("idna.core:valid_label_length", WRONG, "return len(label) < 63\n"),
    Proposal("idna.core:valid_string_length", RIGHT, "return not domain[253 + trailing_dot:]\n"),
    Proposal("idna.core:check_hyphen_ok", RIGHT, _HYPHENS),
    Proposal("idna.core:check_hyphen_ok", WRONG, _HYPHENS.replace("hyphen_start_end", "hyphen_3_4")),
    Proposal("idna.core:check_nfc", WRONG, _NFC),
    Proposal("idna.core:check_initial_combiner", RIGHT, _COMBINER),
    Proposal("idna.core:valid_contextj", WRONG, _CONTEXTJ),
    Proposal("idna.core:valid_contexto", WRONG, "return ord(label[pos]) in (0xB7, 0x375, 0x5F3, 0x5F4, 0x30FB)\n"),
    Proposal("idna.core:alabel", WRONG, 'return label.encode("idna")\n'),
    Proposal("idna.core:ulabel", WRONG, 'return bytes(label).decode("idna")\n'),
    Proposal("idna.intranges:intranges_from_list", RIGHT, _RANGES),
    Proposal("idna.intranges:intranges_contain", WRONG, _WITHIN),
    Proposal("debian.debtags:reverse", RIGHT, _REVERSE),
    Proposal(f"{_UTILS}:isValidEntityCode", RIGHT, _ENTITY),
    Proposal(f"{_UTILS}:isValidEntityCode", WRONG, _ENTITY.replace("<= 0x1F", "< 0x1F")),
    Proposal(f"{_UTILS}:fromCodePoint", RIGHT, "return chr(c)\n"),
    Proposal(f"{_UTILS}:escapeHtml", RIGHT, _REPLACED),
    Proposal(f"{_UTILS}:escapeHtml", WRONG, "from html import escape\nreturn escape(raw)\n"),
    Proposal(f"{_UTILS}:isWhiteSpace", RIGHT, "return 0x2000 <= code <= 0x200A or code in MD_WHITESPACE\n"),
    Proposal(f"{_UTILS}:isWhiteSpace", WRONG, "return chr(code).isspace()\n"),
    Proposal(f"{_UTILS}:isMdAsciiPunct", RIGHT, "return 32 < ch < 127 and not chr(ch).isalnum()\n"),
    Proposal(f"{_UTILS}:charCodeAt", RIGHT, "return ord(src[pos]) if -len(src) <= pos < len(src) else None\n"),
    Proposal(f"{_UTILS}:charCodeAt", WRONG, "return ord(src[pos]) if pos < len(src) else None\n"),
    Proposal(f"{_UTILS}:unescapeAll", WRONG, "from html import unescape\nreturn unescape(string)\n"),
    Proposal("markdown_it.rules_block.table:escapedSplit", RIGHT, _SPLIT),
    Proposal("markdown_it.rules_core.smartquotes:replaceAt", RIGHT, _AT),
    Proposal("mdurl._decode:decode", WRONG, "from urllib.parse import unquote\nreturn unquote(string)\n"),
    Proposal("rich._ratio:ratio_reduce", RIGHT, _REDUCE),
    Proposal("rich._ratio:ratio_distribute", WRONG, _DISTRIBUTE),
    Proposal("rich.filesize:pick_unit_and_suffix", WRONG, _UNIT),
    Proposal("rich.filesize:decimal", WRONG, 'return f"{size / 1000:.{precision}f}{separator}kB"\n'),
    Proposal("rich._wrap:words", RIGHT, "for m in re_word.finditer(text):\n    yield m.start(), m.end(), m.group(0)\n"),
    Proposal("slugify._legacy:smart_truncate", WRONG, "return string.strip(separator)[:max_length or None]\n"),
    Proposal("slugify.special:add_uppercase_char", RIGHT, _UPPER),
    Proposal("tomlkit._utils:escape_string", WRONG, _ESCAPED),
)  # fmt: skip
