"""People who use the registry: accounts, sessions, tokens, failed sign-ins, the audit log, in one SQLite."""
