"""What a row of a task list says about its place: numbering, totals, public bodies, footers."""

from __future__ import annotations

import re

from registry.ids import fold

# Read with diacritics, because "Cổng" is no "Cộng", "Bản đồ" no "Ban" and "Sổ tay" no "Sở".
_BODY = (
    r"sở(?! hữu| thích)|ban(?! hành|g)|chi cục|cục|tổng cục|văn phòng(?! phẩm| số| điện tử| không)|vp|"
    r"ubnd|uỷ ban|ủy ban|hđnd|hội đồng|đoàn đbqh|đoàn đại biểu|huyện|thành phố(?! thông minh)|tp\.?|thị xã|"
    r"thị trấn|xã(?! hội)|phường|đặc khu|(?:huyện|thành|thị|tỉnh|đảng) [uủ][ỷy]|"
    r"tỉnh đoàn|mặt trận|ubmttq|bệnh viện|công an|bộ chỉ huy|bch|bộ đội|thanh tra(?! viên)|"
    r"liên đoàn|liên minh|liên hiệp|hội(?! nghị| thảo| thi| họp)|toà án|tòa án|viện(?! phí)|kho bạc|"
    r"bảo hiểm xã hội|trung tâm(?! điều hành| dữ liệu| tích hợp| giám sát| chỉ huy| an ninh)|"
    r"trường (?:đại học|cao đẳng|trung cấp|chính trị|trung học|thpt|thcs|tiểu học|mầm non|chuyên)|"
    r"đài (?:phát|pt|truyền|khí)|báo và|báo (?:quảng|tỉnh)|quỹ|công ty|"
    r"phòng(?! họp| chống| máy| học| cháy| thí| khám| bệnh| không| đọc| giao)|"
    r"các (?:sở|huyện|xã|phường|thành|cơ quan|đơn vị|địa phương|ban|trường|hội|bệnh viện|cấp)"
)
_BODY_MARKED = re.compile(rf"(?:{_BODY})(?![^\W\d_])", re.IGNORECASE)
_BODY_BARE = re.compile(
    r"(?:so (?!hoa|lieu|do|tay|sach|diem|luong|hieu)|ban (?!do|hanh|tin)|chi cuc|cuc|van phong|ubnd|"
    r"uy ban|hdnd|"
    r"huyen|thanh pho(?! thong minh)|thi xa|xa (?!hoi)|phuong|benh vien|trung tam|cong an|lien doan|tinh uy|"
    r"tinh doan|thanh tra|dai phat|cong ty)\b"
)
# Words of a task that a body's name does not have; "xây dựng", "đầu tư" and "ứng dụng" it may have.
_TASK = re.compile(
    r"\b(phan mem|he thong|co so du lieu|csdl|nen tang|so hoa|nang cap|mua sam|trang bi|lap dat|"
    r"bao tri|"
    r"cai dat|tap huan|trien khai|ung dung cntt|may chu|cong thong tin|cong du lieu)\b"
)
_MORE_TASK = re.compile(
    r"^(xay dung|dau tu|mua|ung dung|van hanh|duy tri|phat trien|dao tao|hoan thien|tao lap)\b"
)

_TOTAL = re.compile(
    r"(?:tổng|cộng)\s*(?:[:.…]*$|[(:]|(?:cộng|số|chung|hợp kinh phí|kinh phí|nhu cầu|dự toán|"
    r"mức đầu tư|giá trị|dồn|mục|phần|khối|nhóm|[ivx]+\b|[a-d]\b|theo|các|toàn))|luỹ kế|lũy kế",
    re.IGNORECASE,
)
_TOTAL_BARE = re.compile(r"(?:tong cong|tong so|tong kinh phi|tong|cong)\s*(?:\(.*\))?\s*[:.]*")
_NOTE = re.compile(
    r"(?:ghi chú|lưu ý|bằng chữ|số tiền bằng chữ|nơi nhận|người lập|thủ trưởng|kế toán|tm\.|kt\.|chủ tịch|"
    r"giám đốc|\(\s*\*\s*\)|\(ký)",
    re.IGNORECASE,
)
_ORDINAL = re.compile(
    r"^\s*\(?(?:"
    r"(?:[IVX]{1,5}|[A-ZĐ]|[a-zđ]|\d{1,3}(?:\.\d{1,2})*)(?:[.)](?![\d.])\s*|\s*[\-:–]\s+)"
    r"|\d{1,2}(?:\.\d{1,2})+\s+"
    r")(?=\D)"
)
_COUNT = re.compile(r"\s*(?:\((?:\s*\d+[^)]*)\)|:\s*[\d.,]+[^:]*)\s*$")
_NUMBERING = re.compile(r"[\s(\[]*(?:\d{1,2}|[a-zđ]|stt|[\d=+\-*/().xX×\s]+)[\s)\]]*", re.IGNORECASE)


def ordinal(text: str) -> str:
    """Return the number that opens a text ("1. Sở Y tế" → ``1``), or nothing."""
    match = _ORDINAL.match(text)
    return match[0].strip(" .()-:–") if match else ""


def bare(text: str) -> str:
    """Return a title without the number that opens it."""
    return _ORDINAL.sub("", text, count=1).strip(" :.-–")


def level(number: str) -> int | None:
    """Return how deep a number stands: 0 for ``A`` and ``I``, 1 for ``1``, 2 for ``1.1``, 9 for ``a)``."""
    number = number.strip(" .)(-:/–")
    if re.fullmatch(r"[IVX]{1,5}|[A-HĐ]|[IVX]+\.?[a-d]", number):
        return 0
    if re.fullmatch(r"\d{1,4}(?:\.\d{1,3})*", number):
        return 1 + number.count(".")
    if re.fullmatch(r"[IVX]{1,5}(?:\.\d{1,3})+", number):
        return number.count(".")
    return 9 if re.fullmatch(r"[a-zđ]", number) else None


def is_body(text: str) -> bool:
    """Whether a text is the name of a public body or a kind of them, and no task."""
    folded = fold(text)
    if ":" in text or len(text.split()) > 16 or names_task(text) or "thong minh" in folded:
        return False
    if folded == text.casefold():
        # Only a text without a single diacritic is read without them.
        return bool(_BODY_BARE.match(folded))
    return bool(_BODY_MARKED.match(text))


def body(text: str) -> str | None:
    """Return the body that a section row names, without number and count, or None."""
    name = _COUNT.sub("", bare(text)).strip(" :.-–")
    return name if is_body(name) else None


def names_task(text: str) -> bool:
    """Whether a text asks for something, so that it is no mere heading."""
    folded = fold(text)
    # "thuê" asks for something, "Cục Thuế" does not.
    hires = re.search(r"\bthuê\b", text, re.IGNORECASE)
    return bool(_TASK.search(folded) or _MORE_TASK.match(folded) or hires)


def is_total(text: str) -> bool:
    """Whether a row's label makes it a sum of others ("Cộng", "TỔNG CỘNG (I+II)")."""
    text = bare(text) or text
    if len(text.split()) > 12:
        return False
    folded = fold(text)
    return bool(_TOTAL.match(text) or (folded == text.casefold() and _TOTAL_BARE.fullmatch(folded)))


def is_note(text: str) -> bool:
    """Whether a row stands below the table: notes, signatures, the sum in words."""
    return bool(_NOTE.match(text))


def is_numbering(texts: tuple[str, ...]) -> bool:
    """Whether a row only numbers the columns: ``(1) (2) (3)``, ``A B 1 2 3=1+2``."""
    filled = [text for text in texts if text]
    return len(filled) > 1 and all(_NUMBERING.fullmatch(text) for text in filled)
