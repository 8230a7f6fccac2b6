"""The web service: JSON for other tools and plain pages for people, over the same use cases."""
