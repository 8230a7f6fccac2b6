"""Stores: one protocol (`base`), an embedded engine (`oxigraph`) and any SPARQL 1.1 server (`remote`)."""
