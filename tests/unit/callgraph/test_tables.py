"""Tables by kind and by name are complete: who adds a kind must say what it does."""

from __future__ import annotations

import builtins
import inspect
from typing import get_args

from vendorize_analysis.callgraph import composition
from vendorize_analysis.callgraph.ir import operations
from vendorize_analysis.callgraph.models import (
    builtin_functions,
    code,
    dynamic_classes,
    external,
    library_callbacks,
    library_containers,
    library_functools,
    library_importlib,
    library_itertools,
    library_operator,
    methods,
    reflection,
)
from vendorize_analysis.callgraph.semantics import attributes, transfer
from vendorize_analysis.callgraph.solver import objects

KINDS = set(objects.KINDS)


def named_tuples(module: object) -> set[type]:
    return {each for _, each in inspect.getmembers(module, inspect.isclass) if hasattr(each, "_fields")}


def test_every_kind_of_object_is_called_or_said_not_to_be() -> None:
    assert composition.CALLS.keys() | composition.NOT_CALLED == KINDS
    assert not composition.CALLS.keys() & composition.NOT_CALLED


def test_every_kind_of_object_is_asked_for_attributes_or_said_not_to_be() -> None:
    assert attributes.READERS.keys() | attributes.NOT_READ == KINDS
    assert not attributes.READERS.keys() & attributes.NOT_READ


def test_every_kind_of_object_has_methods_or_is_said_to_have_none() -> None:
    assert methods.METHODS_BY_KIND.keys() | methods.PLAIN_METHODS | methods.NO_METHODS == KINDS
    assert len(methods.METHODS_BY_KIND) + len(methods.PLAIN_METHODS) + len(methods.NO_METHODS) == len(KINDS)


def test_the_union_of_abstract_objects_names_all_of_them() -> None:
    assert named_tuples(objects) == KINDS
    assert set(get_args(objects.AbstractObject)) == KINDS


def test_every_operation_has_a_transfer_function() -> None:
    assert transfer.TRANSFER.keys() == set(get_args(operations.Operation)) == named_tuples(operations)


def test_models_of_built_in_functions_name_such_and_no_name_twice() -> None:
    tables = [builtin_functions.MODELS, reflection.BUILTINS, code.BUILTINS, library_importlib.BUILTINS]
    assert sum(map(len, tables)) == len(composition.BUILTIN_MODELS)
    assert composition.BUILTIN_MODELS.keys() <= set(dir(builtins))


def test_no_function_of_the_library_has_two_models() -> None:
    modules = [
        library_functools,
        library_itertools,
        library_operator,
        library_callbacks,
        library_containers,
        dynamic_classes,
        external,
        library_importlib,
    ]
    assert sum(len(module.MODELS) for module in modules) == len(composition.LIBRARY_MODELS)
