"""The operations of the IR: what the code of a scope does with values, on numbered variables.

A scope is a module, a class body, a function or a lambda. Variables are numbered from 0 in each scope; 0 is what it
returns, 1 what it yields and 2 what a generator is sent. Operations have no order: what order there is has gone into
the choice of variables (each assignment of a local name makes a new one).
"""

from __future__ import annotations

from vendorize_analysis.callgraph.ir.control import (
    ApplyOperator,
    AwaitValue,
    CallSuper,
    CallValue,
    CatchException,
    EnterContext,
    ImportName,
    ImportStar,
    IterateOver,
    MakeClass,
    MakeFunction,
    RaiseValue,
    YieldFrom,
)
from vendorize_analysis.callgraph.ir.data import (
    AskAttribute,
    CopyValue,
    ExtendCollection,
    JoinStrings,
    LoadAttribute,
    LoadConstant,
    LoadFree,
    LoadGlobal,
    LoadItem,
    LoadPatternField,
    LoadPlain,
    LoadSlice,
    MakeCollection,
    PutItem,
    StoreAttribute,
    StoreFree,
    StoreGlobal,
    StoreItem,
    UnpackItem,
)

__all__ = [
    "FIRST",
    "RETURNED",
    "SENT",
    "YIELDED",
    "ApplyOperator",
    "AskAttribute",
    "AwaitValue",
    "CallSuper",
    "CallValue",
    "CatchException",
    "CopyValue",
    "EnterContext",
    "ExtendCollection",
    "ImportName",
    "ImportStar",
    "IterateOver",
    "JoinStrings",
    "LoadAttribute",
    "LoadConstant",
    "LoadFree",
    "LoadGlobal",
    "LoadItem",
    "LoadPatternField",
    "LoadPlain",
    "LoadSlice",
    "MakeClass",
    "MakeCollection",
    "MakeFunction",
    "Operation",
    "PutItem",
    "RaiseValue",
    "StoreAttribute",
    "StoreFree",
    "StoreGlobal",
    "StoreItem",
    "UnpackItem",
    "YieldFrom",
]

RETURNED = 0
YIELDED = 1
SENT = 2
FIRST = 3
"""The first variable that is free."""

Operation = (
    CopyValue
    | LoadConstant
    | LoadPlain
    | LoadFree
    | StoreFree
    | LoadGlobal
    | StoreGlobal
    | LoadAttribute
    | AskAttribute
    | StoreAttribute
    | LoadItem
    | StoreItem
    | LoadSlice
    | UnpackItem
    | IterateOver
    | MakeCollection
    | PutItem
    | ExtendCollection
    | CallValue
    | CallSuper
    | MakeFunction
    | MakeClass
    | ImportName
    | ImportStar
    | JoinStrings
    | YieldFrom
    | AwaitValue
    | LoadPatternField
    | RaiseValue
    | CatchException
    | EnterContext
    | ApplyOperator
)
