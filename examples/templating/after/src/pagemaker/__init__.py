"""Make a page of a list of events."""
