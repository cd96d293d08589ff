"""Links that answer."""
