"""Rà soát's registry: curated records, the store, matching of text to needs, rules and reports."""
