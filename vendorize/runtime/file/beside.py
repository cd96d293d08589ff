"""What one file cannot hold, which lies in a folder beside it."""

import os
import sys


def add(tree, folder, *, starts):
    """Make importable, behind the file, what lies in a folder beside it; have `.pth` files there read if they act."""
    try:
        names = os.listdir(folder)
    except OSError as error:
        sys.exit("%s needs what lies in %s: %s" % (tree.root, folder, error.strerror))
    tree.tops |= {name.partition(".")[0] for name in names}
    if folder not in sys.path:
        sys.path.insert(sys.path.index(tree.prefix) + 1, folder)
    if starts:
        import site

        # As `start` of the other layouts does: some start-up code wraps what the module does last.
        last = [site.execsitecustomize, site.execusercustomize]
        site.addsitedir(folder)
        if site.execsitecustomize is not last[0]:
            site.execsitecustomize()
        if site.ENABLE_USER_SITE and site.execusercustomize is not last[1]:
            site.execusercustomize()
