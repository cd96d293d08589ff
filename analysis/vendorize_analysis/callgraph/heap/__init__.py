"""The abstract heap: what frames, modules, classes, objects and collections hold; it calls nothing."""
