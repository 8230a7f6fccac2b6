"""The shapes of records that stewards register: what is sent, how far it is, and the former versions."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, WithJsonSchema

from api.wire import Moment, PlatformId, Problem, Wire
from api.wire_journal import Sent, Text
from registry.model import Platform

Record = Annotated[dict[str, Any], WithJsonSchema(Platform.model_json_schema())]
RegistrationState = Literal["waiting", "running", "registered", "refused", "interrupted"]


class RecordSent(Sent):
    """Một bản ghi để đăng ký, và lý do (A record to be registered, and why)."""

    record: Annotated[
        Record,
        Field(description="Bản ghi như ở `/record` (The record, as `/record` gives it)"),
    ]
    why: Annotated[Text, Field(examples=["Công văn 12/STP-VP ngày 02/03/2026"])]
    """Lý do, văn bản làm căn cứ (Why, and by which document)."""


class RecordFinding(Wire):
    """Điều không đúng, ở chỗ nào của bản ghi (What is wrong, and where in the record)."""

    place: Annotated[str, Field(examples=["record.functions.0.capability"])]
    """Trường của bản ghi; rỗng: cả bản ghi (The field; empty: the record as a whole)."""
    reason: str
    reason_en: str
    value: str
    source: Annotated[str, Field(examples=["shapes/offering.ttl", "quality/same-name"])]


class Registration(Wire):
    """Một lần đăng ký: tới đâu, ra sao (A registration: how far it is, what came of it)."""

    id: str
    state: RegistrationState
    """`refused`: sổ giữ nguyên (the registry is as it was); `interrupted`: gửi lại (send it again)."""
    stage: Annotated[str, Field(examples=["Kiểm tra hình dạng (SHACL)"])]
    platforms: list[PlatformId]
    by: str
    why: str
    time: Moment
    problem: Problem | None
    findings: list[RecordFinding]


class VersionItem(Wire):
    """Một bản đã đăng ký trên máy chủ này (A version that was registered at this server)."""

    version: Annotated[int, Field(ge=1)]
    time: Moment
    by: str
    why: str
    new: bool
    """Trước đó chưa có bản ghi mang mã này (There was no record of this id before)."""
    changed: list[str]
    """Các trường đổi so với bản trước (The fields that differ from the version before)."""


class VersionCard(Wire):
    """Bản ghi ở một bản (The record as one version has it)."""

    id: PlatformId
    version: int
    record: Annotated[dict[str, Any], WithJsonSchema(Platform.model_json_schema())]
