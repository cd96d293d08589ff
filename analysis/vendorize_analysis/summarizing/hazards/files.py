"""Files beside the code: data and metadata (VZ5xx)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from vendorize_analysis.model.hazards.files import DataFileRead, MetadataRead
from vendorize_analysis.model.summary import ImportRef
from vendorize_analysis.summarizing.hazards.arguments import argument, literal
from vendorize_analysis.summarizing.syntax.chains import chain_of

if TYPE_CHECKING:
    import ast

    from vendorize_analysis.summarizing.references.collector import ReferenceCollector

_RESOURCE_MODULES: Final = frozenset({"resources", "importlib_resources", "pkgutil", "pkg_resources"})
_METADATA_MODULES: Final = frozenset({"pkg_resources", "importlib_metadata", "Distribution"})


def metadata(collector: ReferenceCollector, node: ast.Call) -> None:
    """`importlib.metadata.version("x")` and its like read the distribution's metadata."""
    chain = chain_of(node.func)
    if len(chain) == 1 and node.keywords:
        return
    text = literal(argument(node, 0, "distribution_name"))
    if len(chain) > 1 and "metadata" not in chain[-2] and chain[-2] not in _METADATA_MODULES and not text:
        return
    collector.hazard(MetadataRead(node.lineno, text))


def resource(collector: ReferenceCollector, node: ast.Call) -> None:
    """`importlib.resources.files`, `pkgutil.get_data`: data files of a package."""
    chain = chain_of(node.func)
    if len(chain) != 1 and (chain[-2:-1] or ("",))[0] not in _RESOURCE_MODULES:
        return
    package = argument(node, 0, "package")
    text = literal(package)
    named = chain_of(package)
    known = text or (collector.imported_as(named) if named and collector.is_local(named[0]) else ".".join(named))
    collector.hazard(DataFileRead(node.lineno, "" if known[:2] == "__" else known))
    if text:
        collector.imports.append(ImportRef(0, text, ".", "", node.lineno))


def location(collector: ReferenceCollector, node: ast.Attribute) -> None:
    """`package.__file__`: a way to the files beside it."""
    chain = chain_of(node.value)
    if chain:
        known = collector.imported_as(chain) or ".".join(chain)
        collector.hazard(DataFileRead(node.lineno, known, node.attr))


CALLS: Final = {
    "version": metadata,
    "metadata": metadata,
    "distribution": metadata,
    "requires": metadata,
    "from_name": metadata,
    "get_distribution": metadata,
    "files": resource,
    "as_file": resource,
    "contents": resource,
    "get_data": resource,
    "open_text": resource,
    "open_binary": resource,
    "read_text": resource,
    "read_binary": resource,
    "is_resource": resource,
    "resource_filename": resource,
    "resource_string": resource,
    "resource_stream": resource,
    "resource_exists": resource,
}
"""By the last name of the callee."""


ATTRIBUTES: Final = {
    "__file__": location,
    "__path__": location,
    "__spec__": location,
    "__loader__": location,
}
"""By the attribute's name."""
