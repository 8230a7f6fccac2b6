"""Screening a batch: a verdict, its evidence and its questions for every line."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict

from ontology import namespaces as ns
from registry import catalogue
from registry.answers import (
    FindingSeen,
    LineAnswer,
    LinePlatform,
    NeedSeen,
    PlatformHit,
    SameNeed,
    Screening,
    VerdictTotal,
)
from registry.ids import fold
from registry.intake.batch import Intake
from registry.matching.needs import Need, Reading, read
from registry.model import VERDICTS, BatchLine, Verdict
from registry.opened import Registry
from registry.usecases import explain
from registry.usecases.find import COMING, RUNNING, Card, hit, platform_cards

Advance = Callable[[int], None]
Table = list[list[str | int | bool | None]]
SHOWN = 5
"""How many platforms a line shows at most."""
FAR = 0.5
"""Share of the need's chance for a platform that meets it but whose own text is far from the line."""


def screen(registry: Registry, intake: Intake, as_of: str, advance: Advance = lambda _: None) -> Screening:
    """Return the answer to every line of a batch as of a date; nothing is stored.

    ``advance`` is called with the number of lines done.
    """
    readings: dict[str, Reading] = {}
    for line in intake.batch.lines:
        readings[line.id] = read(registry.matcher, line.title, line.description, line.kind)
        advance(1)
    facts = _Facts(registry, readings, as_of)
    lines = tuple(_answer(registry, line, readings[line.id], facts) for line in intake.batch.lines)
    return Screening(
        batch_id=intake.batch.id,
        title=intake.batch.title,
        as_of=as_of,
        snapshot=registry.snapshot,
        lines=lines,
        totals=_totals(registry, lines),
        same_needs=_same_needs(registry, lines, readings),
        skipped=tuple(asdict(row) for row in intake.skipped),
        remarks=tuple(vi for vi, _ in intake.remarks),
    )


class _Facts:
    """What the graph says of all needs of a batch, asked once."""

    def __init__(self, registry: Registry, readings: Mapping[str, Reading], as_of: str) -> None:
        needs: Table = []
        named: Table = []
        for line, reading in readings.items():
            for need in reading.needs:
                if need.capability:
                    needs.append([line, need.id, ns.CAPABILITY + need.capability, need.main])
                else:
                    named.append([line, need.id, ns.PLATFORM + (need.platform or "")])
        ask = _Asker(registry, {"needs": needs, "named": named, "asOf": as_of})
        self.verdicts = {row["line"]: row for row in ask("coverage/verdicts")}
        self.answers: dict[str, list[dict[str, str]]] = defaultdict(list)
        for row in ask("coverage/answers"):
            self.answers[row["line"]].append(row)
        self.duties: dict[str, list[dict[str, str]]] = defaultdict(list)
        for row in ask("coverage/local-duty", "needs", "asOf"):
            self.duties[row["line"]].append(row)
        shown = {ns.local_id(row["platform"], ns.PLATFORM) for rows in self.answers.values() for row in rows}
        shown |= {match.id for reading in readings.values() for match in reading.ranking.platforms[:SHOWN]}
        self.cards = platform_cards(registry, sorted(shown), as_of)
        self.laws: dict[str, list[dict[str, str]]] = defaultdict(list)
        for row in _Asker(
            registry, {"platforms": [[ns.PLATFORM + key] for key in sorted(shown)], "asOf": as_of}
        )("lookup/legal-basis"):
            self.laws[ns.local_id(row["platform"], ns.PLATFORM)].append(row)
        kinds = _Asker(registry, {})("lookup/department-names")
        self.departments = [(row["name"].casefold(), row["name"], row["successorName"]) for row in kinds]


class _Asker:
    """Runs catalogue queries with shared parameters; rows are plain text, unbound columns empty."""

    def __init__(self, registry: Registry, parameters: dict[str, str | Table]) -> None:
        self._registry = registry
        self._parameters = parameters

    def __call__(self, query_id: str, *names: str) -> list[dict[str, str]]:
        given = {name: self._parameters[name] for name in (names or self._parameters)}
        answer = catalogue.load(query_id).run(self._registry.store, given)
        return [
            {column: row[column].value if column in row else "" for column in answer.columns}
            for row in answer.rows
        ]


def _answer(registry: Registry, line: BatchLine, reading: Reading, facts: _Facts) -> LineAnswer:
    verdict = _verdict(line.id, reading, facts)
    platforms = _platforms(line, reading, facts, provincial=False)
    provincial = _platforms(line, reading, facts, provincial=True)
    if verdict == "in_development":
        platforms = tuple(item for item in platforms if item.status in COMING)
    elif verdict in ("covered", "partly"):
        platforms = tuple(item for item in platforms if item.status in RUNNING)
    elif verdict in ("none", "unclear"):
        platforms = ()
    needs = tuple(_need_seen(registry, need, line.id, facts) for need in reading.needs)
    remainder = (
        tuple(need.label for need in needs if need.state in ("open", "in_development"))
        if verdict == "partly"
        else ()
    )
    near = _near_misses(registry, reading, facts) if verdict in ("none", "unclear") else ()
    return LineAnswer(
        id=line.id,
        line_no=line.line_no,
        title=line.title,
        proposer=line.proposer,
        proposer_now=_proposer_now(line.proposer, facts),
        cost_vnd=line.cost_vnd,
        verdict=verdict,
        message=explain.line_message(verdict, platforms, remainder),
        platforms=platforms,
        provincial=provincial,
        needs=needs,
        remainder=remainder,
        findings=(*_findings(line.id, provincial, facts), *_weak(platforms, facts)),
        questions=explain.questions(verdict, reading, line),
        near_misses=near,
    )


def _verdict(line: str, reading: Reading, facts: _Facts) -> Verdict:
    """Return the verdict of the rule `coverage/verdicts`; the reading decides only where no need was seen."""
    if reading.nature != "software":
        return "not_software"
    if not reading.clear:
        return "unclear"
    if not reading.needs:
        return "none"
    verdict = facts.verdicts[line]["verdict"]
    return next(item for item in VERDICTS if item == verdict)


def _need_seen(registry: Registry, need: Need, line: str, facts: _Facts) -> NeedSeen:
    states = {
        row["status"].rsplit("/", 1)[-1]
        for row in facts.answers[line]
        if row["need"] == need.id and row["usable"] == "true"
    }
    nature = registry.matcher.capabilities[need.capability].nature if need.capability else "software"
    duty = any(row["need"] == need.id for row in facts.duties[line])
    if nature != "software":
        return NeedSeen(need.capability or "", need.label, need.words, need.share, "not_software")
    if states & set(RUNNING) and not duty:
        return NeedSeen(need.capability or "", need.label, need.words, need.share, "met")
    if states & set(COMING) and not duty:
        return NeedSeen(need.capability or "", need.label, need.words, need.share, "in_development")
    return NeedSeen(need.capability or "", need.label, need.words, need.share, "open")


def _of_the_province(line: BatchLine, territory: str) -> bool:
    """Whether a province's own system is that of the line: by its province, else by the names it mentions."""
    if line.province:
        return territory == line.province
    place = fold(territory.removeprefix("tỉnh ").removeprefix("thành phố ").removeprefix("Thành phố "))
    return place in fold(f"{line.proposer} {line.title} {line.description}")


def _platforms(
    line: BatchLine, reading: Reading, facts: _Facts, provincial: bool
) -> tuple[LinePlatform, ...]:
    """Return the platforms that answer needs of the line, best first; a province's own only for itself."""
    met: dict[str, list[str]] = defaultdict(list)
    labels = {need.id: need.label for need in reading.needs}
    for row in facts.answers[line.id]:
        if row["level"].endswith("/provincial") != provincial:
            continue
        if provincial and not _of_the_province(line, row["territory"]):
            continue
        if not provincial and row["usable"] != "true":
            continue
        met[ns.local_id(row["platform"], ns.PLATFORM)].append(labels[row["need"]])
    text = {match.id: match for match in reading.ranking.platforms}
    main = max((need.share for need in reading.needs), default=0.0)

    def closeness(key: str) -> float:
        return text[key].score if key in text else 0.0

    order = sorted(met, key=lambda key: (-len(met[key]), -closeness(key), key))
    items = []
    for key in order:
        card = facts.cards[key]
        if card["status"] in ("absent", "retired"):
            continue
        score = closeness(key) if key in text else main * FAR
        items.append(_line_platform(key, card, met[key], round(score, 4), facts))
    return tuple(items[:SHOWN])


def _line_platform(key: str, card: Card, met: Sequence[str], score: float, facts: _Facts) -> LinePlatform:
    laws = [explain.law(row) for row in facts.laws[key]]
    return LinePlatform(
        id=key,
        name=card["name"],
        owner=card["ownerNow"],
        level=card["level"],
        status=card["status"],
        since=card.get("since", ""),
        score=score,
        met=tuple(dict.fromkeys(met)),
        why=explain.platform_reason(card, met),
        law=tuple(laws[:4]),
    )


def _near_misses(registry: Registry, reading: Reading, facts: _Facts) -> tuple[PlatformHit, ...]:
    near = [match for match in reading.ranking.platforms[:SHOWN] if match.id in facts.cards]
    central = [match for match in near if registry.matcher.platforms[match.id].level != "provincial"]
    return tuple(hit(registry, match, facts.cards[match.id]) for match in central[:3])


def _findings(line: str, provincial: tuple[LinePlatform, ...], facts: _Facts) -> tuple[FindingSeen, ...]:
    found = []
    by_duty: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in facts.duties[line]:
        by_duty[row["label"]].append(row)
    for label, rows in by_duty.items():
        laws = tuple(explain.law({**row, "issuer": "", "what": ""}) for row in rows)
        found.append(
            FindingSeen(
                "coverage/local-duty",
                "info",
                f"{label}: việc mỗi tỉnh tự làm theo quy định. {rows[0]['what']}",
                f"A system that each province runs itself: {label}.",
                laws,
            )
        )
    if provincial:
        names = "; ".join(item.name for item in provincial)
        found.append(
            FindingSeen(
                "coverage/answers",
                "warning",
                f"Tỉnh đã có: {names}. Cần nêu rõ vì sao không dùng hoặc mở rộng hệ thống này.",
                f"The province already has: {names}.",
                tuple(item.id for item in provincial),
            )
        )
    return tuple(found)


def _weak(platforms: tuple[LinePlatform, ...], facts: _Facts) -> tuple[FindingSeen, ...]:
    """Return a warning when the platform that the verdict rests on is known from memory or by assumption."""
    if not platforms:
        return ()
    card = facts.cards[platforms[0].id]
    reasons = []
    if card["evidence"] == "recall":
        reasons.append("chỉ biết theo trí nhớ, chưa thấy văn bản hay trang nguồn")
    if card["dateKind"] == "assumed":
        reasons.append("tình trạng tại ngày này là suy ra, chưa có nguồn")
    if not reasons:
        return ()
    return (
        FindingSeen(
            "coverage/answers",
            "warning",
            f"Cần xác minh {platforms[0].name}: {'; '.join(reasons)}.",
            f"To be verified: {platforms[0].id} is known by recall or its status at the date is assumed.",
            (platforms[0].id,),
        ),
    )


def _proposer_now(proposer: str, facts: _Facts) -> str:
    """Return the proposing body's present name, or the same text when it was not reorganised."""
    lowered = proposer.casefold()
    for folded, name, successor in sorted(facts.departments, key=lambda item: -len(item[0])):
        position = lowered.find(folded)
        if position >= 0:
            rest = proposer[position + len(name) :]
            # "Công an tỉnh" + " tỉnh Quảng Ngãi" would say the word twice.
            return (
                proposer[:position]
                + successor.removesuffix(" tỉnh" if rest.startswith(" tỉnh") else "")
                + rest
            )
    return proposer


def _totals(registry: Registry, lines: tuple[LineAnswer, ...]) -> tuple[VerdictTotal, ...]:
    rows: Table = [[line.id, line.verdict, line.cost_vnd or 0] for line in lines]
    found = {row["verdict"]: row for row in _Asker(registry, {"lines": rows})("reports/totals")}
    return tuple(
        VerdictTotal(verdict, int(found[verdict]["lines"]), int(found[verdict]["cost"]))
        for verdict in VERDICTS
        if verdict in found
    )


def _same_needs(
    registry: Registry, lines: tuple[LineAnswer, ...], readings: Mapping[str, Reading]
) -> tuple[SameNeed, ...]:
    rows: Table = [
        [line.id, line.proposer, ns.CAPABILITY + need.capability, line.cost_vnd or 0]
        for line in lines
        for need in readings[line.id].needs
        if need.capability and need.main
    ]
    return tuple(
        SameNeed(
            ns.local_id(row["capability"], ns.CAPABILITY),
            row["label"],
            tuple(sorted(row["members"].split())),
            int(row["bodies"]),
            int(row["cost"]),
        )
        for row in _Asker(registry, {"needs": rows})("groups/same-need")
    )
