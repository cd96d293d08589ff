"""Names and code inside string constants, and options of Python with which code begins."""

from __future__ import annotations

import ast
import re
import warnings
from typing import TYPE_CHECKING, Final, Literal

from vendorize_analysis.summarizing.syntax.chains import last_name

if TYPE_CHECKING:
    from collections.abc import Sequence

_LONGEST_NAME: Final = 200
"""No dotted name is longer; longer strings are texts."""
_NAME: Final = re.compile(r"\.*[^\W\d]\w*(?:\.[^\W\d]\w*)*(?::[^\W\d]\w*(?:\.[^\W\d]\w*)*)?\Z")
_LONGEST_CODE: Final = 500
"""What somebody hands over to be evaluated is an expression or a few statements."""
_CALL: Final = re.compile(r"\w\(")
_HYPHENATED: Final = re.compile(r"\w+(?:-\w+)+\Z")
_WORD: Final = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*)*")
_IMPORT_BELOW: Final = re.compile(r"(?:^|[;\n:])[ \t]*(?:import|from)[ \t]+((?:\w+\.)+)(?:%[sr(]|\{\w*\}|\Z)")
_MARKED: Final = re.compile(
    r"\{\{[^{}]{1,500}\}\}|\{%[^{}]{1,500}%\}|\$\{[^{}]{1,500}\}|<%[^<>]{1,500}%>|\btal:[a-z-]+=\"[^\"<>]{1,500}\""
)
_IDENTIFIER: Final = re.compile(r"[^\W\d]\w*")
_FORMAT_FIELD: Final = re.compile(r"\{\w*((?:\.\w+|\[[^\]{}]*\])+)")
_FIELD_ATTRIBUTE: Final = re.compile(r"\.(\w+)")


def is_name(text: str) -> bool:
    """Tell whether a string is an identifier, a dotted name (relative ones too) or `module:name`."""
    return text.isidentifier() or (len(text) < _LONGEST_NAME and _NAME.match(text) is not None)


def is_hyphenated(text: str) -> bool:
    """Tell whether a string is words joined by hyphens, as options and commands are: a name in another spelling."""
    return "-" in text and len(text) < _LONGEST_NAME and _HYPHENATED.match(text) is not None


def names_in(text: str) -> list[str]:
    """Return the identifiers and dotted names in a text, as often as they occur."""
    found: list[str] = _WORD.findall(text)
    return found


def handed_names(text: str) -> set[str]:
    """Return the names in a text that others may evaluate, or fill in as a template: they ask for them."""
    names = set(names_in(text)) if "(" in text and is_code(text) else set[str]()
    return names | template_words(text) if "{" in text or "<" in text else names


def is_code(text: str) -> bool:
    """Tell whether a text is short code that calls something: `Rule(3).check(value)`."""
    return len(text) < _LONGEST_CODE and _CALL.search(text) is not None and parsed(text.strip(), "exec") is not None


def template_words(text: str) -> set[str]:
    """Return the identifiers in the marks of a template (Jinja, Django, Mako, Chameleon) that a string holds."""
    return {word for piece in _MARKED.findall(text) for word in _IDENTIFIER.findall(piece)}


def imported_below(text: str) -> list[str]:
    """Return beginnings of module names in code that is put together: `import dep.kinds.%s` gives `dep.kinds.`."""
    found: list[str] = _IMPORT_BELOW.findall(text) if "." in text and ("import" in text or "from" in text) else []
    return found


def format_attributes(text: str) -> list[str]:
    """Return the attributes that `str.format` would read, in order: `{task.total:>3}` gives `total` (PEP 3101)."""
    return [name for field in _FORMAT_FIELD.findall(text) for name in _FIELD_ATTRIBUTE.findall(field)]


def parsed(text: str, mode: Literal["eval", "exec"]) -> ast.AST | None:
    """Return the syntax tree of a text, None for one that is no code."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(text, mode=mode)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


# -- command lines ----------------------------------------------------------------------------------------------------

_OPTIONS: Final = re.compile(r"-[bBdEhiIOPqRsSuvVx]*[cm]\Z")
"""An option of Python with which a module or code begins, alone or behind others without values (`-um`)."""
_GLUED: Final = re.compile(r"-[bBdEhiIOPqRsSuvVx]*m([^\W\d]\w*(?:\.\w+)*)\Z")
STARTING: Final = frozenset({"-m", "-c", "-um", "-uc", "-Im", "-Ic", "-Bm", "-Bc", "-sm", "-sc", "-Em", "-Ec"})
"""Those that calls are looked at for: all would be a search in each text."""
_OTHERS: Final = re.compile(r"-(?:[bBdEhiIOPqRsSuvVx]+|[WX])\Z")
_PYTHON: Final = re.compile(r"python|interpreter|executable|\Apy\Z", re.IGNORECASE)
"""Names of what holds the path of an interpreter."""
_DEFINES: Final = re.compile(r"option|argument|flag", re.IGNORECASE)
"""Names of what is told of a program's own options: `add_argument("-m", "--max")`."""


def option_of(item: ast.expr) -> str:
    """Return the option that an item is with which a module or code begins, the empty text for anything else."""
    text = _text(item)
    return text if _OPTIONS.match(text) else ""


def glued_module(text: str) -> str:
    """Return the module in an option of Python that has it in the same word (`-mdep.tool`); empty for anything else."""
    found = _GLUED.match(text)
    return found[1] if found else ""


def handed_on(node: ast.Call) -> Sequence[ast.expr]:
    """Return the option and what is behind it in a call of a helper that puts the interpreter before it, else nothing.

    `python("-m", name)`, `run(self.python, "-W", "ignore", "-c", code)`.
    """
    if _DEFINES.search(last_name(node.func)):
        return ()
    items = node.args
    if items and isinstance(items[0], ast.Name | ast.Attribute) and _PYTHON.search(last_name(items[0])):
        items = items[1:]
    while items and _OTHERS.match(_text(items[0])):
        items = items[2 if _text(items[0])[-1] in "WX" else 1 :]
    named = items[1:2]
    told = named and not isinstance(named[0], ast.Starred) and not _text(named[0]).startswith("-")
    return items if told and option_of(items[0]) else ()


def _text(item: ast.expr) -> str:
    return item.value if isinstance(item, ast.Constant) and isinstance(item.value, str) else ""
