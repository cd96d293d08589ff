"""Models of what is not read: built-in functions, methods and functions of the standard library, in tables by name."""
