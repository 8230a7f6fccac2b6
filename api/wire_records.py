"""The shapes of lists, and of the records that are no platforms: capabilities, organisations, law."""

from __future__ import annotations

from typing import Annotated, Generic, TypeVar

from pydantic import Field

from api.wire import Date, Gone, Moment, PlatformId, Wire
from registry.model import Status

T = TypeVar("T")
CapabilityId = Annotated[str, Field(examples=["dang-ky-ho-tich"])]
OrganisationId = Annotated[str, Field(examples=["btttt"])]


class Listed(Wire, Generic[T]):
    """Một trang danh sách (A page of a list)."""

    snapshot: Annotated[str, Field(examples=["6844261deb7b23fe"])]
    """Nội dung sổ đăng ký mà câu trả lời dựa vào (The content of the registry that it rests on)."""
    total: int
    """Số mục của cả danh sách (Items of the whole list)."""
    limit: int
    next: str | None
    """`cursor` của trang sau; null ở trang cuối (The cursor of the next page; null on the last)."""
    items: list[T]
    deleted: list[Gone] | None = None
    """Với `changed_since`, ở trang đầu: những mục không còn (What is no more; on the first page)."""
    until: Moment | None = None
    """Với `changed_since`: lúc để hỏi lần sau; lùi vài phút để không sót (The time to ask from next)."""


class ListedAsOf(Listed[T], Generic[T]):
    """Một trang danh sách tại một ngày (A page of a list as of a date)."""

    as_of: Date


class Called(Wire):
    """Mã và tên (Id and name)."""

    id: str
    name: str
    name_en: str


class CapabilityItem(Wire):
    """Một chức năng nghiệp vụ (A capability)."""

    id: CapabilityId
    name: Annotated[str, Field(examples=["Đăng ký hộ tịch"])]
    name_en: str
    sector: Annotated[str, Field(examples=["tu-phap"])]
    sector_name: Annotated[str, Field(examples=["Tư pháp"])]
    broader: str
    """Chức năng rộng hơn; rỗng ở bậc cao nhất (The broader one; empty at the top)."""
    platforms: int
    """Số nền tảng cung cấp (How many platforms offer it)."""
    modified: Moment


class CapabilityPlatform(Wire):
    """Nền tảng đáp ứng một chức năng tại ngày (A platform that covers a capability at the date)."""

    id: PlatformId
    name: str
    status: Status


class CapabilityCard(CapabilityItem):
    """Một chức năng, bậc dưới của nó và các nền tảng (A capability, what is below it, who offers it)."""

    as_of: Date
    narrower: list[Called]
    offered_by: list[CapabilityPlatform]


class PassingSeen(Wire):
    """Một lần chuyển giao giữa hai cơ quan (Something passed from one body to another)."""

    id: OrganisationId
    name: Annotated[str, Field(examples=["Bộ Khoa học và Công nghệ"])]
    date: Date
    what: str
    """Phần được chuyển (What of it)."""


class OrganisationItem(Wire):
    """Một cơ quan (A public body)."""

    id: OrganisationId
    name: Annotated[str, Field(examples=["Bộ Thông tin và Truyền thông"])]
    name_en: str
    abbreviation: Annotated[str, Field(examples=["Bộ TTTT"])]
    parent: str
    since: Date
    last_day: Date
    """Ngày cuối còn tồn tại; rỗng nếu còn (The last day; empty if still there)."""
    predecessors: list[PassingSeen]
    successors: list[PassingSeen]
    owns: int
    """Số nền tảng đang chủ quản (Platforms that it owns now)."""
    modified: Moment


class OrganisationCard(OrganisationItem):
    """Một cơ quan và các nền tảng (A public body and its platforms)."""

    platforms: list[Called]
    former_platforms: list[Called]
    """Nền tảng nay do cơ quan khác chủ quản (Those that another body has now)."""


class LegalItem(Wire):
    """Một văn bản; hai văn bản có thể trùng số (A legal document; two may share a number)."""

    id: Annotated[str, Field(examples=["87-2020-nd-cp/2020-07-28/chinh-phu"])]
    number: Annotated[str, Field(examples=["87/2020/NĐ-CP"])]
    date: Date
    issuer: Annotated[str, Field(examples=["Chính phủ"])]
    platforms: int
    """Số nền tảng dựa vào (How many platforms rest on it)."""
    modified: Moment


class LegalUse(Wire):
    """Nền tảng dựa vào văn bản và vì điều gì (A platform that rests on it, and for what)."""

    id: PlatformId
    name: str
    what: str


class LegalCard(LegalItem):
    """Một văn bản và những gì dựa vào (A legal document and what rests on it)."""

    used_by: list[LegalUse]
