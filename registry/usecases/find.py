"""Searching: is there already a platform for this?"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from ontology import namespaces as ns
from registry import catalogue
from registry.answers import LIKELY, FindAnswer, FindVerdict, PlatformHit
from registry.errors import InputError, Place
from registry.matching.nature import speaks_of_the_centre
from registry.matching.needs import Line, asked_chances
from registry.matching.ranking import PlatformMatch, Ranking
from registry.matching.score import CONFIDENT, DIGITS
from registry.opened import Registry
from registry.usecases import explain
from registry.usecases.cards import RUNNING, Card, absent, legal_basis, platform_cards
from registry.wording import date_vi

CANDIDATES = 24
"""How many ranked platforms are looked up: more than are shown."""
NEGLIGIBLE = 0.005
"""A platform less likely than this only has some word of the text."""
NEAREST = 3
"""How many near misses are shown however unlikely they are, where there is no answer."""


def find(registry: Registry, query: str, as_of: str, limit: int = 5, query_id: str = "") -> FindAnswer:
    """Return the platforms that answer ``query`` at the date, best first, and whether to trust them."""
    ranking = registry.matcher.rank(query, absent(registry, as_of), limit=CANDIDATES)
    cards = platform_cards(registry, (match.id for match in ranking.platforms), as_of)
    best = central(ranking, cards)
    verdict = judge(registry, query, ranking, cards, as_of)
    always = 0 if verdict in ("covered", "in_development") else NEAREST
    shown = [
        match
        for place, match in enumerate(ranking.platforms[:limit])
        if place < always or match is best or match.chance >= NEGLIGIBLE
    ]
    looked_at = {match.id: match for match in (*shown, *([best] if best else []))}
    laws = legal_basis(registry, looked_at, as_of)
    hits = {
        key: hit(registry, query, ranking, match, cards[key], laws[key]) for key, match in looked_at.items()
    }
    near = verdict != "none" or (best is not None and hits[best.id].score >= NEGLIGIBLE)
    understood = "" if near else _understood(registry, ranking)
    said = message(verdict, hits[best.id] if best else None, as_of, understood)
    return FindAnswer(
        query_id, query, verdict, as_of, tuple(hits[match.id] for match in shown), said, understood
    )


def central(ranking: Ranking, cards: Mapping[str, Card]) -> PlatformMatch | None:
    """Return the best national, Party or ministry platform."""
    return next((match for match in ranking.platforms if cards[match.id]["level"] != "provincial"), None)


def judge(
    registry: Registry, query: str, ranking: Ranking, cards: Mapping[str, Card], as_of: str
) -> FindVerdict:
    """Return whether the best national, Party or ministry platform is a confident answer.

    It is unclear when the search does not say what is asked, unless it names the platform.
    It is none when that platform is known not to do what the text says, when it is for Party bodies of which
    the text does not speak (as in `coverage/verdicts`), or when the text asks for what each province runs
    itself by law, unless it names the platform or speaks of the state as a whole.
    """
    best = central(ranking, cards)
    named = best is not None and best.named
    asks_for = asked_chances(registry.matcher, Line(query), ranking)
    if not named and asks_for["unclear"] == max(asks_for.values()):
        return "unclear"
    if best is None or best.refused or best.foreign or ranking.answered < CONFIDENT:
        return "none"
    asked = ranking.capabilities[0]
    of_the_centre = named or speaks_of_the_centre(query)
    if best.capability == asked.id and not of_the_centre and is_local_duty(registry, asked.id, as_of):
        return "none"
    return "covered" if cards[best.id]["status"] in RUNNING else "in_development"


def is_local_duty(registry: Registry, capability: str, as_of: str) -> bool:
    """Return whether each province runs this itself by law at the date (rule `coverage/local-duty`)."""
    key = (capability, as_of)
    if key not in registry.duties:
        needs: catalogue.Table = [["", "", ns.CAPABILITY + capability, True]]
        answer = catalogue.load("coverage/local-duty").run(registry.store, {"needs": needs, "asOf": as_of})
        registry.duties[key] = bool(answer.rows)
    return registry.duties[key]


def hit(
    registry: Registry,
    text: str,
    ranking: Ranking,
    match: PlatformMatch,
    card: Card,
    laws: Sequence[Mapping[str, str]],
) -> PlatformHit:
    """Return one result with its reason in words, and what speaks against it."""
    reason = explain.match_reason(registry.matcher, text, ranking, match, card)
    return PlatformHit(
        id=match.id,
        name=card["name"],
        owner=card["ownerNow"],
        level=card["level"],
        status=card["status"],
        score=round(match.chance, DIGITS),
        why=reason.why,
        words=reason.words,
        function=reason.function,
        users=registry.matcher.platforms[match.id].users,
        law=explain.laws(laws),
        against=reason.against,
        since=card.get("since", "") if card["dateKind"] == "since" else "",
        mandate=card["mandate"],
        evidence=card["evidence"],
    )


def _understood(registry: Registry, ranking: Ranking) -> str:
    """Return the label of what is rather asked for than not; empty where that cannot be told."""
    asked = next((item for item in ranking.capabilities if item.chance >= LIKELY), None)
    return registry.matcher.capabilities[asked.id].label if asked else ""


def message(verdict: FindVerdict, best: PlatformHit | None, as_of: str, understood: str = "") -> str:
    """Return the answer in one Vietnamese sentence; ``best`` is the central platform that it rests on.

    ``understood``: the label of what is asked for, said where nothing is near.
    """
    day = date_vi(as_of)
    if verdict == "unclear":
        return "Câu hỏi chưa đủ rõ: hãy nói việc cần làm, của ai, với đối tượng nào."
    if verdict == "none" or best is None:
        near = ""
        if understood:
            near = f' Việc này được hiểu là "{understood}"; không nền tảng nào gần giống.'
        elif best:
            near = f" Gần nhất: {best.name}" + (f" — {best.against[0]}." if best.against else ".")
        return f"Chưa thấy nền tảng quốc gia, bộ, ngành nào làm việc này tính đến {day}.{near}"
    if verdict == "in_development":
        working = "bộ, ngành đang làm" if best.likely else "có thể bộ, ngành đang làm"
        return f"Chưa có sẵn, nhưng {working}: {best.name} (tính đến {day}).{explain.doubt(best.doubt)}"
    if best.likely:
        return f"Đã có: {best.name} (tính đến {day}).{explain.doubt(best.doubt)}"
    unsure = "chưa chắc, hãy đọc chức năng trước khi kết luận"
    return f"Có thể đã có: {best.name} (tính đến {day}); {unsure}.{explain.doubt(best.doubt)}"


def read_queries(path: Path) -> list[tuple[str, str]]:
    """Return (id, query) of each line of a .jsonl file; raises `InputError` naming the row."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError("Không đọc được tệp", f"Unreadable: {error}", Place(file=str(path))) from error
    found = []
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            body = json.loads(line)
            found.append((str(body.get("id", number)), str(body["query"])))
        except (json.JSONDecodeError, KeyError, AttributeError) as error:
            raise InputError(
                "Mỗi dòng phải là JSON có trường query",
                "Each line is JSON with a query",
                Place(path.name, row=number),
            ) from error
    return found
