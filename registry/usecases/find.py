"""Searching: is there already a platform for this?"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from ontology import namespaces as ns
from registry import catalogue
from registry.answers import FindAnswer, FindVerdict, PlatformHit
from registry.errors import InputError, Place
from registry.matching.matcher import PlatformMatch, Ranking
from registry.matching.score import CONFIDENT, says_enough
from registry.opened import Registry
from registry.wording import LEVELS, STATUSES, date_vi

RUNNING = ("operational", "pilot")
COMING = ("researching", "planned", "developing")
CANDIDATES = 24
"""How many ranked platforms are looked up; more than are shown, since some did not exist at the date."""
RIVAL = 0.1
"""How much likelier another need must be for the best platform to be no answer."""

Card = Mapping[str, str]


def find(registry: Registry, query: str, as_of: str, limit: int = 5, query_id: str = "") -> FindAnswer:
    """Return the platforms that answer ``query`` at the date, best first, and whether to trust them."""
    ranking = registry.matcher.rank((query, 1.0), limit=CANDIDATES)
    cards = platform_cards(registry, (match.id for match in ranking.platforms), as_of)
    present = [match for match in ranking.platforms if cards[match.id]["status"] not in ("absent", "retired")]
    gone = [match for match in ranking.platforms if cards[match.id]["status"] == "retired"]
    hits = tuple(hit(registry, match, cards[match.id]) for match in [*present, *gone][:limit])
    verdict = judge(registry, ranking, present, cards, as_of)
    return FindAnswer(query_id, query, verdict, as_of, hits, message(verdict, hits, as_of))


def platform_cards(registry: Registry, ids: Iterable[str], as_of: str) -> dict[str, Card]:
    """Return what is known of the platforms at the date, by id; codes as bare tokens."""
    wanted = list(ids)
    rows = [[ns.PLATFORM + key] for key in wanted if (key, as_of) not in registry.cards]
    if rows:
        answer = catalogue.load("lookup/platforms").run(registry.store, {"platforms": rows, "asOf": as_of})
        for row in answer.rows:
            card = {
                name: term.value.rsplit("/", 1)[-1] if term.kind == "iri" else term.value
                for name, term in row.items()
            }
            registry.cards[card["id"], as_of] = card
    return {key: registry.cards[key, as_of] for key in wanted}


def judge(
    registry: Registry, ranking: Ranking, present: list[PlatformMatch], cards: Mapping[str, Card], as_of: str
) -> FindVerdict:
    """Return whether the best national, Party or ministry platform is a confident answer.

    It is none when the text asks more likely for something that it does not offer, or for what each
    province runs itself by law; unless the text names the platform.
    """
    central = [match for match in present if registry.matcher.platforms[match.id].level != "provincial"]
    best = central[0] if central else None
    if not says_enough(ranking.weight):
        return "unclear"
    if best is None or best.score < CONFIDENT:
        return "none"
    asked = next(iter(ranking.capabilities), None)
    if asked and not best.features.named:
        if best.capability != asked.id and asked.chance > best.score + RIVAL:
            return "none"
        if best.capability == asked.id and is_local_duty(registry, asked.id, as_of):
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


def hit(registry: Registry, match: PlatformMatch, card: Card) -> PlatformHit:
    """Return one result with its reason in words."""
    return PlatformHit(
        id=match.id,
        name=card["name"],
        owner=card["ownerNow"],
        level=card["level"],
        status=card["status"],
        score=round(match.score, 4),
        why=why(registry, match, card),
        since=card.get("since", "") if card["dateKind"] == "since" else "",
        mandate=card["mandate"],
        evidence=card["evidence"],
    )


def why(registry: Registry, match: PlatformMatch, card: Card) -> str:
    """Return in one Vietnamese sentence which words brought the platform up and what state it is in."""
    phrase = match.phrase
    if phrase.target.startswith("capability/"):
        label = registry.matcher.capabilities[phrase.target.removeprefix("capability/")].label
        reason = f'cung cấp chức năng "{label}" (gần với cách nói "{phrase.text}")'
    else:
        reason = {
            "function": f'có chức năng "{phrase.text}"',
            "alias": f'còn gọi là "{phrase.text}"',
        }.get(phrase.kind, f'tên gần giống: "{phrase.text}"')
    state = STATUSES[card["status"]]
    if card.get("since"):
        state += f" ({'từ' if card['dateKind'] == 'since' else 'ghi nhận'} {date_vi(card['since'])})"
    return f"{reason}; {LEVELS[card['level']]}, {state}"


def message(verdict: FindVerdict, hits: tuple[PlatformHit, ...], as_of: str) -> str:
    """Return the answer in one Vietnamese sentence."""
    day = date_vi(as_of)
    if verdict == "unclear":
        return "Câu hỏi chưa đủ rõ: hãy nói việc cần làm, của ai, với đối tượng nào."
    if verdict == "none":
        near = f" Gần nhất: {hits[0].name} — nhưng không phải cùng một việc." if hits else ""
        return f"Chưa thấy nền tảng quốc gia, bộ, ngành nào làm việc này tính đến {day}.{near}"
    central = next(item for item in hits if item.level != "provincial") if hits else None
    name = central.name if central else ""
    if verdict == "in_development":
        return f"Chưa có sẵn, nhưng bộ, ngành đang làm: {name} (tính đến {day})."
    return f"Đã có: {name} (tính đến {day})."


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
