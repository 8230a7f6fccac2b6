"""What people do with the registry: plain functions over an open `Registry`."""
