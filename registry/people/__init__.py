"""People who use the registry: accounts, sessions, failed sign-ins and the audit log, in one SQLite file."""
