"""Outside test material, run against the product. ``python -m tests.conformance`` prints the table of the README."""
