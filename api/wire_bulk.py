"""The shapes of screening many lines at once."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from api.wire import Date, Problem, Wire
from api.wire_screening import SCREEN_BODY, Finding, Line, SameNeed, Total


class BulkRequest(Wire):
    """Tới 1.000 dòng (Up to 1,000 lines)."""

    lines: list[Any]
    as_of: str | None = Field(None, examples=["2023-04-07"])


class BulkSummary(Wire):
    """Dòng cuối: tổng cả lần gọi (The last line: totals of the call)."""

    as_of: Date
    snapshot: str
    lines: int
    problems: int
    totals: list[Total]
    same_needs: list[SameNeed]


class BulkLine(Wire):
    """Một dòng trả lời; có đúng một trong `result`, `problem`, `findings`, `summary` (One line)."""

    row: int | None = None
    """Hàng đã gửi, từ 1 (The row that was sent, from 1)."""
    result: Line | None = None
    """Có ngay khi đọc xong hàng; chưa có phát hiện nhìn từ mọi hàng (As soon as the row is read)."""
    problem: Problem | None = None
    findings: list[Finding] | None = None
    """Thêm vào sau các phát hiện của hàng, khi đã xem mọi hàng (To be put behind those of the row)."""
    summary: BulkSummary | None = None


BODY: dict[str, Any] = {
    "required": True,
    "description": "Cũng nhận application/x-ndjson, mỗi hàng một dòng (or one line in each row of NDJSON)",
    "content": {
        "application/json": {
            "schema": BulkRequest.model_json_schema(),
            "example": SCREEN_BODY["content"]["application/json"]["example"],
        }
    },
}
ANSWER: dict[str, Any] = {
    "description": "Mỗi dòng một JSON: problem, result, findings, summary (One JSON a line)",
    "content": {
        "application/x-ndjson": {
            "schema": {
                "type": "string",
                "description": "Mỗi dòng có dạng BulkLine, theo thứ tự: problem của các hàng sai; result của "
                "các hàng đúng, từng phần; findings chung của các hàng; summary. (Each line is a "
                "BulkLine, in this order: problems of wrong rows; results of the others, part by part; "
                "what all rows together say of a row; the summary.)",
            }
        }
    },
}
