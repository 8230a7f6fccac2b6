"""Report files of a screening: what a reviewer hands in. They read answers only, never the store."""
