"""What expressions say by themselves: dotted names, literals, patterns of texts, tests of versions and platforms."""
