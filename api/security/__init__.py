"""Who is asking, and what they may do: visitors, forms, guards, headers, OpenID Connect, the audit log."""
