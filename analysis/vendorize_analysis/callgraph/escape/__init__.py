"""The open world: entry points that nothing calls, and unknown code that gets what escapes and calls it."""
