"""What the search follows and what it may leave out: one file a rule, and no rule knows another one."""
