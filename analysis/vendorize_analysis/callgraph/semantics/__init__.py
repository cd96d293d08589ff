"""What Python's operations do with abstract objects: functions that are handed the abstract interpreter."""
