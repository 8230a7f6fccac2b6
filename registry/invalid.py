"""What is wrong with a value of a record or a request, in both languages, from the errors of Pydantic."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

MESSAGES = {
    "int_parsing": "phải là số nguyên",
    "greater_than_equal": "phải từ {ge} trở lên",
    "less_than_equal": "không được quá {le}",
    "string_too_long": "không được dài quá {max_length} ký tự",
    "literal_error": "phải là một trong: {expected}",
    "enum": "phải là một trong: {expected}",
    "missing": "còn thiếu",
    "extra_forbidden": "là tên lạ",
    "json_invalid": "không phải JSON đúng",
    "list_type": "phải là danh sách",
    "dict_type": "phải là đối tượng",
    "string_type": "phải là chữ",
    "bool_parsing": "phải là true hoặc false",
    "model_type": "phải là đối tượng",
    "string_too_short": "phải dài ít nhất {min_length} ký tự",
    "string_pattern_mismatch": "không đúng dạng {pattern}",
    "too_short": "cần ít nhất {min_length}",
}


def said(error: Mapping[str, Any]) -> tuple[str, str]:
    """Return what an error says in Vietnamese and in English; without a Vietnamese text, English twice."""
    text = str(error["msg"]).removeprefix("Value error, ")
    if " / " in text:  # our own rules say both
        vi, en = text.split(" / ", 1)
        return vi, en
    try:
        told = MESSAGES[error["type"]].format(**error.get("ctx", {}))
    except KeyError:
        return text, text
    return told.replace(" or ", " hoặc "), text
