"""The intermediate representation: flat operations on the numbered variables of a scope."""
