"""Reasons and questions in Vietnamese that a tired reviewer can check in ten seconds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from registry.answers import LinePlatform
from registry.matching.needs import Reading
from registry.model import BatchLine, Verdict
from registry.wording import EVIDENCE, LEVELS, MANDATES, STATUSES, date_vi


def law(row: Mapping[str, str]) -> str:
    """Return a legal document as officials cite it: ``123/2015/NĐ-CP ngày 15/11/2015 của Chính phủ``."""
    text = row["number"]
    if row.get("date"):
        text += f" ngày {date_vi(row['date'])}" if len(row["date"]) == 10 else f" ({date_vi(row['date'])})"
    return text + (f" của {row['issuer']}" if row.get("issuer") else "")


def platform_reason(card: Mapping[str, str], met: Sequence[str]) -> str:
    """Return which needs a platform meets, its state and how it is known."""
    state = STATUSES[card["status"]]
    if card.get("since"):
        state += f" ({'từ' if card['dateKind'] == 'since' else 'ghi nhận'} {date_vi(card['since'])})"
    needs = "; ".join(dict.fromkeys(met))
    return (
        f"đáp ứng: {needs}. Nền tảng {LEVELS[card['level']]}, {state}, "
        f"{MANDATES[card['mandate']]}; {EVIDENCE[card['evidence']]}"
    )


def line_message(verdict: Verdict, platforms: Sequence[LinePlatform], remainder: Sequence[str]) -> str:
    """Return the verdict of a line in one sentence."""
    name = platforms[0].name if platforms else ""
    return {
        "covered": f"Đã có {name}; đề nghị dùng nền tảng này, không xây mới.",
        "partly": f"Đã có {name} cho một phần; chỉ xét phần còn thiếu: {', '.join(remainder)}.",
        "in_development": f"Bộ, ngành đang xây dựng: {name}; đề nghị chờ hoặc hỏi chủ quản trước khi chi.",
        "none": "Chưa thấy nền tảng quốc gia, bộ, ngành nào làm việc này (không có nghĩa là đồng ý chi).",
        "not_software": "Không phải phần mềm; vẫn xét việc mua sắm tập trung và việc đã làm.",
        "unclear": "Chưa đủ rõ để kết luận; gửi lại kèm câu hỏi.",
    }[verdict]


def questions(verdict: Verdict, reading: Reading, line: BatchLine) -> tuple[str, ...]:
    """Return what to ask the proposing body before deciding."""
    asked: list[str] = []
    if verdict == "unclear":
        asked += [
            "Phần mềm hoặc hệ thống cụ thể là gì, gồm những chức năng nào?",
            "Ai sử dụng (sở, xã, trường, bệnh viện, người dân), bao nhiêu người, ở đâu?",
            "Có thay hoặc nâng cấp phần mềm nào đang dùng không?",
        ]
    if verdict == "in_development":
        asked.append("Đã hỏi bộ chủ quản về tiến độ và thời điểm cấp tài khoản cho tỉnh chưa, văn bản nào?")
    if verdict == "covered":
        asked.append(
            "Vì sao nền tảng đã có chưa đáp ứng? Nêu chức năng còn thiếu và văn bản đã trao đổi với chủ quản."
        )
    if verdict == "not_software" and reading.nature == "digitisation":
        asked.append("Dữ liệu số hóa được nạp vào hệ thống nào, theo chuẩn dữ liệu nào?")
    if line.cost_vnd is None:
        asked.append("Kinh phí đề nghị là bao nhiêu?")
    return tuple(asked)
