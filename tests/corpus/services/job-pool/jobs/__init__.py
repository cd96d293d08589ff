"""Worker processes that joblib's loky starts."""
