"""Vietnamese words for codes and dates, used in reasons, pages and reports."""

from __future__ import annotations

LEVELS = {
    "national": "cấp quốc gia",
    "party": "của Đảng, đoàn thể",
    "ministry": "của bộ, ngành",
    "provincial": "của tỉnh",
}
STATUSES = {
    "absent": "chưa có",
    "researching": "đang nghiên cứu",
    "planned": "có kế hoạch",
    "developing": "đang xây dựng",
    "pilot": "thí điểm",
    "operational": "đang vận hành",
    "retired": "đã ngừng",
}
VERDICTS = {
    "covered": "Đã có nền tảng dùng chung",
    "partly": "Có một phần",
    "in_development": "Bộ, ngành đang xây dựng",
    "none": "Chưa thấy nền tảng nào",
    "not_software": "Không phải phần mềm",
    "unclear": "Chưa đủ rõ",
}
VERDICTS_EN = {
    "covered": "Covered",
    "partly": "Partly covered",
    "in_development": "In development",
    "none": "None found",
    "not_software": "Not software",
    "unclear": "Unclear",
}
MANDATES = {
    "mandatory": "bắt buộc",
    "recommended": "khuyến nghị",
    "optional": "tùy chọn",
    "unknown": "chưa rõ mức bắt buộc",
}
PROVINCE_USES = {
    "direct": "làm việc trực tiếp trên đó",
    "feeds": "chỉ gửi dữ liệu lên",
    "own_instance": "mỗi nơi tự vận hành bản riêng",
    "none": "không làm việc trên đó",
    "unknown": "chưa rõ",
}
OUTCOMES = {
    "join": "Dùng nền tảng đã có",
    "join_later": "Chờ rồi tham gia",
    "extend": "Đề nghị chủ quản mở rộng",
    "remainder": "Chỉ làm phần còn thiếu",
    "joint": "Mua sắm tập trung",
    "build": "Cho làm, kèm phiếu không trùng",
    "send_back": "Trả lại kèm câu hỏi",
    "exempt": "Được miễn",
}
OUTCOMES_EN = {
    "join": "Join the platform",
    "join_later": "Join later",
    "extend": "Ask the owner to extend it",
    "remainder": "Build only the remainder",
    "joint": "Buy jointly",
    "build": "Build, with negative receipt",
    "send_back": "Send back with questions",
    "exempt": "Exempt",
}
JUDGEMENTS = {"positive": "đúng", "negative": "không đúng", "unsure": "chưa chắc"}
NOTE_KINDS = {"note": "ghi chú", "question": "câu hỏi", "answer": "trả lời"}
EVIDENCE = {
    "document": "theo văn bản",
    "press": "theo báo chí, trang tin",
    "register": "chỉ theo hồ sơ của sổ đăng ký",
    "recall": "theo trí nhớ, chưa xác minh",
    "constructed": "dựng để thử",
}


def date_vi(date: str) -> str:
    """Return an ISO date, month or year as Vietnamese readers write it: ``31/05/2016``, ``05/2016``."""
    return "/".join(reversed(date[:10].split("-")))


def money_vi(amount: int | None) -> str:
    """Return whole VND with dots between thousands, or a dash when unknown."""
    return "–" if amount is None else f"{amount:,}".replace(",", ".")


def money_en(amount: int | None) -> str:
    """Return whole VND with commas between thousands, or a dash when unknown."""
    return "–" if amount is None else f"{amount:,}"
