"""Syntax trees become IR: each scope's statements and expressions as operations, in SSA form."""
