"""A module cut into numbered parts, with what is known of each from its statement alone."""
