"""Settings, read from the environment in one place; no instance is made at import."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import platformdirs


def version() -> str:
    """Return the installed version of Rà soát."""
    # Imported here: reading package metadata costs a cold start more than the search itself.
    from importlib.metadata import PackageNotFoundError
    from importlib.metadata import version as installed

    try:
        return installed("rasoat")
    except PackageNotFoundError:  # a bare checkout that was not installed
        return "0+unknown"


@dataclass(frozen=True)
class Settings:
    """Where things are.

    ``home``: data directory (``RASOAT_HOME``; default: the per-user data directory).
    ``endpoint``, ``update_endpoint``: a remote SPARQL 1.1 server instead of the embedded store
    (``RASOAT_ENDPOINT``, ``RASOAT_UPDATE_ENDPOINT``).
    """

    home: Path
    endpoint: str | None = None
    update_endpoint: str | None = None

    @classmethod
    def from_env(cls) -> Settings:
        """Read the settings from the process environment."""
        home = os.environ.get("RASOAT_HOME") or platformdirs.user_data_dir("rasoat")
        endpoint = os.environ.get("RASOAT_ENDPOINT") or None
        return cls(Path(home), endpoint, os.environ.get("RASOAT_UPDATE_ENDPOINT") or endpoint)

    @property
    def store_path(self) -> Path:
        """Directory of the embedded store."""
        return self.home / "store"

    @property
    def overlay_path(self) -> Path:
        """Directory of the records registered over the shipped ones, and of their history."""
        return self.home / "registry"

    @property
    def index_path(self) -> Path:
        """File of the text index, rebuilt with each registry load."""
        return self.home / "index.npz"
