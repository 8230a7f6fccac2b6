"""Pages from templates: one environment, one way to answer."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined

from registry import wording
from registry.config import version
from registry.wording import date_vi

KINDS = {
    "information-system": "hệ thống thông tin",
    "platform": "nền tảng",
    "database": "cơ sở dữ liệu",
    "portal": "cổng thông tin",
    "service": "dịch vụ",
    "app": "ứng dụng",
    "infrastructure": "hạ tầng",
}
PROVINCE_USES = {
    "direct": "tỉnh dùng trực tiếp",
    "feeds": "tỉnh chỉ gửi, nhận dữ liệu",
    "own_instance": "mỗi tỉnh một bản riêng",
    "none": "tỉnh không dùng",
    "unknown": "chưa rõ",
}


@cache
def environment() -> Environment:
    """Return the template environment; everything is escaped, and a missing name is an error."""
    made = Environment(
        loader=PackageLoader("api"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["date"] = date_vi
    made.globals.update(
        version=version(),
        levels=wording.LEVELS,
        statuses=wording.STATUSES,
        mandates=wording.MANDATES,
        evidence_words=wording.EVIDENCE,
        kinds=KINDS,
        province_uses=PROVINCE_USES,
    )
    return made


def render(
    request: Request,
    template: str,
    context: Mapping[str, Any],
    status: int = 200,
    headers: Mapping[str, str] | None = None,
) -> HTMLResponse:
    """Return a page. ``root`` is the path under which a proxy serves the application."""
    root = request.scope.get("root_path", "").rstrip("/")
    body = environment().get_template(template).render(root=root, **context)
    return HTMLResponse(body, status, dict(headers) if headers else None)
