"""The needs that several bodies share, after what people said of pairs of lines.

The machine groups lines (`findings/same-need`); a person takes a line out by judging it not the same as
another member, or makes two needs one by judging a line of each the same. The last word on a pair counts;
`unsure` takes the former back. Whose word it is stays with the need.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from registry.answers import LineAnswer, SameNeed, Screening
from registry.entries import StatementSeen
from registry.errors import InputError, NotFoundError
from registry.opened import Registry
from registry.store.base import Store
from registry.usecases.asking import Table, rows
from registry.usecases.decisions.judge import NewJudgement
from registry.usecases.decisions.statements import latest, statements
from registry.wording import money_vi

Pair = tuple[str, str]


@dataclass(frozen=True)
class SharedNeed:
    """A need with its lines. ``parts`` are the needs of the machine that it is made of, by their keys.

    ``capability``: that of the first of them, empty where people joined lines that the machine did not group.
    ``out``: lines that a person took out, with the statement; ``joined``: statements that made it one.
    ``bodies`` and ``cost_vnd`` (whole VND) count the lines that are in.
    """

    key: str
    capability: str
    labels: tuple[str, ...]
    parts: dict[str, tuple[str, ...]]
    lines: tuple[LineAnswer, ...]
    out: tuple[tuple[LineAnswer, StatementSeen], ...]
    joined: tuple[StatementSeen, ...]
    lead: str
    lead_en: str

    @property
    def bodies(self) -> tuple[str, ...]:
        """The bodies that ask, each once, in the order of the lines."""
        return tuple(dict.fromkeys(line.proposer for line in self.lines))

    @property
    def cost_vnd(self) -> int:
        """What the lines ask for together; lines without an amount count as 0."""
        return sum(line.cost_vnd or 0 for line in self.lines)

    @property
    def proposal(self) -> str:
        """A Vietnamese paragraph that proposes to do it once for all, for a report or a letter."""
        tasks = "; ".join(
            f"{line.title} ({line.proposer or 'không ghi đơn vị'}, {money_vi(line.cost_vnd)} đồng)"
            if line.cost_vnd is not None
            else f"{line.title} ({line.proposer or 'không ghi đơn vị'}, không ghi kinh phí)"
            for line in self.lines
        )
        lead = f"{self.lead} làm đầu mối" if self.lead else "một cơ quan làm đầu mối"
        return (
            f"{len(self.bodies)} cơ quan có {len(self.lines)} nhiệm vụ cùng nhu cầu "
            f"“{', '.join(self.labels)}”, tổng kinh phí đề nghị {money_vi(self.cost_vnd)} đồng, "
            f"gồm: {tasks}. Đề nghị giao {lead}, tổng hợp nhu cầu và thực hiện chung một lần; "
            "các cơ quan nêu trên không thực hiện riêng."
        )


def shared_needs(store: Store, screening: Screening) -> tuple[SharedNeed, ...]:
    """Return the shared needs of a batch, the dearest first."""
    said = _said(store, screening)
    table: Table = [[item.line_id, item.other_line_id, item.judgement, item.number] for item in said.values()]
    by_number = {item.number: item for item in said.values()}
    needs = {_key(need): need for need in screening.same_needs}
    members = {key: need.line_ids for key, need in needs.items()}
    grouped = {line for lines in members.values() for line in lines}
    known = {line.id for line in screening.lines}
    for item in said.values():
        for line in {item.line_id, item.other_line_id} & known - grouped:
            members[line] = (line,)
    out = _taken_out(store, members, table) if table else {}
    inside = {key: tuple(line for line in lines if (key, line) not in out) for key, lines in members.items()}
    joins = _joins(store, inside, table) if table else []
    return _made(screening, needs, members, _Said(out, joins, by_number))


def corrected(registry: Registry, screening: Screening) -> Screening:
    """Return a screening with the shared needs as people left them; one that they did not touch as it is."""
    return registry.keep(
        # What is kept holds the former screening, so no other one gets its identity.
        ("corrected", screening.batch_id, str(id(screening))),
        lambda: (screening, _corrected(registry.store, screening)),
    )[1]


def _corrected(store: Store, screening: Screening) -> Screening:
    if not _said(store, screening):
        return screening
    needs = (need for need in shared_needs(store, screening) if len(need.lines) > 1)
    return replace(
        screening,
        same_needs=tuple(
            SameNeed(
                need.capability,
                " + ".join(need.labels),
                tuple(line.id for line in need.lines),
                len(need.bodies),
                need.cost_vnd,
                need.lead,
                need.lead_en,
            )
            for need in needs
        ),
    )


def taking_out(
    need: SharedNeed, batch_id: str, line_id: str, reviewer: str, reason: str
) -> list[NewJudgement]:
    """Return the judgements that take a line out of a need; raises `NotFoundError`, `InputError`."""
    if line_id not in {line.id for line in need.lines}:
        raise NotFoundError(f"Nhu cầu không có dòng {line_id}", f"The need has no line {line_id}")
    others: list[str] = []
    for lines in need.parts.values():
        if line_id in lines and len(lines) > 1:
            others.append(next(line for line in lines if line != line_id))
    for item in need.joined:
        if line_id in (item.line_id, item.other_line_id):
            others.append(item.other_line_id if item.line_id == line_id else item.line_id)
    if not others:
        raise InputError("Dòng này đứng một mình", "The line stands alone")
    return [
        NewJudgement(batch_id, line_id, f"{batch_id}/{other}", "negative", reviewer, reason)
        for other in dict.fromkeys(others)
    ]


def joining(one: SharedNeed, other: SharedNeed, needs: Sequence[SharedNeed]) -> Pair:
    """Return a line of each of two needs to be judged the same; one that is in no further need, if any."""
    if one.key == other.key:
        raise InputError("Hãy chọn một nhu cầu khác", "Choose another need")

    def spokesman(need: SharedNeed) -> str:
        shared = {line.id for item in needs if item.key != need.key for line in item.lines}
        return next((line.id for line in need.lines if line.id not in shared), need.lines[0].id)

    return spokesman(one), spokesman(other)


@dataclass(frozen=True)
class _Said:
    """What was said: statements by (need, line) taken out, (need, need, number) made one, all by number."""

    out: dict[Pair, str]
    joins: list[tuple[str, str, str]]
    by_number: dict[str, StatementSeen]


def _key(need: SameNeed) -> str:
    # One need of several provinces has lines of its own in each.
    return f"{need.capability}.{need.line_ids[0]}"


def _said(store: Store, screening: Screening) -> dict[Pair, StatementSeen]:
    """Return the last statement of each pair of lines of the batch, whichever of the two it is about."""
    batch = screening.batch_id
    found: list[tuple[Pair, StatementSeen]] = []
    for item in statements(store):
        if item.batch_id == item.other_batch_id == batch:
            first, second = sorted((item.line_id, item.other_line_id))
            found.append(((first, second), item))
    return latest(store, found)


def _members(members: dict[str, tuple[str, ...]]) -> Table:
    return [[key, line] for key, lines in members.items() for line in lines]


def _taken_out(store: Store, members: dict[str, tuple[str, ...]], said: Table) -> dict[Pair, str]:
    table = _members(members)
    found = rows(store, "decisions/taken-out", {"members": table, "others": table, "statements": said})
    return {(row["need"], row["line"]): row["number"] for row in found}


def _joins(store: Store, members: dict[str, tuple[str, ...]], said: Table) -> list[tuple[str, str, str]]:
    table = _members(members)
    found = rows(store, "decisions/joined-needs", {"members": table, "others": table, "statements": said})
    return [(row["need"], row["joined"], row["number"]) for row in found]


def _made(
    screening: Screening, needs: dict[str, SameNeed], members: dict[str, tuple[str, ...]], said: _Said
) -> tuple[SharedNeed, ...]:
    whole = {key: key for key in members}

    def top(key: str) -> str:
        return key if whole[key] == key else top(whole[key])

    for one, other, _ in said.joins:
        # A need of the machine gives its name to a line that joins it.
        first, second = sorted((top(one), top(other)), key=lambda key: key not in needs)
        if first != second:
            whole[second] = first
    parts: dict[str, dict[str, tuple[str, ...]]] = defaultdict(dict)
    for key, lines in members.items():
        parts[top(key)][key] = lines
    joined: dict[str, list[StatementSeen]] = defaultdict(list)
    for number, key in {number: top(one) for one, _, number in said.joins}.items():
        joined[key].append(said.by_number[number])
    made = (
        _need(screening, [needs[part] for part in found if part in needs], found, (key, joined[key]), said)
        for key, found in parts.items()
        # A line that was only spoken of is no need.
        if key in needs or len(found) > 1
    )
    return tuple(sorted(made, key=lambda need: -need.cost_vnd))


def _need(
    screening: Screening,
    needs: Sequence[SameNeed],
    parts: dict[str, tuple[str, ...]],
    joined: tuple[str, Sequence[StatementSeen]],
    said: _Said,
) -> SharedNeed:
    inside = {line for key, lines in parts.items() for line in lines if (key, line) not in said.out}
    gone = {
        line: said.by_number[said.out[key, line]]
        for key, lines in parts.items()
        for line in lines
        if line not in inside
    }
    lines = tuple(line for line in screening.lines if line.id in inside)
    return SharedNeed(
        key=joined[0],
        capability=needs[0].capability if needs else "",
        labels=tuple(dict.fromkeys(need.label for need in needs)) or (lines[0].title,),
        parts=parts,
        lines=lines,
        out=tuple((line, gone[line.id]) for line in screening.lines if line.id in gone),
        joined=tuple(joined[1]),
        lead=needs[0].lead if needs else "",
        lead_en=needs[0].lead_en if needs else "",
    )
