"""Other Python processes that the program starts on its own modules: they are told to get them from the file first."""

import os
import re
import sys

_WITH_VALUE = ("-X", "-W", "--check-hash-based-pycs")
_NO_MODULES = "multiprocessing.resource_tracker"


def watch(finder):
    """Change how `subprocess` and `multiprocessing` begin processes, now or as soon as they are loaded."""
    translate = _translation(finder.tree)
    for name, patch in (
        ("subprocess", _patch_popen),
        ("multiprocessing.util", _patch_fds),
        ("multiprocessing.spawn", _patch_line),
    ):
        if name in sys.modules:
            patch(sys.modules[name], translate)
        else:
            finder.watched[name] = lambda module, patch=patch: patch(module, translate)


def _patch_popen(module, translate):
    original = module.Popen.__init__

    def __init__(self, args, *arguments, **keywords):
        changed = args if isinstance(args, (str, bytes)) or keywords.get("shell") else translate(args)
        original(self, changed, *arguments, **keywords)
        if changed is not args:
            self.args = args  # errors name what was asked for

    __init__.__wrapped__ = original
    module.Popen.__init__ = __init__


def _patch_fds(module, translate):
    original = module.spawnv_passfds

    def spawnv_passfds(path, args, passfds):
        return original(path, translate(args, always=True), passfds)

    module.spawnv_passfds = spawnv_passfds


def _patch_line(module, translate):
    original = module.get_command_line

    def get_command_line(**keywords):
        return translate(original(**keywords), always=True)

    module.get_command_line = get_command_line


def _translation(tree):
    """Return what changes arguments of a process that are Python's, and for a module, code or file of the tree."""
    first = "import runpy; runpy.run_path(%r, run_name='__vendorize__')\n" % tree.root
    named = re.compile(r"\b(?:%s)\b" % "|".join(map(re.escape, sorted(tree.tops))))

    def code_for(option, value, always):
        if option == "c":
            if value.startswith("import runpy; runpy.run_path(") or _NO_MODULES in value:
                return None
            return first + "exec(%r)" % value if always or named.search(value) else None
        if option == "m":
            if value.partition(".")[0] not in tree.tops:
                return None
            return first + "runpy._run_module_as_main(%r)" % value
        relative = tree.relative(os.path.abspath(value))
        if relative is None or not tree.has(relative):
            return None
        return first + "import sys; sys.argv[0] = %r; runpy.run_path(%r, run_name='__main__')" % (value, value)

    def translate(args, always=False):
        words = [os.fspath(word) if isinstance(word, os.PathLike) else word for word in args]
        if not words or os.fsdecode(words[0]) != sys.executable:
            return args
        options, option, value, rest = _split([os.fsdecode(word) for word in words[1:]])
        code = code_for(option, value, always) if value is not None else None
        return args if code is None else [words[0], *options, "-c", code, *rest]

    return translate


def _split(words):
    """Return the options, what kind of program there is, the program and its arguments."""
    options = []
    while words:
        word = words.pop(0)
        if word in _WITH_VALUE and words:
            options += [word, words.pop(0)]
        elif word in ("-", "--") or not word.startswith("-"):
            return options, "", word, words
        elif word.startswith("--") or word[:2] in ("-X", "-W"):
            options.append(word)
        else:
            letters = word[1:]
            found = next((place for place, letter in enumerate(letters) if letter in "cm"), None)
            if found is None:
                options.append(word)
                continue
            if letters[:found]:
                options.append("-" + letters[:found])
            value = letters[found + 1 :] or (words.pop(0) if words else None)
            return options, letters[found], value, words
    return options, "", None, words
