"""Settings, read from the environment in one place; no instance is made at import."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from ontology import namespaces as ns
from registry.errors import InputError


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
class OidcSettings:
    """The OpenID provider: its issuer address and what it knows this application as."""

    issuer: str
    client_id: str
    client_secret: str

    @classmethod
    def from_env(cls) -> OidcSettings | None:
        """Read the settings from the environment; None without an issuer, `InputError` when incomplete."""
        issuer, client_id, client_secret = (
            os.environ.get(f"RASOAT_OIDC_{name}") or "" for name in ("ISSUER", "CLIENT_ID", "CLIENT_SECRET")
        )
        if not issuer:
            return None
        if not client_id or not client_secret:
            raise InputError(
                "Thiếu RASOAT_OIDC_CLIENT_ID hoặc RASOAT_OIDC_CLIENT_SECRET",
                "RASOAT_OIDC_CLIENT_ID or RASOAT_OIDC_CLIENT_SECRET is missing",
            )
        return cls(issuer.rstrip("/"), client_id, client_secret)


@dataclass(frozen=True)
class Settings:
    """Where things are.

    ``home``: data directory (``RASOAT_HOME``; default: the per-user data directory).
    ``endpoint``, ``update_endpoint``: a remote SPARQL 1.1 server instead of the embedded store
    (``RASOAT_ENDPOINT``, ``RASOAT_UPDATE_ENDPOINT``).
    ``closed``: reading, too, needs an account (``RASOAT_READING=closed``; default ``open``).
    ``oidc``: sign in through OpenID Connect as well (``RASOAT_OIDC_ISSUER``, ``…_CLIENT_ID``,
    ``…_CLIENT_SECRET``).
    """

    home: Path
    endpoint: str | None = None
    update_endpoint: str | None = None
    closed: bool = False
    oidc: OidcSettings | None = None

    @classmethod
    def from_env(cls) -> Settings:
        """Read the settings from the process environment; raises `InputError` for a wrong one."""
        home = os.environ.get("RASOAT_HOME") or platformdirs.user_data_dir("rasoat")
        endpoint = os.environ.get("RASOAT_ENDPOINT") or None
        reading = os.environ.get("RASOAT_READING") or "open"
        if reading not in ("open", "closed"):
            raise InputError("RASOAT_READING phải là open hoặc closed", "RASOAT_READING is open or closed")
        update_endpoint = os.environ.get("RASOAT_UPDATE_ENDPOINT") or endpoint
        return cls(Path(home), endpoint, update_endpoint, reading == "closed", OidcSettings.from_env())

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

    @property
    def uploads_path(self) -> Path:
        """Directory of the files that people sent and that are neither stored nor discarded yet."""
        return self.home / "uploads"

    @property
    def people_path(self) -> Path:
        """File of accounts, sessions and the audit log."""
        return self.home / "people.sqlite"

    @property
    def profiles_path(self) -> Path:
        """Directory of the parameters of reports that people filled in, every version."""
        return self.home / "profiles"

    @property
    def archive_path(self) -> Path:
        """Directory of the periodic reports as they were issued."""
        return self.home / "archive"


@dataclass(frozen=True)
class Rates:
    """How many requests of programs are answered, in the notation of the library `limits`.

    ``token``: of one token (``RASOAT_RATE_TOKEN``); ``address``: of one address without a token
    (``RASOAT_RATE_ADDRESS``). ``RASOAT_RATE_…=off`` lifts a limit.
    """

    token: str = "600/minute"
    address: str = "120/minute"

    @classmethod
    def from_env(cls) -> Rates:
        """Read the settings from the process environment."""
        return cls(
            os.environ.get("RASOAT_RATE_TOKEN") or cls.token,
            os.environ.get("RASOAT_RATE_ADDRESS") or cls.address,
        )


@dataclass(frozen=True)
class Public:
    """What anyone may read over HTTP, and how much of it one request may cost.

    ``graphs``: the named graphs that are published, ``…/`` for all that begin so (``RASOAT_PUBLIC_GRAPHS``,
    separated by spaces). The journal is not among them: who decided what, and why, is for those who sign in.
    ``seconds``, ``rows`` and ``memory_mib`` bound one SPARQL query (``RASOAT_SPARQL_SECONDS``,
    ``RASOAT_SPARQL_ROWS``, ``RASOAT_SPARQL_MEMORY``), ``workers`` how many run at once
    (``RASOAT_SPARQL_WORKERS``).
    """

    graphs: tuple[str, ...] = (ns.GRAPH_ONTOLOGY, ns.GRAPH_REGISTRY, ns.GRAPH_BATCH)
    seconds: float = 20.0
    rows: int = 20_000
    memory_mib: int = 2048
    workers: int = 2

    @classmethod
    def from_env(cls) -> Public:
        """Read the settings from the process environment; raises `InputError` for a wrong number."""
        graphs = os.environ.get("RASOAT_PUBLIC_GRAPHS", "").split()
        return cls(
            graphs=tuple(graphs) or cls.graphs,
            seconds=_number("RASOAT_SPARQL_SECONDS", cls.seconds),
            rows=int(_number("RASOAT_SPARQL_ROWS", cls.rows)),
            memory_mib=int(_number("RASOAT_SPARQL_MEMORY", cls.memory_mib)),
            workers=int(_number("RASOAT_SPARQL_WORKERS", cls.workers)),
        )

    def publishes(self, graph: str) -> bool:
        """Whether the named graph ``graph`` is published."""
        return any(graph == name or (name.endswith("/") and graph.startswith(name)) for name in self.graphs)


def _number(name: str, default: float) -> float:
    text = os.environ.get(name, "").strip()
    try:
        value = float(text or default)
    except ValueError:
        value = 0.0
    if not 1 <= value < 1e9:
        raise InputError(
            f"{name} phải là số từ 1 trở lên: {text}", f"{name} must be a number from 1 up: {text}"
        )
    return value
