"""The leak guard: says when released code reaches what only the tests' overlay has (Python 3.8+).

A `.pth` line imports `vendorize_leak_guard.start` in every Python process of the result's environment.
"""
