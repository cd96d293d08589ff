"""A service that says what a parcel costs, and signs what it says."""
