"""Which functions take names of modules, by their dotted names."""

from __future__ import annotations

MODULE_ARGUMENTS = {
    "importlib.import_module": ("name", "package"),
    "importlib.util.find_spec": ("name", "package"),
    "importlib.find_loader": ("name",),
    "pkgutil.get_data": ("package",),
    "pkgutil.get_loader": ("module_or_name",),
    "pkgutil.find_loader": ("fullname",),
    "pkgutil.resolve_name": ("name",),
    "runpy.run_module": ("mod_name",),
    "pkg_resources.resource_filename": ("package_or_requirement",),
    "pkg_resources.resource_string": ("package_or_requirement",),
    "pkg_resources.resource_stream": ("package_or_requirement",),
    "pkg_resources.resource_exists": ("package_or_requirement",),
    **{
        f"{module}.{function}": (parameter,)
        for module in ("unittest.mock", "mock")
        for function, parameter in (("patch", "target"), ("patch.multiple", "target"), ("patch.dict", "in_dict"))
    },
    **{
        f"{module}.{function}": ("package", "anchor")
        for module in ("importlib.resources", "importlib_resources")
        for function in (
            *("files", "path", "contents", "is_resource"),
            *("open_binary", "open_text", "read_binary", "read_text"),
        )
    },
}
"""Functions whose arguments name modules: the parameters in order. (`files` renamed its only one in 3.12.)"""
BY_ORIGINAL_NAME = frozenset(
    {
        "logging.getLogger",
        *(
            f"{module}.{function}"
            for module in ("importlib.metadata", "importlib_metadata")
            for function in (
                *("version", "metadata", "distribution", "requires", "files", "entry_points"),
                "Distribution.from_name",
            )
        ),
        *(
            f"pkg_resources.{function}"
            for function in ("get_distribution", "require", "iter_entry_points", "get_entry_info", "load_entry_point")
        ),
    }
)
"""Functions whose argument is a name of the world outside, where a module has its original one."""
FUNCTIONS = {"importlib.import_module": "import_module", "builtins.__import__": "import_"}
KEYED = frozenset({"get", "__getitem__", "__contains__"})
LAST = frozenset(one.rpartition(".")[2] for one in (*MODULE_ARGUMENTS, *BY_ORIGINAL_NAME, *FUNCTIONS, *KEYED)) | {
    "modules",
    "executable",
    "filterwarnings",
}
"""How the dotted names end that matter here: no other one is looked up."""
