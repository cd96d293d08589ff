"""Stand-ins for the members that classes have lost: a section of every support module."""

# What the support module has above: this is its end, and not written.
import sys

from vendorize.runtime.removing import _removed


# section: members


def removed_members(owner, origin, names):
    """Put a stand-in for each removed member into the class body that calls this, unless the name is bound there."""
    space = sys._getframe(1).f_locals
    for name in names.split():
        name, _, kind = name.partition(":")
        if name not in space:
            # By name: a result has the kinds that it asks for.
            space[name] = globals()["_Removed" + kind.title()](name, owner + "." + name, origin)


class _LostMember:
    # A class member that was removed: an error, and never the member of a base class in its place. Who goes through
    # the members of the class has it as a value: what any function or property answers it answers too, all else is an
    # error.
    _KIND = None  # type: object
    _SORTS = None  # type: object

    def __init__(self, name, symbol, origin):
        object.__setattr__(self, "_vendorize", (symbol, origin, name))

    def __get__(self, instance, owner=None):
        asking = sys._getframe(1)
        if _gathers(asking):
            found = type(self)._bound(self, instance, owner)
            if found is not None or asking.f_code.co_name == "all_methods":  # which looks for what can be called
                return self if found is None else found
            if instance is not None:  # they leave out what they cannot have, and of a class take what is in its table
                _refuse(self)
        raise _gone(self, owner if instance is None else instance)

    def _bound(self, instance, owner):
        # What the class (the instance is None then) or an object has as an attribute; None where that would run code.
        return None

    def __getattribute__(self, name):
        kind, own = type(self)._KIND, object.__getattribute__(self, "__dict__")
        if name in own:
            return own[name]
        if name == "__isabstractmethod__" or not (kind is None or hasattr(kind, name)):
            raise AttributeError("%r object has no attribute %r" % (getattr(kind, "__name__", ""), name))
        if name in ("__dict__", "__get__", "__weakref__"):
            return object.__getattribute__(self, name)
        if name == "__class__" and kind is not None and not _passes(sys._getframe(1)):
            return kind
        if name == "__class__" and type(self)._SORTS and type(self)._SORTS(sys._getframe(1)):  # type: ignore[operator]
            return object.__getattribute__(self, name)
        _refuse(self)
        if name == "__doc__":
            raise AttributeError(name)
        return object.__getattribute__(self, name)

    def __repr__(self):
        _refuse(self)
        return object.__repr__(self)

    __str__ = __repr__


class _RemovedUnknown(_LostMember):
    def _value(self, *others):
        _refuse(self)
        return NotImplemented

    for _name in (
        "eq ne lt le gt ge len iter next getitem contains int float index fspath enter await "
        "add radd sub rsub mul rmul truediv rtruediv mod rmod and rand or ror xor rxor neg invert"
    ).split():
        vars()["__%s__" % _name] = _value

    def __hash__(self):
        _refuse(self)
        return id(self)

    def __bool__(self):
        _refuse(self)
        return True


def _sorts(frame):
    # `inspect.isfunction` and the like; what follows of no class, no method and no function is not sure.
    inside = frame.f_globals.get("__name__") == "inspect"
    return inside and frame.f_back.f_code.co_name not in ("isdatadescriptor", "ismethoddescriptor")


class _RemovedValue(_RemovedUnknown):
    # What a call or a display gave: no function and no class, for those who sort members by that.
    _SORTS = staticmethod(_sorts)


class _RemovedCallable(_RemovedUnknown):
    def __call__(self, *args, **keywords):
        raise _gone(self)


class _Removed(_LostMember):
    _KIND = type(_removed)

    def _bound(self, instance, owner):
        return self if instance is None else _Method(self, instance)

    def __call__(self, *args, **keywords):
        raise _gone(self)


class _RemovedProperty(_LostMember):
    _KIND = property

    def _bound(self, instance, owner):
        return self if instance is None else None

    def __set__(self, instance, value):
        raise _gone(self, instance)

    def __delete__(self, instance):
        raise _gone(self, instance)


class _RemovedClassmethod(_LostMember):
    _KIND = classmethod

    def _bound(self, instance, owner):
        return _Method(_function(self), type(instance) if owner is None else owner)


class _RemovedStaticmethod(_LostMember):
    _KIND = staticmethod

    def _bound(self, instance, owner):
        return _function(self)

    def __call__(self, *args, **keywords):
        raise _gone(self)


def _function(standin):
    symbol, origin, name = _told(standin)
    return _Removed(name, symbol, origin)


_Method = type(_removed.__get__(0))
# Those of the standard library that go through the members of classes and ask each what it is; and who works for them.
_PASSING = frozenset(("dataclasses", "doctest", "pydoc", "rlcompleter", "unittest.mock"))
_HELPING = frozenset(("_py_abc", "abc", "asyncio.coroutines", "functools", "inspect", "reprlib"))


def _told(standin):
    return object.__getattribute__(standin, "_vendorize")


def _gone(standin, value=None, depth=3):
    symbol, origin, name = _told(standin)
    return _removed(symbol, origin, name, value, depth)


def _passes(frame):
    while frame.f_back is not None and frame.f_globals.get("__name__") in _HELPING:
        frame = frame.f_back
    return frame.f_globals.get("__name__") in _PASSING


def _refuse(standin):
    # Raise the error for who has called a method of the stand-in, unless that one only passes by.
    depth = 2
    while not _passes(sys._getframe(depth)):
        if sys._getframe(depth).f_globals.get("__name__") not in _HELPING:
            raise _gone(standin, depth=depth + 2)
        depth += 1


def _gathers(frame):
    # Those who take all attributes of a class or object together, and hand them on.
    name = frame.f_globals.get("__name__")
    if name == "inspect":
        return not _passes(frame)
    return name == "multiprocessing.managers" and frame.f_code.co_name == "all_methods"
