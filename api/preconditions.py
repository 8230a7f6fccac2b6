"""Changes that say what their author saw: If-Match, If-None-Match (RFC 9110, 13.1; RFC 6585, section 3)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated

from fastapi import Header

from api import wire
from api.errors import OutdatedError, UnconditionalError
from registry.errors import InputError, Place

LONGEST = 1000
FAILING: wire.Responses = {
    412: wire.problem_response("Có người ghi trước, hoặc mã đã dùng (Somebody was quicker, or it is there)"),
    428: wire.problem_response("Thiếu If-Match hoặc If-None-Match (Neither header is there)"),
}
"""What OpenAPI says of how they fail."""


@dataclass(frozen=True)
class Precondition:
    """What a change is to be made on: a version by its tag, or nothing that is there."""

    match: Annotated[
        str | None,
        Header(
            alias="If-Match",
            max_length=LONGEST,
            description="ETag của bản đã đọc; đã khác đi thì trả 412 "
            "(The ETag of what was read; answered with 412 when that has changed)",
            examples=['"5d41402abc4b2a76"'],
        ),
    ] = None
    none_match: Annotated[
        str | None,
        Header(
            alias="If-None-Match",
            max_length=LONGEST,
            description="“*”: chỉ tạo mới, đã có thì trả 412 (“*”: only create; 412 when it is there)",
        ),
    ] = None

    def require(self, present: str, vi: str, en: str) -> None:
        """Raise unless ``present``, the tag of what is there (empty for nothing), is what the author saw.

        ``vi`` and ``en`` tell who was quicker. `OutdatedError` (412) when it is not, `UnconditionalError`
        (428) when the request says nothing of it, `InputError` for a header that cannot be meant.
        """
        if self.match is None and self.none_match is None:
            raise UnconditionalError(
                "Gửi If-Match với ETag của bản đã đọc, hoặc If-None-Match: * để tạo mới",
                "Send If-Match with the ETag of what was read, or If-None-Match: * to create",
                Place(column="If-Match"),
            )
        if self.none_match is not None and self.none_match.strip() != "*":
            raise InputError(
                "If-None-Match chỉ nhận “*”: tạo mới",
                "If-None-Match takes “*” only: to create",
                Place(column="If-None-Match"),
                code="bad-request",
            )
        if self.none_match is not None and present:
            raise OutdatedError("Mã này đã có", "This id is taken", Place(column="If-None-Match"))
        if self.match is not None and not self._matches(present):
            if not present:
                vi, en = "Chưa có gì mang mã này để sửa", "There is nothing of this id to be changed"
            raise OutdatedError(vi, en, Place(column="If-Match"))

    def _matches(self, present: str) -> bool:
        stated = (self.match or "").strip()
        # Weak tags name what is alike, and never match here (RFC 9110, section 13.1.1).
        tags = re.findall(r'(?:^|,)\s*"([^"]*)"', stated)
        return bool(present) and (stated == "*" or present in tags)
