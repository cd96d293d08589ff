"""Rules about code whose needs cannot be read off it: one function for one idea, keyed by the name that gives it away.

A rule turns what is literal into plain references, and the rest into a hazard with what confines it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from vendorize_analysis.summarizing.hazards import attributes, code, files, members, modules, namespaces

if TYPE_CHECKING:
    import ast
    from collections.abc import Callable

    from vendorize_analysis.summarizing.references.collector import ReferenceCollector

    CallRule = Callable[[ReferenceCollector, ast.Call], None]
    AttributeRule = Callable[[ReferenceCollector, ast.Attribute], None]
    NameRule = Callable[[ReferenceCollector, ast.Name], None]

__all__ = [
    "ATTRIBUTES",
    "CALLS",
    "NAMES",
    "inspect_command",
    "inspect_filter",
    "inspect_key",
    "inspect_pair",
    "inspect_stored_key",
    "inspect_subscript",
    "inspect_text",
]

CALLS: Final[dict[str, CallRule]] = {
    "__import__": modules.import_call,
    "import_module": modules.import_call,
    "load_module": modules.import_call,
    "resolve_name": modules.resolve_name,
    "find_spec": modules.find_spec,
    "dictConfig": modules.logging_configuration,
    "iter_modules": modules.listed_modules,
    "walk_packages": modules.listed_modules,
    "entry_points": modules.entry_points,
    "iter_entry_points": modules.entry_points,
    "load_entry_point": modules.entry_points,
    "addsitedir": modules.search_path,
    "append": modules.search_path,
    "extend": modules.search_path,
    "insert": modules.search_path,
    "run_module": code.run_module,
    "run_path": code.run_path,
    "spec_from_file_location": code.run_path,
    "SourceFileLoader": code.run_path,
    "load_source": code.run_path,
    "get": namespaces.key_asked_for,
    "update": namespaces.changed_namespace,
    "getattr": attributes.attribute_by_name,
    "hasattr": attributes.attribute_by_name,
    "setattr": attributes.attribute_by_name,
    "delattr": attributes.attribute_by_name,
    "getattr_static": attributes.attribute_by_name,
    "object": attributes.attribute_by_name,  # mock.patch.object
    "__getattribute__": attributes.getter_method,
    "__getattr__": attributes.getter_method,
    "attrgetter": attributes.attribute_getter,
    "methodcaller": attributes.method_caller,
    "globals": namespaces.namespace,
    "locals": namespaces.namespace,
    "vars": namespaces.namespace,
    "dir": members.listed_members,
    "getmembers": members.listed_members,
    "getmembers_static": members.listed_members,
    "classify_class_attrs": members.listed_members,
    "type": members.made_class,
    "new_class": members.made_class,
    "exec": code.execute,
    "eval": code.execute,
    "compile": code.execute,
    "get_type_hints": code.type_hints,
    "get_annotations": code.type_hints,
    "ForwardRef": code.type_hints,
    "signature": code.signature,
    "version": files.metadata,
    "metadata": files.metadata,
    "distribution": files.metadata,
    "requires": files.metadata,
    "from_name": files.metadata,
    "get_distribution": files.metadata,
    "files": files.resource,
    "as_file": files.resource,
    "contents": files.resource,
    "get_data": files.resource,
    "open_text": files.resource,
    "open_binary": files.resource,
    "read_text": files.resource,
    "read_binary": files.resource,
    "is_resource": files.resource,
    "resource_filename": files.resource,
    "resource_string": files.resource,
    "resource_stream": files.resource,
    "resource_exists": files.resource,
}
"""By the last name of the callee."""

ATTRIBUTES: Final[dict[str, AttributeRule]] = {
    "__subclasses__": members.subclasses,
    "__dict__": members.dictionary,
    "__globals__": namespaces.foreign_namespace,
    "f_globals": namespaces.foreign_namespace,
    "meta_path": modules.import_hook,
    "__import__": modules.replaced_importer,
    "path_hooks": modules.import_hook,
    "import_module": modules.passed_importer,
    "entry_points": modules.listed_entry_points,
    "__annotations__": code.type_hints,
    "ForwardRef": code.type_hints,
    "__file__": files.location,
    "__path__": files.location,
    "__spec__": files.location,
    "__loader__": files.location,
}
"""By the attribute's name."""

NAMES: Final[dict[str, NameRule]] = {
    "__import__": modules.passed_importer,
    "import_module": modules.passed_importer,
    "getattr": attributes.passed_getter,
    "hasattr": attributes.passed_getter,
    "setattr": attributes.passed_getter,
    "delattr": attributes.passed_getter,
    "globals": namespaces.passed_namespace,
    "exec": code.passed_executor,
    "eval": code.passed_executor,
}
"""Functions by whose name a rule knows a call, where they are no callee but a value."""

inspect_filter = members.inspect_filter
inspect_key = namespaces.inspect_key
inspect_stored_key = namespaces.inspect_stored_key
inspect_command = code.inspect_command
inspect_pair = code.inspect_pair
inspect_subscript = namespaces.inspect_subscript
inspect_text = members.inspect_text
