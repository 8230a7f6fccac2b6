"""All about people of one registry, opened together; and signing in, which needs all of it."""

from __future__ import annotations

from pathlib import Path

from registry.errors import SignInError, ThrottledError
from registry.people.accounts import Account, Accounts, folded
from registry.people.audit import AuditLog
from registry.people.database import Database
from registry.people.drafts import Drafts
from registry.people.remarks import Remarks
from registry.people.replies import Replies
from registry.people.searches import KeptSearches
from registry.people.sessions import Sessions
from registry.people.throttle import Throttle
from registry.people.tokens import Tokens


class People:
    """Accounts, sessions, tokens, drafts, remarks, kept searches, the audit log and more over one file."""

    def __init__(self, path: Path | None) -> None:
        """Open the file at ``path``, made when missing; None keeps all in memory. Raises `StoreError`."""
        self._database = Database(path)
        self.secret = self._database.secret
        self.accounts = Accounts(self._database)
        self.sessions = Sessions(self._database)
        self.throttle = Throttle(self._database)
        self.audit = AuditLog(self._database)
        self.drafts = Drafts(self._database)
        self.remarks = Remarks(self._database)
        self.tokens = Tokens(self._database)
        self.replies = Replies(self._database)
        self.searches = KeptSearches(self._database)

    def close(self) -> None:
        """Close the file."""
        self._database.close()

    def sign_in(self, name: str, password: str, address: str, now: float | None = None) -> str:
        """Return the cookie value of a new session.

        Raises `SignInError` for a wrong name or password, without saying which, and `ThrottledError` after
        too many failures. ``address``: where the caller is; ``now``: seconds since 1970.
        """
        key = folded(name)[:64]
        seconds = self.throttle.wait(key, address, now)
        if seconds:
            self.audit.add(key, "session.throttled", address=address)
            raise ThrottledError(
                f"Sai quá nhiều lần; hãy thử lại sau {-(-seconds // 60)} phút",
                f"Too many failures; try again in {-(-seconds // 60)} minutes",
                seconds=seconds,
            )
        account = self.accounts.check(key, password)
        if account is None:
            self.throttle.fail(key, address, now)
            self.audit.add(key, "session.refused", address=address)
            raise SignInError("Tên hoặc mật khẩu không đúng", "Wrong name or password")
        self.throttle.forget(key)
        return self.begin(account, address, "password", now)

    def begin(self, account: Account, address: str, how: str, now: float | None = None) -> str:
        """Begin a session of someone who has proved who they are; raises `SignInError` if disabled."""
        if account.disabled:
            self.audit.add(account.name, "session.refused", address=address, detail="disabled")
            raise SignInError("Tài khoản đã bị khóa", "The account is disabled")
        value = self.sessions.start(account.name, now)
        self.audit.add(account.name, "session.start", address=address, detail=how)
        return value
