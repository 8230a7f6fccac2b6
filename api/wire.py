"""The shapes of answers and requests, for OpenAPI and for callers' own types.

Answers are written from the use cases' `to_json`, not through these models, so that no field is ever
dropped in silence; a test compares the two.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Date = Annotated[
    str, Field(description="ISO 8601, độ chính xác của nguồn; rỗng nếu không biết", examples=["2016-05-31"])
]
Share = Annotated[float, Field(ge=0, le=1, examples=[0.9931])]
Responses = dict[int | str, dict[str, Any]]
"""What OpenAPI says of the answers of an endpoint, by status."""
PlatformId = Annotated[str, Field(examples=["btp-ho-tich-dien-tu"])]


class Wire(BaseModel):
    """Base of all shapes."""

    model_config = ConfigDict(use_attribute_docstrings=True)


Moment = Annotated[
    str,
    Field(
        description="ISO 8601 kèm múi giờ; rỗng nếu không biết (with a time zone; empty if not known)",
        examples=["2026-11-30T08:00:00+07:00"],
    ),
]


class Gone(Wire):
    """Một mục không còn (Something that is no more)."""

    id: str
    deleted: Moment


class Place(Wire):
    """Vị trí lỗi trong tệp hay yêu cầu (Where in the input)."""

    file: str | None
    sheet: str | None
    row: int | None
    column: str | None


class Problem(Wire):
    """Lỗi theo RFC 9457 (A problem)."""

    type: Annotated[str, Field(examples=["https://w3id.org/rasoat/problem/bad-input"])]
    title: Annotated[str, Field(examples=["Dữ liệu chưa hợp lệ"])]
    status: Annotated[int, Field(examples=[422])]
    detail: Annotated[str, Field(examples=["Thiếu tên nhiệm vụ"])]
    """Theo `Accept-Language`, mặc định tiếng Việt (In the language asked for, Vietnamese by default)."""
    detail_vi: Annotated[str, Field(examples=["Thiếu tên nhiệm vụ"])]
    detail_en: Annotated[str, Field(examples=["The title is missing"])]
    code: Annotated[str, Field(examples=["bad-input"])]
    request_id: Annotated[str | None, Field(description="Cũng trong nhật ký (also in the log)")] = None
    place: Place | None = None


class Health(Wire):
    """Tiến trình còn chạy (The process lives)."""

    status: Literal["ok"]


class Ready(Health):
    """Sổ đăng ký trả lời được (The registry answers)."""

    snapshot: str


def problem_response(description: str) -> dict[str, Any]:
    """Return what OpenAPI says of an error answer."""
    return {
        "description": description,
        "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }


WRONG_PARAMETER: Responses = {422: problem_response("Tham số sai (A parameter is wrong)")}
