"""What the header of every page leads to. A new page is one more line here."""

from __future__ import annotations

from dataclasses import dataclass

from registry.people.accounts import Account
from registry.people.roles import Role


@dataclass(frozen=True)
class Item:
    """A place in the application: its path, its Vietnamese name, and who sees it (None: everybody).

    ``under``: what the paths of its further pages begin with.
    """

    path: str
    label: str
    role: Role | None = None
    under: str = ""


NAVIGATION = (
    Item("/", "Tra cứu"),
    Item("/batches", "Đợt rà soát", under="/batches/"),
    Item("/platforms", "Sổ đăng ký", under="/platform/"),
    Item("/capabilities", "Chức năng", under="/capability/"),
    Item("/reports", "Báo cáo", under="/reports/"),
    Item("/watch", "Theo dõi"),
    Item("/steward", "Giữ sổ", Role.STEWARD, under="/steward/"),
    Item("/admin/users", "Tài khoản", Role.ADMIN),
    Item("/admin/audit", "Nhật ký", Role.ADMIN),
)


def shown(account: Account | None) -> list[Item]:
    """Return the places that someone sees."""
    return [
        item
        for item in NAVIGATION
        if item.role is None or (account is not None and account.role.may(item.role))
    ]
