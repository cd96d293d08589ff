"""The script that the target interpreter runs to describe itself.

It is text and not a module of ours because another interpreter runs it: it must work on Python 3.8 to 3.14 with the
standard library alone. It imports nothing of the project; `site` has run before it, as for every program there.
"""

from __future__ import annotations

MARK = "vendorize-answer:"

_BODY = r"""
import sys
# All that has run by now may have a say in what follows.
started = [getattr(module, "__file__", None) for module in list(sys.modules.values())]
# The current folder must neither be searched for modules here nor count as installed.
if sys.path and sys.path[0] == "":
    del sys.path[0]
import os, site, sysconfig
from importlib.machinery import EXTENSION_SUFFIXES

def same(path):
    return os.path.normcase(os.path.abspath(path))

def standard_names(folders):
    if hasattr(sys, "stdlib_module_names"):
        return set(sys.stdlib_module_names)
    names = set(sys.builtin_module_names)
    for folder in folders:
        if not os.path.isdir(folder):
            continue
        for entry in os.listdir(folder):
            name = entry.split(".")[0]
            module = entry.endswith((".py",) + tuple(EXTENSION_SUFFIXES))
            package = os.path.isfile(os.path.join(folder, entry, "__init__.py"))
            if name.isidentifier() and (module or package):
                names.add(name)
    return names

def of_system():
    # `platform` loads half as much again as has been loaded so far; on these systems it says what `uname` says.
    if sys.implementation.name == "cpython" and sys.platform in ("linux", "darwin"):
        system = os.uname()
        version = sys.version.split()[0]
        return system.machine, "CPython", system.release, system.sysname, system.version, version
    import platform
    implementation, version = platform.python_implementation(), platform.python_version()
    return platform.machine(), implementation, platform.release(), platform.system(), platform.version(), version

def version_of(info):
    text = "%d.%d.%d" % info[:3]
    return text if info[3] == "final" else text + info[3][0] + str(info[4])

libraries = {sysconfig.get_path("stdlib"), sysconfig.get_path("platstdlib")} - {None}
libraries |= {os.path.join(folder, "lib-dynload") for folder in libraries}
libraries |= {os.path.join(prefix, "DLLs") for prefix in (sys.prefix, sys.base_prefix)}
destination = sysconfig.get_config_var("DESTSHARED")
if destination:
    libraries.add(destination)
# On Windows the prefix itself is on the path; nothing is installed there.
skipped = {same(folder) for folder in libraries | {sys.prefix, sys.base_prefix, sys.exec_prefix, sys.base_exec_prefix}}
path = []
for entry in sys.path:
    if entry and os.path.isdir(entry) and same(entry) not in skipped and os.path.abspath(entry) not in path:
        path.append(os.path.abspath(entry))
sites = list(site.getsitepackages()) if hasattr(site, "getsitepackages") else []
if site.ENABLE_USER_SITE:
    sites.append(site.getusersitepackages())
sites = {same(folder) for folder in sites}
def lines(path):
    try:
        with open(path, "rb") as file:
            return [line.strip() for line in file.read().decode("utf-8", "replace").splitlines()]
    except OSError:
        return []

def all_watched():
    executables = [sys.executable, os.path.realpath(sys.executable), getattr(sys, "_base_executable", "") or ""]
    watched = [name for name in started if isinstance(name, str)] + executables + sys.path + sorted(libraries)
    for executable in executables:
        folder = os.path.dirname(executable)
        watched += [folder, os.path.join(folder, "pyvenv.cfg"), os.path.join(os.path.dirname(folder), "pyvenv.cfg")]
    possible = list(site.getsitepackages()) if hasattr(site, "getsitepackages") else []
    for folder in possible + [site.getusersitepackages()]:
        watched.append(folder)
        for name in os.listdir(folder) if os.path.isdir(folder) else []:
            if name.endswith(".pth"):
                link = os.path.join(folder, name)
                watched += [link] + [os.path.join(folder, line) for line in lines(link) if line and "\0" not in line]
    return sorted(set(os.path.abspath(name) for name in watched if name))

machine, implementation, release, system, version, python = of_system()
answer = {
    "watched": all_watched(),
    "version": list(sys.version_info[:3]),
    "implementation": sys.implementation.name,
    "platform": sys.platform,
    "path": path,
    "sites": [entry for entry in path if same(entry) in sites],
    "stdlib": sorted(standard_names(libraries)),
    "suffixes": list(EXTENSION_SUFFIXES),
    "markers": {
        "implementation_name": sys.implementation.name,
        "implementation_version": version_of(sys.implementation.version),
        "os_name": os.name,
        "platform_machine": machine,
        "platform_python_implementation": implementation,
        "platform_release": release,
        "platform_system": system,
        "platform_version": version,
        "python_full_version": python,
        "python_version": ".".join(python.split(".")[:2]),
        "sys_platform": sys.platform,
    },
}
sys.stdout.flush()
sys.stdout.write("\n" + MARK + ascii(answer) + "\n")
sys.stdout.flush()
"""

QUESTION = f"MARK = {MARK!r}{_BODY}"
