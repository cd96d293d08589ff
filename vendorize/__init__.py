"""vendorize: own the third-party code that a program really uses, and nothing else."""
