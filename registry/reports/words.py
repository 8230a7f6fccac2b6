"""How figures, dates and lists are put into words: shared by all forms of the report."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from registry.answers import LinePlatform
from registry.wording import STATUSES, date_vi

RULE_NOTE = (
    "Kết luận xét nền tảng của trung ương (quốc gia, Đảng, bộ, ngành); hệ thống của tỉnh ghi riêng. "
    "“Chưa thấy nền tảng nào” không có nghĩa là đồng ý chi."
)
NEED_STATES = {
    "met": "đã có",
    "in_development": "đang xây dựng",
    "open": "chưa có",
}
OUTCOMES = {
    "join": "Dùng nền tảng đã có",
    "join_later": "Chờ, dùng nền tảng khi vận hành",
    "extend": "Đề nghị chủ quản mở rộng nền tảng",
    "remainder": "Chỉ làm phần còn thiếu, dùng lại thành phần dùng chung",
    "joint": "Mua sắm, thực hiện tập trung",
    "build": "Đồng ý làm (đã tra, chưa thấy nền tảng)",
    "send_back": "Trả lại, yêu cầu làm rõ",
    "exempt": "Không thuộc diện rà soát",
}
LEVELS = {"violation": "Vi phạm", "warning": "Cần xem", "info": "Để biết"}
BLANK = "…"


def state(platform: LinePlatform) -> str:
    """Return status and date, and first whether it is rather not the answer.

    The date may be a start or a sighting, so it is only called a mark (mốc). A province's own system is told
    beside the answer, however likely.
    """
    date = f" (mốc {date_vi(platform.since)})" if platform.since else ""
    unsure = "" if platform.likely or platform.level == "provincial" else "chưa chắc; "
    return unsure + STATUSES.get(platform.status, platform.status) + date


def percent(share: float) -> str:
    """Return a share as Vietnamese readers write it: ``12,5%``."""
    return f"{share * 100:.1f}".replace(".", ",") + "%"


def billions(amount: int) -> str:
    """Return a large sum of VND in words that can be read aloud: ``12,35 tỷ đồng``."""
    if amount >= 10**9:
        return f"{amount / 10**9:.2f}".rstrip("0").rstrip(".").replace(".", ",") + " tỷ đồng"
    if amount >= 10**6:
        return f"{amount / 10**6:.1f}".rstrip("0").rstrip(".").replace(".", ",") + " triệu đồng"
    return f"{amount:,}".replace(",", ".") + " đồng"


def bullets(texts: Iterable[str]) -> str:
    """Return texts as lines of one cell; a single text stays plain."""
    items = [text for text in texts if text]
    return items[0] if len(items) == 1 else "\n".join(f"- {text}" for text in items)


def spans(numbers: Iterable[int]) -> str:
    """Return numbers in order, three or more in a row as a span: ``1–4, 7, 9``."""
    runs: list[list[int]] = []
    for number in sorted(set(numbers)):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    parts = [[f"{run[0]}–{run[-1]}"] if len(run) > 2 else [str(number) for number in run] for run in runs]
    return ", ".join(part for run in parts for part in run)


def joined(texts: Sequence[str], last: str = "và") -> str:
    """Return texts as a list within a sentence: ``a, b và c``."""
    return f" {last} ".join([", ".join(texts[:-1]), texts[-1]]) if len(texts) > 1 else "".join(texts)


def long_date(date: str | None) -> str:
    """Return a date as the head of a document writes it, with blanks for what is not known.

    Days below 10 and the months 1 and 2 get a leading zero (Decree 30/2020/NĐ-CP, Appendix I, II.4).
    """
    year, month, day = (*(date or "").split("-"), "", "", "")[:3]
    if month:
        month = str(int(month)).zfill(2 if int(month) < 3 else 1)
    return f"ngày {day or BLANK} tháng {month or BLANK} năm {year or BLANK}"
