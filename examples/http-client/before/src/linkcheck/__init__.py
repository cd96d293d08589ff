"""Ask for the links of a page, and say which are dead."""
