"""Time zones that the standard library reads from tzdata."""
