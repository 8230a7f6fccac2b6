"""Parameters of reports that people filled in: one file a version, none is overwritten.

::

    <batch>/0001.yaml ...    when, by whom, and the profile
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import uuid4

import yaml

from registry import curated
from registry.errors import ConflictError, StoreError
from registry.reports.profile import Profile, read_profile
from registry.wording import date_vi


@dataclass(frozen=True)
class KeptProfile:
    """The parameters in force for a batch. Version 0 is the shipped one or one of blanks, by nobody."""

    profile: Profile
    version: int = 0
    by: str = ""
    time: str = ""


class Profiles:
    """The folder of the parameters, or nothing but the shipped ones (``root`` is None)."""

    def __init__(self, root: Path | None) -> None:
        self._root = root

    def of(self, batch_id: str) -> KeptProfile:
        """Return the latest parameters of a batch."""
        files = sorted((self._root / batch_id).glob("*.yaml")) if self._root else []
        if not files:
            return KeptProfile(read_profile(batch_id))
        entry = yaml.load(files[-1].read_text(encoding="utf-8"), curated.Loader)
        profile = Profile.model_validate(entry["profile"] or {})
        return KeptProfile(profile, int(files[-1].stem), entry["by"], entry["time"])

    def keep(self, batch_id: str, profile: Profile, seen: int, by: str, moment: datetime) -> None:
        """Put new parameters in force. ``seen``: the version that the person saw.

        Raises `ConflictError` when somebody else was quicker, and `StoreError`.
        """
        if self._root is None:
            raise StoreError("Máy chủ này chỉ để đọc", "This server is for reading only")
        if self.of(batch_id).version != seen:
            raise self._changed(batch_id)
        folder = self._root / batch_id
        body = profile.model_dump(mode="json", exclude_defaults=True)
        entry = {"time": moment.isoformat(timespec="seconds"), "by": by, "profile": body}
        draft = folder / f".{uuid4().hex}.draft"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            draft.write_text(curated.dumped(entry), encoding="utf-8")
            # A link is made whole, and only where nothing has that name yet.
            (folder / f"{seen + 1:04d}.yaml").hardlink_to(draft)
        except FileExistsError:
            raise self._changed(batch_id) from None
        except OSError as error:
            raise StoreError(
                "Không ghi được tham số", f"The parameters cannot be written: {error.strerror}"
            ) from error
        finally:
            draft.unlink(missing_ok=True)

    def _changed(self, batch_id: str) -> ConflictError:
        now = self.of(batch_id)
        return ConflictError(
            f"{now.by} đã sửa tham số lúc {date_vi(now.time)} {now.time[11:16]}",
            f"{now.by} has changed the parameters at {now.time[:16]}",
        )
