"""Settings, read from the environment and the settings file in one place; no instance is made at import.

Each field says its name and meaning (`setting`); ``rasoat config`` prints them all.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, dataclass
from functools import cache
from pathlib import Path

import platformdirs

from ontology import namespaces as ns
from registry.config_file import Described, described, given, setting
from registry.errors import InputError


@cache
def version() -> str:
    """Return the installed version of Rà soát."""
    # Imported here: reading package metadata costs a cold start more than the search itself.
    from importlib.metadata import PackageNotFoundError
    from importlib.metadata import version as installed

    try:
        return installed("rasoat")
    except PackageNotFoundError:  # a bare checkout that was not installed
        return "0+unknown"


def known() -> list[Described]:
    """Return every setting there is."""
    return described(Settings, OidcSettings, Public, Rates, Federation, Operation)


def _given() -> Mapping[str, str]:
    return given(known())


@dataclass(frozen=True)
class OidcSettings:
    """The OpenID provider: its issuer address and what it knows this application as."""

    issuer: str = setting(
        "oidc_issuer",
        "",
        "Địa chỉ nhà cung cấp OpenID Connect để đăng nhập; trống thì chỉ dùng tài khoản của Rà soát.",
        "Address of an OpenID Connect provider to sign in through; empty: only accounts of Rà soát.",
    )
    client_id: str = setting(
        "oidc_client_id",
        "",
        "Tên mà nhà cung cấp đó đặt cho ứng dụng này.",
        "What that provider knows this application as.",
    )
    client_secret: str = setting(
        "oidc_client_secret",
        "",
        "Bí mật đi cùng tên đó; nên đặt bằng biến môi trường.",
        "The secret that goes with it; better given by the environment.",
    )

    @classmethod
    def from_env(cls) -> OidcSettings | None:
        """Read the settings; None without an issuer, `InputError` when incomplete."""
        issuer, client_id, client_secret = (
            _given().get(f"oidc_{name}", "") for name in ("issuer", "client_id", "client_secret")
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
    """Where things are."""

    home: Path = setting(
        "home",
        MISSING,
        "Thư mục dữ liệu; mặc định là thư mục dữ liệu của người dùng.",
        "The data directory; by default that of the user.",
        shown="",
    )
    endpoint: str | None = setting(
        "endpoint",
        None,
        "Địa chỉ truy vấn của một máy chủ SPARQL 1.1 dùng thay kho kèm theo; đồ thị mặc định của nó phải là "
        "hợp của các đồ thị có tên.",
        "Query address of a SPARQL 1.1 server used instead of the embedded store; its default graph must be "
        "the union of its named graphs.",
    )
    update_endpoint: str | None = setting(
        "update_endpoint",
        None,
        "Địa chỉ ghi của máy chủ đó, nếu khác.",
        "Update address of that server, where it differs.",
    )
    closed: bool = setting(
        "reading",
        False,
        "open: ai cũng đọc được; closed: đọc cũng phải đăng nhập.",
        "open: everybody reads; closed: reading, too, needs an account.",
        shown="open",
    )
    oidc: OidcSettings | None = None

    @classmethod
    def from_env(cls) -> Settings:
        """Read the settings; raises `InputError` for a wrong one."""
        values = _given()
        home = values.get("home") or platformdirs.user_data_dir("rasoat")
        endpoint = values.get("endpoint")
        reading = _one_of(values, "reading", ("open", "closed"))
        update_endpoint = values.get("update_endpoint") or endpoint
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

    @property
    def imported_path(self) -> Path:
        """Directory of the store of imported registries, a named graph each, apart from our own."""
        return self.home / "imported"


@dataclass(frozen=True)
class Rates:
    """How many requests of programs are answered, in the notation of the library `limits`."""

    token: str = setting(
        "rate_token",
        "600/minute",
        "Số yêu cầu của một mã truy cập được trả lời, ví dụ 600/minute; off: không giới hạn.",
        "How many requests of one token are answered, for example 600/minute; off: no limit.",
    )
    address: str = setting(
        "rate_address",
        "120/minute",
        "Số yêu cầu không kèm mã truy cập của một địa chỉ được trả lời; off: không giới hạn.",
        "How many requests of one address without a token are answered; off: no limit.",
    )

    @classmethod
    def from_env(cls) -> Rates:
        """Read the settings."""
        values = _given()
        return cls(values.get("rate_token") or cls.token, values.get("rate_address") or cls.address)


@dataclass(frozen=True)
class Public:
    """What anyone may read over HTTP, and how much of it one request may cost.

    The journal is not among the graphs: no query or dump tells who decided what. Pages and lists do, to
    whoever may read.
    """

    graphs: tuple[str, ...] = setting(
        "public_graphs",
        (ns.GRAPH_ONTOLOGY, ns.GRAPH_REGISTRY, ns.GRAPH_BATCH),
        "Các đồ thị có tên được công bố; kết thúc bằng / là mọi đồ thị bắt đầu như thế.",
        "The named graphs that are published; one that ends in / stands for all that begin so.",
    )
    seconds: float = setting(
        "sparql_seconds",
        20.0,
        "Một câu truy vấn SPARQL chạy lâu nhất bấy nhiêu giây.",
        "Most seconds that one SPARQL query may run.",
    )
    rows: int = setting(
        "sparql_rows",
        20_000,
        "Nhiều dòng hơn thì câu truy vấn bị từ chối, không cắt bớt.",
        "A query with more rows is refused, never cut.",
    )
    memory_mib: int = setting(
        "sparql_memory",
        2048,
        "Bộ nhớ nhiều nhất của một câu truy vấn, MiB.",
        "Most memory of one query, MiB.",
    )
    workers: int = setting(
        "sparql_workers",
        2,
        "Số câu truy vấn chạy cùng lúc.",
        "How many queries run at once.",
    )
    services: tuple[str, ...] = setting(
        "sparql_services",
        (),
        "Các địa chỉ mà SERVICE trong câu truy vấn được gọi tới, viết y như trong đó; mặc định không có.",
        "The addresses that SERVICE in a query may call, written exactly as in the query; none by default.",
    )

    @classmethod
    def from_env(cls) -> Public:
        """Read the settings; raises `InputError` for a wrong number."""
        values = _given()
        return cls(
            graphs=tuple(values.get("public_graphs", "").split()) or cls.graphs,
            seconds=_number(values, "sparql_seconds", cls.seconds),
            rows=int(_number(values, "sparql_rows", cls.rows)),
            memory_mib=int(_number(values, "sparql_memory", cls.memory_mib)),
            workers=int(_number(values, "sparql_workers", cls.workers)),
            services=tuple(values.get("sparql_services", "").split()),
        )

    def publishes(self, graph: str) -> bool:
        """Whether the named graph ``graph`` is published."""
        return any(graph == name or (name.endswith("/") and graph.startswith(name)) for name in self.graphs)


@dataclass(frozen=True)
class Federation:
    """Other registries that a lookup asks as well."""

    neighbours: tuple[str, ...] = setting(
        "neighbours",
        (),
        "Các sổ đăng ký khác được hỏi cùng: tên=rasoat:địa-chỉ (một Rà soát khác) hoặc tên=sparql:địa-chỉ.",
        "Other registries that are asked as well: name=rasoat:address (another Rà soát) or "
        "name=sparql:address.",
    )
    seconds: float = setting(
        "neighbour_seconds",
        3.0,
        "Đợi mỗi sổ đăng ký khác lâu nhất bấy nhiêu giây.",
        "Most seconds to wait for each of them.",
    )

    @classmethod
    def from_env(cls) -> Federation:
        """Read the settings; raises `InputError` for a wrong number."""
        values = _given()
        seconds = _number(values, "neighbour_seconds", cls.seconds)
        return cls(tuple(values.get("neighbours", "").split()), seconds)


@dataclass(frozen=True)
class Operation:
    """How the server runs."""

    log: str = setting(
        "log",
        "text",
        "Dạng nhật ký của máy chủ trên stderr: text, hoặc json (mỗi dòng một đối tượng).",
        "Form of the server's log on stderr: text, or json (one object a line).",
    )
    shutdown_seconds: int = setting(
        "shutdown_seconds",
        30,
        "Khi dừng, đợi các yêu cầu đang chạy lâu nhất bấy nhiêu giây.",
        "At a stop, most seconds to wait for requests under way.",
    )

    @classmethod
    def from_env(cls) -> Operation:
        """Read the settings; raises `InputError` for a wrong one."""
        values = _given()
        return cls(
            _one_of(values, "log", ("text", "json")),
            int(_number(values, "shutdown_seconds", cls.shutdown_seconds)),
        )


def _one_of(values: Mapping[str, str], key: str, allowed: tuple[str, ...]) -> str:
    value = values.get(key, allowed[0])
    if value not in allowed:
        name = Described(key, "", "", "").variable
        raise InputError(f"{name} phải là {' hoặc '.join(allowed)}", f"{name} is {' or '.join(allowed)}")
    return value


def _number(values: Mapping[str, str], key: str, default: float) -> float:
    text = values.get(key, "").strip()
    name = Described(key, default, "", "").variable
    try:
        value = float(text or default)
    except ValueError:
        value = 0.0
    if not 1 <= value < 1e9:
        raise InputError(
            f"{name} phải là số từ 1 trở lên: {text}", f"{name} must be a number from 1 up: {text}"
        )
    return value
