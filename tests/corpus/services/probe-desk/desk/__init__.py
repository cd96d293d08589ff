"""Letters, a log and an account of what is installed."""
