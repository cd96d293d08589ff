"""Scripts that run in the processes of the sandbox, never imported here."""
