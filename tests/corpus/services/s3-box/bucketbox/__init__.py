"""Files in a bucket: put, get, list, share and remove."""
