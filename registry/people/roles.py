"""What a person may do. Roles are steps: each may do all that those before it may."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """reader: read; reviewer: decide of lines; steward: keep the registry; admin: keep the accounts."""

    READER = "reader"
    REVIEWER = "reviewer"
    STEWARD = "steward"
    ADMIN = "admin"

    def may(self, needed: Role) -> bool:
        """Return whether someone of this role may do what ``needed`` may."""
        steps = list(Role)
        return steps.index(self) >= steps.index(needed)
