"""The REST interface beside platforms and screening: lists, single things, and what programs may write."""
