"""Psycopg with its compiled implementation, without a server."""
