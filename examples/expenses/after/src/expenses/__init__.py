"""Sum up what was spent, by category or by month."""
