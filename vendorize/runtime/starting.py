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
        # Some start-up code wraps what the module does last, to do its own work after that.
        last = [site.execsitecustomize, site.execusercustomize]
        site.addsitedir(folder)
        if site.execsitecustomize is not last[0]:
            site.execsitecustomize()
        if site.ENABLE_USER_SITE and site.execusercustomize is not last[1]:
            site.execusercustomize()
