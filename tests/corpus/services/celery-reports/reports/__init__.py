"""Reports on texts, made by workers."""
