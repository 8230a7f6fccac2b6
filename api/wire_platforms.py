"""Shapes of platforms: found, listed, one by one, and as other registries have them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from api.wire import Date, Gone, Moment, PlatformId, Share, Wire
from registry.answers import FindVerdict
from registry.model import Evidence, Level, Mandate, ProvinceUse, Status


class Hit(Wire):
    """Một nền tảng trong kết quả tìm (One platform as an answer to a search)."""

    id: PlatformId
    name: Annotated[str, Field(examples=["Hệ thống thông tin đăng ký và quản lý hộ tịch điện tử dùng chung"])]
    owner: Annotated[str, Field(examples=["Bộ Tư pháp"])]
    level: Level
    status: Status
    """Tình trạng tại ngày `as_of` (Status at the as-of date)."""
    score: Share
    why: Annotated[str, Field(examples=['còn gọi là "CSDL hộ tịch"; cấp quốc gia, đang vận hành (từ 2016)'])]
    since: Date
    mandate: Mandate
    evidence: Evidence | Literal[""]
    words: Annotated[list[str], Field(examples=[["hộ", "tịch"]])]
    """Chữ trong câu hỏi khớp với nền tảng (The words of the text that speak for it)."""
    function: Annotated[str, Field(examples=["đăng ký khai sinh, kết hôn, khai tử"])]
    """Chức năng của nền tảng ứng với các chữ ấy (What of the platform they meet)."""
    users: Annotated[list[str], Field(examples=[["cấp tỉnh", "cấp xã"]])]
    law: Annotated[list[str], Field(examples=[["87/2020/NĐ-CP ngày 28/07/2020 của Chính phủ"]])]
    against: Annotated[list[str], Field(examples=[["chưa vận hành"]])]
    """Điều nói ngược lại, mạnh nhất trước (What speaks against it, the strongest first)."""


class FindAnswer(Wire):
    """Câu trả lời cho một lần tìm (The answer to a search)."""

    id: str
    query: Annotated[str, Field(examples=["quản lý hộ tịch"])]
    verdict: FindVerdict
    """`none`: kết quả chỉ là gần giống, không phải câu trả lời (results are near misses, not answers)."""
    as_of: Date
    message: Annotated[
        str, Field(examples=["Đã có: Hệ thống hộ tịch điện tử dùng chung (tính đến 07/04/2023)."])
    ]
    results: list[Hit]


class PlatformItem(Wire):
    """Một nền tảng trong danh sách (One platform in a list)."""

    id: PlatformId
    name: str
    name_en: str
    owner: str
    level: Level
    sector: Annotated[str, Field(examples=["tư pháp"])]
    kind: Annotated[str, Field(examples=["information-system"])]
    status: Status
    since: Date
    mandate: Mandate
    evidence: Evidence
    modified: Annotated[str, Field(examples=["2026-11-30T08:00:00+07:00"])]
    """Lúc bản ghi đổi lần cuối ở sổ này (When the record last changed in this registry)."""


class PlatformPage(Wire):
    """Một trang danh sách nền tảng, xếp theo tên (A page of the list of platforms, by name)."""

    as_of: Date
    snapshot: Annotated[str, Field(examples=["6844261deb7b23fe"])]
    total: int
    limit: int
    offset: int
    next: str | None
    """`cursor` của trang sau; null ở trang cuối (The cursor of the next page; null on the last)."""
    items: list[PlatformItem]
    deleted: list[Gone] | None = None
    """Với `changed_since`, ở trang đầu: những mục không còn (What is no more; on the first page).

    Nền tảng đã đóng hoặc gộp vẫn còn, tình trạng `retired` (One that is closed or merged stays, retired).
    """
    until: Moment | None = None
    """Với `changed_since`: lúc để hỏi lần sau; lùi vài phút để không sót (The time to ask from next)."""


class Function(Wire):
    """Một chức năng: lời của nguồn và khái niệm tương ứng (A function, as said and as a capability)."""

    text: Annotated[str, Field(examples=["đăng ký khai sinh"])]
    capability: Annotated[str, Field(examples=["dang-ky-ho-tich"])]
    label: Annotated[str, Field(examples=["Đăng ký hộ tịch"])]


class Period(Wire):
    """Một giai đoạn trong vòng đời (A period of the lifecycle)."""

    status: Status
    since: Date
    date_kind: Annotated[str, Field(examples=["since", "observed", "before"])]
    basis: str
    from_: Annotated[Date, Field(alias="from")]
    until: Date


class LegalBasis(Wire):
    """Một văn bản; số có thể trùng, nên kèm ngày và nơi ban hành (A legal document)."""

    number: Annotated[str, Field(examples=["87/2020/NĐ-CP"])]
    date: Date
    issuer: Annotated[str, Field(examples=["Chính phủ"])]
    what: str
    document: Annotated[str, Field(examples=["87-2020-nd-cp/2020-07-28/chinh-phu"])]
    """Mã, theo sau /legal/ (The id, after /legal/)."""


class SourceLink(Wire):
    """Nơi thấy thông tin (Where a fact was seen)."""

    url: str
    title: str


class PlatformCard(Wire):
    """Mọi điều biết về một nền tảng (All that is known of one platform)."""

    id: PlatformId
    name: str
    name_en: str
    alt_names: list[str]
    owner: str
    owner_now: str
    """Cơ quan chủ quản sau sắp xếp năm 2025 (The owner after the reorganisation of 2025)."""
    level: Level
    sector: str
    kind: str
    status: Status
    since: Date
    mandate: Mandate
    province_use: ProvinceUse
    province_use_basis: str
    territory: str
    users: list[str]
    functions: list[Function]
    excludes: list[str]
    """Những việc nền tảng KHÔNG làm (What it does not do)."""
    lifecycle: list[Period]
    legal_basis: list[LegalBasis]
    sources: list[SourceLink]
    urls: list[str]
    evidence: Evidence
    note: str


class NeighbourHit(Wire):
    """Một thứ mà sổ đăng ký khác có (Something that another registry lists)."""

    iri: str
    name: str
    page: str
    """Trang cho người đọc, nếu biết (A page for people, where known)."""
    status: str


class NeighbourAnswer(Wire):
    """Câu trả lời của một sổ đăng ký khác (What another registry said)."""

    origin: Annotated[str, Field(examples=["hue"])]
    kind: Literal["rasoat", "sparql", "import"]
    address: str
    hits: list[NeighbourHit]
    verdict: str
    """Kết luận của nơi đó, nếu có (Its own verdict, where it gives one)."""
    failure: str
    """Vì sao không hỏi được; rỗng nếu hỏi được (Why it said nothing)."""
    failure_en: str


class NeighbourAnswers(Wire):
    """Câu trả lời của mọi sổ đăng ký khác (What all other registries said)."""

    query: str
    as_of: Date
    answers: list[NeighbourAnswer]
