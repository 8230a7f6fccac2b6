"""What a verdict rests on, so that it can be put on record and computed again: plain, small, canonical."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from ontology import namespaces as ns
from registry import catalogue
from registry.answers import LineAnswer, PlatformHit, Screening
from registry.intake.batch import Intake
from registry.matching.score import CONFIDENT
from registry.model import Batch, BatchLine, Verdict
from registry.opened import Registry
from registry.usecases.cards import absent, platform_cards
from registry.usecases.facts import Asked, Facts
from registry.usecases.screen import screen

RULES = (
    "coverage/answers",
    "coverage/local-duty",
    "coverage/verdicts",
    "lookup/platforms",
    "prepare/party-only",
)
"""The queries that make a verdict and give it the facts of the date."""
TEXTS = ("title", "description", "kind", "proposer", "province")
"""What of a line a verdict depends on."""
RECORDED = ("level", "status", "provinceUse", "mandate", "evidence")
"""Facts of a platform at the date that a verdict rests on: a change of one is a change of its basis."""
TOLD = ("name", "ownerNow", "since", "dateKind")
"""Facts that are recorded beside them, for the reader."""

Advance = Callable[[int], None]


@dataclass(frozen=True)
class Draft:
    """A verdict with its basis, not yet on record. ``rules``: query ids with the hash of their text."""

    batch_id: str
    line_id: str
    verdict: Verdict
    as_of: str
    snapshot: str
    rules: dict[str, str]
    facts: dict[str, Any]

    @property
    def digest(self) -> str:
        """The SHA-256 of all that it says: the same for the same verdict, facts, rules, date and snapshot."""
        return hashlib.sha256(canonical(vars(self)).encode()).hexdigest()


def canonical(body: Any) -> str:
    """Return JSON with sorted keys and no spaces."""
    return json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


@dataclass(frozen=True)
class Judged:
    """A screening, and its verdicts with their basis by line id."""

    screening: Screening
    drafts: dict[str, Draft]


def judge(registry: Registry, batch: Batch, as_of: str, advance: Advance = lambda _: None) -> Judged:
    """Screen a batch as of a date and keep what each verdict rests on; nothing is stored."""
    found: dict[str, Draft] = {}
    searched = len(registry.matcher.platforms) - len(absent(registry, as_of))

    def keep(line: BatchLine, answer: LineAnswer, asked: Asked, facts: Facts) -> None:
        body = {**_basis(line, answer, asked, facts), "searched": searched}
        found[line.id] = Draft(batch.id, line.id, answer.verdict, as_of, registry.snapshot, rules(), body)

    return Judged(screen(registry, Intake(batch), as_of, advance, keep), found)


@cache
def rules() -> dict[str, str]:
    """Return the rules behind a verdict with 16 hexadecimal digits that identify the text of each."""
    return {
        query_id: hashlib.sha256(catalogue.load(query_id).text.encode()).hexdigest()[:16]
        for query_id in RULES
    }


def platform_facts(registry: Registry, ids: Iterable[str], as_of: str) -> dict[str, dict[str, str]]:
    """Return the recorded facts at the date of those of the platforms that the registry knows."""
    known = [key for key in ids if key in registry.matcher.platforms]
    return {key: _recorded(card) for key, card in platform_cards(registry, known, as_of).items()}


def _recorded(card: Mapping[str, str]) -> dict[str, str]:
    return {name: card[name] for name in (*TOLD, *RECORDED) if card.get(name)}


def _basis(line: BatchLine, answer: LineAnswer, asked: Asked, facts: Facts) -> dict[str, Any]:
    """Return the facts of one line: its text, what it asks for, what matched, duties and near misses."""
    reading, key = asked.reading, asked.key
    own = {platform.id for platform in answer.provincial}
    matched: dict[str, list[str]] = {need.id: [] for need in reading.needs}
    platforms: dict[str, dict[str, Any]] = {}
    chances = {match.id: match.chance for match in reading.ranking.platforms}
    for row in facts.answers[key]:
        name = ns.local_id(row["platform"], ns.PLATFORM)
        # Of provinces' own systems only those of the line's province say anything of it.
        if row["level"].endswith("/provincial") and name not in own:
            continue
        matched[row["need"]].append(name)
        platforms[name] = {
            **_recorded(facts.cards[name]),
            "chance": round(chances[name], 3),
            "usable": row["usable"] == "true",
            "fed": row["fed"] == "true",
        }
    for hit in answer.near_misses:
        platforms.setdefault(hit.id, {**_recorded(facts.cards[hit.id]), "chance": round(chances[hit.id], 3)})
    return {
        "line": {name: getattr(line, name) for name in TEXTS},
        "nature": reading.nature,
        "clear": reading.clear,
        "party": reading.party,
        "central": reading.central,
        "needs": [
            {
                "id": need.id,
                "capability": need.capability,
                "label": seen.label,
                "words": seen.words,
                "chance": round(need.chance, 3),
                "main": need.main,
                "state": seen.state,
                "platforms": matched[need.id],
            }
            for need, seen in zip(reading.needs, answer.needs, strict=True)
        ],
        "answers": [platform.id for platform in answer.platforms],
        "platforms": platforms,
        "duties": _duties(facts.duties[key]),
        "near_misses": [_near_miss(hit) for hit in answer.near_misses],
    }


def _duties(rows: Sequence[Mapping[str, str]]) -> list[dict[str, Any]]:
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for row in rows:
        duty = ns.local_id(row["duty"], ns.LOCAL_DUTY)
        item = found.setdefault(
            (row["need"], duty),
            {"need": row["need"], "duty": duty, "label": row["label"], "what": row["what"], "law": []},
        )
        item["law"].append({"number": row["number"], "date": row["date"]})
    return list(found.values())


def _near_miss(hit: PlatformHit) -> dict[str, Any]:
    """Return a near miss with why it is not the same; at the least, that its chance is too small."""
    small = f"mức khớp {hit.score:.2f}, dưới ngưỡng {CONFIDENT:.2f}".replace(".", ",")
    reasons = [*hit.against, *([small] if hit.score < CONFIDENT else [])]
    return {"id": hit.id, "function": hit.function, "words": list(hit.words), "not_same": reasons}
