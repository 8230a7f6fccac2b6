"""The OpenAPI document: what all answers share, how callers prove who they are, and real examples."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any

from fastapi import FastAPI

from api import wire

DESCRIPTION = """
Đã có nền tảng số dùng chung nào làm việc này chưa? Tra cứu, rà soát hàng loạt, và ghi vào sổ.

Is there already a shared public platform for this? Search, screening of whole batches, and the journal.

* **Ngày, tiền (dates, money)**: ISO 8601; đồng, số nguyên (whole VND).
* **Phiên bản (version)**: `application/json` là bản mới nhất (is the newest version);
  `Accept: application/vnd.rasoat.v1+json` giữ bản 1 (keeps version 1). Thêm trường mới không đổi phiên bản
  (new fields are no new version).
* **Danh sách (lists)**: `sort`, `limit`, `cursor`; liên kết `next` trong `Link` (RFC 8288). Con trỏ không
  lệch khi có mục mới (new items shift nothing). `changed_since` chỉ lấy phần đã đổi (only what changed).
* **ETag**: gửi lại bằng `If-None-Match`, chưa có gì đổi thì nhận 304 (answered with 304 if nothing changed).
  `HEAD` dùng được ở mọi địa chỉ `GET` (works wherever `GET` does).
* **Lỗi (errors)**: `application/problem+json` (RFC 9457), `detail` theo `Accept-Language` (in the language
  asked for), luôn có `detail_vi` và `detail_en` (both are always there).
* **Mã truy cập (tokens)**: tạo ở trang Mã truy cập hoặc bằng `rasoat user token add` (made on their page or
  by the command line); gửi bằng `Authorization: Bearer …`. Đọc không cần, trừ khi máy chủ đóng (reading needs
  none unless the server is closed); ghi thì cần (writing does).
* **Ghi (writing)**: `Idempotency-Key` để gửi lại mà không ghi hai lần (to send again without writing twice).
* **Giới hạn (limits)**: `RateLimit`, `RateLimit-Policy`; quá thì 429 với `Retry-After` (beyond it 429).
"""
TAGS = {
    "platforms": "Nền tảng: tìm, liệt kê, hồ sơ (Platforms: search, list, records)",
    "capabilities": "Chức năng nghiệp vụ (Business functions)",
    "organisations": "Cơ quan và việc kế tiếp sau sắp xếp (Public bodies and their succession)",
    "legal documents": "Văn bản (Legal documents)",
    "screening": "Rà soát; không lưu gì (Screening; nothing is stored)",
    "batches": "Đợt, dòng, phát hiện (Batches, lines, findings)",
    "journal": "Quyết định, trao đổi, phiếu (Decisions, notes, receipts)",
    "reports": "Báo cáo định kỳ (Periodic reports)",
}
SCHEME = "token"
HEADERS = {
    "RateLimit": 'Còn bao nhiêu yêu cầu, bao lâu nữa (What is left, for how long): `"default";r=599;t=60`',
    "RateLimit-Policy": 'Giới hạn (The limit): `"default";q=600;w=60`',
}
READ_HEADERS = {"ETag": "Dấu của nội dung (What names the content)"}
LIST_HEADERS = {"Link": "Trang sau và trang đầu (Next and first page, RFC 8288): rel=next, first"}
COMMON: wire.Responses = {
    401: wire.problem_response("Cần mã truy cập, hoặc mã không đúng (A token is needed, or it is wrong)"),
    406: wire.problem_response("Không có phiên bản này (No such version)"),
    429: wire.problem_response("Quá nhiều yêu cầu; đợi `Retry-After` giây (Too many; wait)"),
    503: wire.problem_response("Sổ đăng ký chưa mở hoặc đang bận (Not open, or busy)"),
}


UNREADABLE = wire.problem_response("Không đọc được nội dung gửi lên (The body cannot be read)")


def install(app: FastAPI) -> None:
    """Let ``app`` describe itself with all that its routes do not say themselves."""
    made = app.openapi

    @cache
    def described() -> dict[str, Any]:
        document = made()
        document["tags"] = [{"name": name, "description": text} for name, text in TAGS.items()]
        document["components"].setdefault("securitySchemes", {})[SCHEME] = {
            "type": "http",
            "scheme": "bearer",
            "description": "Mã truy cập (A token of an account): read, screen, decide, import, steward",
        }
        for path, operations in document["paths"].items():
            if path.startswith("/api/"):
                for method, operation in operations.items():
                    _complete(path, method, operation)
        return _hoisted(document)

    app.openapi = described  # type: ignore[method-assign]


def _hoisted(document: dict[str, Any]) -> dict[str, Any]:
    """Return the document with what schemas define inside themselves among its components instead."""
    found: dict[str, Any] = {}

    def walk(part: Any) -> Any:
        if isinstance(part, list):
            return [walk(item) for item in part]
        if not isinstance(part, dict):
            return part
        found.update((name, walk(schema)) for name, schema in part.get("$defs", {}).items())
        walked = {name: walk(item) for name, item in part.items() if name != "$defs"}
        if str(walked.get("$ref", "")).startswith("#/$defs/"):
            walked["$ref"] = walked["$ref"].replace("#/$defs/", "#/components/schemas/")
        return walked

    document["components"]["schemas"]["Problem"] = wire.Problem.model_json_schema()
    walked: dict[str, Any] = walk(document)
    walked["components"]["schemas"] = found | walked["components"]["schemas"]
    return walked


@cache
def examples() -> dict[str, Any]:
    """Return answers that the shipped registry gave, by method and path."""
    text = (files("api") / "examples.json").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


def _complete(path: str, method: str, operation: dict[str, Any]) -> None:
    writes = method == "put" or "201" in operation["responses"]
    # Reading needs a token only where the server is closed.
    operation["security"] = [{SCHEME: []}] if writes else [{}, {SCHEME: []}]
    for status, response in COMMON.items():
        operation["responses"].setdefault(str(status), response)
    if method in ("post", "put"):
        operation["responses"].setdefault("400", UNREADABLE)
    if "application/json" in operation["responses"].get("422", {}).get("content", {}):
        # What the framework says of its own errors, which never reach a caller.
        operation["responses"]["422"] = wire.WRONG_PARAMETER[422]
    listed = any(parameter["name"] == "cursor" for parameter in operation.get("parameters", ()))
    headers = HEADERS | (READ_HEADERS if method == "get" else {}) | (LIST_HEADERS if listed else {})
    for status, response in operation["responses"].items():
        if status in ("200", "201", "202"):
            response["headers"] = {
                name: {"description": text, "schema": {"type": "string"}} for name, text in headers.items()
            }
            # Of several answers the example is that to a request that was new.
            newest = max(code for code in operation["responses"] if code in ("200", "201", "202"))
            example = examples().get(f"{method} {path}") if status == newest else None
            if example is not None:
                next(iter(response["content"].values()))["example"] = example
    if method == "get":
        operation["responses"]["304"] = {"description": "Chưa có gì đổi (Nothing changed)"}
