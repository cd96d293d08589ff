"""What the support module has besides in a result with `.pth` files that only itself has Python read."""


# section: start

_starting = iter((True,))


def start():
    """Have the `.pth` files of this folder read, once, as Python does for site-packages when it starts."""
    if not next(_starting, False):
        return
    import os
    import site
    import sys

    folder = os.path.dirname(os.path.abspath(__file__))
    read = []
    if not sys.flags.no_site:
        read = [*getattr(site, "getsitepackages", list)(), site.getusersitepackages()]
    if os.path.normcase(folder) not in map(os.path.normcase, map(os.path.abspath, read)):
        site.addsitedir(folder)
