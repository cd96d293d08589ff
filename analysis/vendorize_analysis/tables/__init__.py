"""Shipped facts: what the standard library calls back, what running it does, what it loads and can do."""
