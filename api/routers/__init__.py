"""Endpoints: each parses the request, calls one use case and picks a representation."""
