"""What code mentions: the collector of references, its scopes, and what is known of names in them."""
