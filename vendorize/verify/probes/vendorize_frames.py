"""Tell from a frame that has not run yet what is called, and with which arguments (Python 3.8+)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from types import CodeType, FrameType

_VARARGS, _VARKEYWORDS = 0x04, 0x08


def find_target(frame: FrameType) -> tuple[str, str, str] | None:
    """Return module, qualified name and kind of what runs in a frame, if it can be called by that name."""
    code, name = frame.f_code, frame.f_code.co_name
    module = str(frame.f_globals.get("__name__", ""))
    if _runs(frame.f_globals.get(name), code):
        return module, name, "function"
    if code.co_argcount:
        first = frame.f_locals.get(code.co_varnames[0])
        classes = [*type.mro(type(first)), *(type.mro(first) if type(first) is type else [])]
        for owner in classes:
            found = _member(owner, code)
            if found:
                own = found == "__init__" and _runs(getattr(type(first), "__init__", None), code)
                return owner.__module__, f"{owner.__qualname__}.{found}", "constructor" if own else "method"
    return _static(frame, module)


def _member(owner: type, code: CodeType) -> str:
    """Return the name under which a class has the code of a method; private names are written in their long form."""
    for name in (code.co_name, f"_{owner.__name__.lstrip('_')}{code.co_name}"):
        entry = owner.__dict__.get(name)
        if isinstance(entry, (classmethod, staticmethod)):
            entry = entry.__func__
        elif isinstance(entry, property):
            entry = entry.fget
        if _runs(entry, code):
            return name
    return ""


def _static(frame: FrameType, module: str) -> tuple[str, str, str] | None:
    name = getattr(frame.f_code, "co_qualname", "")
    owner: object = frame.f_globals.get(name.partition(".")[0])
    if "<locals>" in name or not isinstance(owner, type):
        return None
    for step in name.split(".")[1:-1]:
        owner = getattr(owner, "__dict__", {}).get(step)
    entry = getattr(owner, "__dict__", {}).get(name.rpartition(".")[2])
    return (module, name, "function") if _runs(getattr(entry, "__func__", None), frame.f_code) else None


def _runs(entry: object, code: CodeType) -> bool:
    """Tell whether a function has this code, itself or behind a cache."""
    plain = getattr(entry, "__dict__", {}).get("__wrapped__", entry) if not isinstance(entry, type) else None
    return getattr(plain, "__code__", None) is code


def arguments_of(frame: FrameType) -> tuple[tuple[Any, ...], dict[str, Any]]:
    """Return what a function was called with; its frame must not have run yet."""
    code, values = frame.f_code, frame.f_locals
    count = code.co_argcount + code.co_kwonlyargcount
    names = code.co_varnames
    given = [values[name] for name in names[: code.co_argcount]]
    keywords = {name: values[name] for name in names[code.co_argcount : count]}
    if code.co_flags & _VARARGS:
        given += values[names[count]]
        count += 1
    if code.co_flags & _VARKEYWORDS:
        keywords.update(values[names[count]])
    return tuple(given), keywords
