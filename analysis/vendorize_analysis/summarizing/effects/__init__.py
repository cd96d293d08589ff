"""What running a part does beyond binding its names, and what the hooks that Python calls by itself may do."""
