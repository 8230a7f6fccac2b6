"""Reasons and questions in Vietnamese that a tired reviewer can check in ten seconds."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from registry.answers import NOT_YET, LinePlatform
from registry.ids import fold
from registry.matching.matcher import Matcher
from registry.matching.needs import Reading
from registry.matching.ranking import PlatformMatch, Ranking
from registry.matching.text import as_written, is_marked, marked, syllables
from registry.matching.vocabulary import single_terms
from registry.model import BatchLine, Verdict
from registry.usecases.cards import COMING, Card
from registry.wording import EVIDENCE, LEVELS, MANDATES, STATUSES, date_vi


def law(row: Mapping[str, str]) -> str:
    """Return a legal document as officials cite it: ``123/2015/NĐ-CP ngày 15/11/2015 của Chính phủ``."""
    text = row["number"]
    if row.get("date"):
        text += f" ngày {date_vi(row['date'])}" if len(row["date"]) == 10 else f" ({date_vi(row['date'])})"
    return text + (f" của {row['issuer']}" if row.get("issuer") else "")


LAWS = 4
"""How many legal documents are cited at most."""


def laws(rows: Sequence[Mapping[str, str]]) -> tuple[str, ...]:
    """Return the first legal documents as officials cite them."""
    return tuple(law(row) for row in rows[:LAWS])


@dataclass(frozen=True)
class Reason:
    """Why a platform is shown: a sentence, the text's words, what they meet, and what speaks against it."""

    why: str
    words: tuple[str, ...]
    function: str
    against: tuple[str, ...]


NO_WORDS = Reason("", (), "", ())
"""For a platform that a rule names by what it does, not by the words of the text."""
NOT_MUCH = 0.1
"""Least chance of another capability for it to be told as what the text rather asks for."""


def match_reason(matcher: Matcher, text: str, ranking: Ranking, match: PlatformMatch, card: Card) -> Reason:
    """Return why a platform was found for a text, and what speaks against it at the date of the card."""
    function, how = match.own.text, {
        "function": "có chức năng", "alias": "còn gọi là"
    }.get(match.own.kind, "tên gần giống")  # fmt: skip
    reason = f'{how} "{function}"'
    near = match.own.text
    if match.said is not None and match.capability is not None:
        function, near = matcher.capabilities[match.capability].label, match.said.text
        reason = f'làm việc "{function}"' + (f' (cách nói gần nhất: "{near}")' if near != function else "")
    words = shared_words(matcher, text, f"{near} {match.own.text}")
    state = STATUSES[card["status"]]
    if card.get("since"):
        state += f" ({'từ' if card['dateKind'] == 'since' else 'ghi nhận'} {date_vi(card['since'])})"
    why = f"{reason}; {LEVELS[card['level']]}, {state}"
    if words:
        why = f"từ khớp: {' '.join(words)}; {why}"
    return Reason(why, words, function, against(matcher, ranking, match, card))


def shared_words(matcher: Matcher, text: str, phrase: str) -> tuple[str, ...]:
    """Return the words of a text that stand in a phrase, in their order.

    Words with diacritics compare with them (*tính* is not *tỉnh*), those without compare without; English
    ones also without their endings. Where there are none, as in short forms, the words of the phrase that the
    text stands for.
    """
    there = _comparable(phrase)
    found = [word for word, forms in _compared(text) if len(word) > 1 and not there.isdisjoint(forms)]
    if not found:
        meant = set(matcher.reader.meant(text))
        found = [word for word in syllables(phrase) if marked(word) in meant]
    return tuple(dict.fromkeys(found))


@lru_cache(maxsize=16384)
def _comparable(phrase: str) -> frozenset[str]:
    """Return the words of a phrase with and without diacritics, and English ones without their endings."""
    words = syllables(phrase)
    plain = [fold(word) for word in words]
    return frozenset((*map(as_written, words), *plain, *single_terms(plain)))


@lru_cache(maxsize=64)
def _compared(text: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the words of a text, each with the forms in which it is looked for."""
    words = syllables(text)
    terms = single_terms([fold(word) for word in words])
    return tuple(
        (word, (as_written(word),) if is_marked(word) else (fold(word), term))
        for word, term in zip(words, terms, strict=True)
    )


def against(matcher: Matcher, ranking: Ranking, match: PlatformMatch, card: Card) -> tuple[str, ...]:
    """Return what speaks against a platform as the answer, the strongest first."""
    found: list[str] = []
    if match.not_for is not None:
        found.append(f'được biết là không làm: "{match.not_for}"')
    asked = next(iter(ranking.capabilities), None)
    if asked and asked.id != match.capability and asked.chance > NOT_MUCH:
        label = matcher.capabilities[asked.id].label
        told = dict(matcher.capabilities[asked.id].not_same).get(match.capability or "")
        found.append(f'nội dung gần hơn với việc "{label}"' + (f" ({told})" if told else ""))
    use = {
        "none": "cơ quan của tỉnh không làm việc trong hệ thống này",
        "feeds": "tỉnh chỉ gửi dữ liệu lên, không làm việc trong hệ thống này",
        "own_instance": "mỗi nơi tự cài đặt, vận hành bản riêng",
        "unknown": "chưa rõ tỉnh được dùng thế nào",
    }.get(card["provinceUse"])
    if card["level"] == "provincial":
        found.append("hệ thống riêng của một tỉnh")
    elif use:
        found.append(use)
    if match.foreign:
        found.append("dành cho cơ quan Đảng; nội dung không nói đến cơ quan Đảng")
    if card["status"] in COMING:
        found.append(NOT_YET)
    if card["evidence"] == "recall":
        found.append("chỉ biết theo trí nhớ, cần xác minh")
    return tuple(found)


def doubt(text: str) -> str:
    """Return what speaks against an answer as a sentence, to stand beside it and not only under it."""
    return f" Lưu ý: {text}." if text else ""


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


OWN_PART = "phần nhập, xử lý và kết nối phía tỉnh (nền tảng chỉ nhận dữ liệu)"
"""What remains where provincial bodies only send data to a platform."""
LOCAL_PART = "hệ thống mà mỗi tỉnh phải tự vận hành theo quy định"
"""What remains where a line connects what each province runs itself by law to the state's own."""
OWN_CHOICE = "hệ thống riêng của tỉnh, nếu thật cần: quy định cho tỉnh chọn tự làm hoặc dùng nền tảng chung"
"""What remains where the law leaves it to a province to run its own or to use the shared one."""
OPENING = "việc mở nền tảng đang thí điểm cho tỉnh: hỏi cơ quan chủ quản"
"""What remains where a platform is only a pilot."""

PERHAPS = "một phần chưa rõ của chính việc này (hỏi cơ quan chủ quản nền tảng có làm đủ không)"
"""What remains where the line is one clause, which the platform may not do in full."""
UNSURE = " (có lẽ nền tảng cũng làm)"
"""Ends what may remain of a line that the platform rather does in full, but not surely enough."""


def line_message(verdict: Verdict, platforms: Sequence[LinePlatform], remainder: Sequence[str]) -> str:
    """Return the verdict of a line in one sentence."""
    name = platforms[0].name if platforms else ""
    speaks_against = platforms[0].doubt if platforms else ""
    left = "; ".join(remainder)
    maybe = bool(platforms) and not platforms[0].likely
    there, building = (
        ("Chưa chắc: có thể đã có", "Chưa chắc: có thể bộ, ngành đang xây dựng")
        if maybe
        else ("Đã có", "Bộ, ngành đang xây dựng")
    )
    return {
        "covered": f"Đã có {name}; đề nghị dùng nền tảng này, không xây mới." + doubt(speaks_against),
        "partly": f"{there} {name} cho việc chính; chỉ xét phần chưa thấy nền tảng làm: {left}.",
        "in_development": f"{building}: {name}; đề nghị chờ hoặc hỏi chủ quản trước khi chi.",
        "none": "Chưa thấy nền tảng quốc gia, bộ, ngành nào làm việc này (không có nghĩa là đồng ý chi).",
        "not_software": "Không phải phần mềm; vẫn xét việc mua sắm tập trung và việc đã làm.",
        "unclear": "Chưa đủ rõ để kết luận; gửi lại kèm câu hỏi.",
    }[verdict]


_UPGRADE = re.compile(
    r"^\W*(nang cap|mo rong|bo sung|hoan thien|cap nhat|gia han|duy tri|chinh sua|phat trien them)\b"
)
"""How the title of a line begins that spends on a system which exists."""


QUESTIONS = {
    "what": "Phần mềm hoặc hệ thống cụ thể là gì, gồm những chức năng nào?",
    "who": "Ai sử dụng (sở, xã, trường, bệnh viện, người dân), bao nhiêu người, ở đâu?",
    "replaces": "Có thay hoặc nâng cấp phần mềm nào đang dùng không?",
    "progress": "Đã hỏi bộ chủ quản về tiến độ và thời điểm cấp tài khoản cho tỉnh chưa, văn bản nào?",
    "not_enough": "Vì sao nền tảng đã có chưa đáp ứng? "
    "Nêu chức năng còn thiếu và văn bản đã trao đổi với chủ quản.",
    "left_open": "Nền tảng đã có thực sự chưa làm các phần cần làm rõ? Nêu văn bản đã trao đổi với chủ quản.",
    "loaded": "Dữ liệu số hóa được nạp vào hệ thống nào, theo chuẩn dữ liệu nào?",
    "usage": "Mức sử dụng hiện nay: bao nhiêu đơn vị, bao nhiêu người dùng trên tổng số, từ nguồn nào?",
    "cost": "Kinh phí đề nghị là bao nhiêu?",
}
"""What a proposing body may be asked."""
_ASKED: Mapping[Verdict, tuple[str, ...]] = {
    "unclear": ("what", "who", "replaces"),
    "in_development": ("progress",),
    "covered": ("not_enough",),
    "partly": ("left_open",),
}


def questions(verdict: Verdict, reading: Reading, line: BatchLine) -> tuple[str, ...]:
    """Return what to ask the proposing body before deciding."""
    asked = [*_ASKED.get(verdict, ())]
    if verdict == "not_software" and reading.nature == "digitisation":
        asked.append("loaded")
    if reading.nature == "software" and _UPGRADE.search(fold(line.title)):
        asked.append("usage")
    if line.cost_vnd is None:
        asked.append("cost")
    return tuple(QUESTIONS[name] for name in asked)
