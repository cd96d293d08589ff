"""A service that knows where parcels are."""
