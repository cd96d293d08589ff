"""The command line: parses, calls the workflow once, shows the answer."""
