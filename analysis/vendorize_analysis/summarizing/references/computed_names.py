"""Names of attributes and modules in variables of a function: what its assignments put together counts.

`method = "on_" + event` and `getattr(handler, method)` further on: the pattern stands in the assignment.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Final

from vendorize_analysis.model.hazards.attributes import ComputedAttribute
from vendorize_analysis.summarizing.syntax.chains import last_name
from vendorize_analysis.summarizing.syntax.string_domain import fold

if TYPE_CHECKING:
    from vendorize_analysis.model.hazards.modules import ComputedImport
    from vendorize_analysis.summarizing.references.collector import ReferenceCollector
    from vendorize_analysis.summarizing.references.scope import Scope

_NAMES: Final = frozenset({"__name__", "__qualname__"})
_RESPELLING: Final = frozenset(
    {"upper", "lower", "title", "capitalize", "casefold", "swapcase", "capwords", "replace", "translate", "sub"}
)
"""Last names of what changes case, or puts other characters for some: methods of `str`, `string.capwords`, `re.sub`."""


def note_text(scope: Scope, name: str, value: ast.expr) -> None:
    """Note what an assignment gives a variable, for whoever asks by it."""
    if scope.texts is None:
        scope.texts = {}
    scope.texts.setdefault(name, []).append(value)


def note_parts(scope: Scope, target: ast.Tuple, value: ast.expr) -> None:
    """Note that variables are given parts of a value, whichever they are."""
    for item in target.elts:
        if isinstance(item, ast.Name):
            note_text(scope, item.id, value)


def note_loop(scope: Scope, target: ast.expr, iterated: ast.expr) -> None:
    """Note what a loop gives its variable: each item of a literal collection, or something unknown."""
    if isinstance(target, ast.Name):
        items = iterated.elts if isinstance(iterated, (ast.Tuple, ast.List, ast.Set)) else [iterated]
        for item in items:
            note_text(scope, target.id, item)


def note_more_text(scope: Scope, node: ast.AugAssign) -> None:
    """Note that a text is put behind a variable (`name += "_x"`)."""
    if isinstance(node.target, ast.Name) and isinstance(node.op, ast.Add):
        note_text(scope, node.target.id, ast.BinOp(left=node.target, op=node.op, right=node.value))


def ask_by(collector: ReferenceCollector, node: ast.expr, found: ComputedAttribute | ComputedImport) -> bool:
    """Note that something is asked for by the name in a variable; what its assignments say is read at their end.

    Tells whether it is a variable of a function.
    """
    if not isinstance(node, ast.Name):
        return False
    for scope in collector.inner_scopes():
        if node.id in scope.bound and not scope.is_class:
            scope.asked = [*(scope.asked or ()), (node.id, found._replace(line=node.lineno))]
            return True
    return False


def names_definition(node: ast.expr) -> bool:
    """Tell whether a name is made from that of a function or class (`method.__name__`)."""
    return any(isinstance(item, ast.Attribute) and item.attr in _NAMES for item in ast.walk(node))


def respells(node: ast.expr) -> bool:
    """Tell whether a name is made by writing another text in another way (`verb.upper()`)."""
    return any(isinstance(item, ast.Call) and last_name(item.func) in _RESPELLING for item in ast.walk(node))


def _is_respelled(scope: Scope, name: str) -> bool:
    """Tell whether something that a variable is given is respelled, over other variables too."""
    texts, seen, waiting = scope.texts or {}, {name}, [name]
    while waiting:
        for value in texts.get(waiting.pop(), ()):
            if respells(value):
                return True
            names = {item.id for item in ast.walk(value) if isinstance(item, ast.Name)} & texts.keys()
            waiting += names - seen
            seen |= names
    return False


def answer(collector: ReferenceCollector, scope: Scope) -> None:
    """Note a hazard for each pattern of a variable that something is asked for by."""
    for name, found in scope.asked or ():
        values = (scope.texts or {}).get(name, ())
        patterns = [fold(value) for value in values]
        if isinstance(found, ComputedAttribute):
            for pattern in patterns:
                if pattern.useful and not pattern.exact:
                    collector.hazard(found._replace(name=pattern))
            if any(map(names_definition, values)):
                collector.hazard(found._replace(definition=True))
            if _is_respelled(scope, name):
                collector.hazard(found._replace(respelled=True))
            if found.own and not (patterns and all(pattern.useful for pattern in patterns)):
                collector.hazard(found._replace(unbounded=True))
        else:
            for pattern in patterns:
                if pattern.prefix.strip(".") and not pattern.exact:
                    collector.hazard(found._replace(module=pattern))
