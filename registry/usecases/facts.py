"""What the graph says of the needs of many lines, asked with one query each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from ontology import namespaces as ns
from registry import catalogue
from registry.ids import short_hash
from registry.matching.needs import Reading
from registry.opened import Registry
from registry.usecases import findings
from registry.usecases.asking import Rows, Table, ask
from registry.usecases.cards import COMING, RUNNING, legal_basis, platform_cards
from registry.usecases.demands import Demand

KEY = 24
"""Digits of the key of what a line asks for: enough for no two of many lines to share one by chance."""
UNKNOWN = "khong-ro"
"""Stands for a need whose words name no known capability."""


class Facts:
    """The facts behind the answers to readings; rows are plain text, unbound cells empty.

    They are kept by what a line asks for (`Asked.key`), since many lines ask for the same.
    verdicts: `coverage/verdicts`; answers: rows of `coverage/answers`; duties: of `coverage/local-duty`;
    findings: rows of the rules that see one line at a time;
    cards: what is known of each platform; laws: rows of `lookup/legal-basis` by platform.
    """

    def __init__(self, registry: Registry, as_of: str) -> None:
        self._registry = registry
        self._as_of = as_of
        self.verdicts: dict[str, str] = {}
        self.answers: dict[str, Rows] = defaultdict(list)
        self.duties: dict[str, Rows] = defaultdict(list)
        self.findings: findings.Found = defaultdict(list)
        self.cards = platform_cards(registry, registry.matcher.platforms, as_of)
        self.laws = legal_basis(registry, registry.matcher.platforms, as_of)
        self.citations = findings.Citations(
            registry, {ns.PLATFORM + key: card["name"] for key, card in self.cards.items()}
        )

    def add(self, asked: Iterable[Asked]) -> None:
        """Ask for the facts of readings of which nothing like it was asked before."""
        new = {item.key: item for item in asked if item.key not in self.verdicts}
        tables = self._tables(new)
        for row in self._ask("coverage/verdicts", _parameters("coverage/verdicts", tables)):
            self.verdicts[row["line"]] = row["verdict"]
        for row in self._ask("coverage/answers", {"answers": tables["answers"], "asOf": self._as_of}):
            self.answers[row["line"]].append(row)
        for row in self._ask("coverage/local-duty", {"needs": tables["needs"], "asOf": self._as_of}):
            self.duties[row["line"]].append(row)
        tables["lines"] = [
            [key, item.reading.nature, self.verdicts[key], item.province] for key, item in new.items()
        ]
        tables["rests"] = [[key, platform] for key in new for platform in self._rests(key)]
        found = findings.run(self._registry, "line", tables)
        self.citations.learn(iri for rows in found.values() for row in rows for iri in row.cited())
        self.findings.update(found)

    def _tables(self, new: Mapping[str, Asked]) -> dict[str, str | Table]:
        """Return what the lines ask for as the tables that the rules take."""
        needs: Table = []
        answers: Table = []
        leads: Table = []
        for key, item in new.items():
            for need in item.reading.needs:
                needs.append([key, need.id, ns.CAPABILITY + (need.capability or UNKNOWN), need.main])
                matching = [*need.platforms, *(match.id for match in item.reading.own if need.main)]
                party = item.reading.party
                answers += [[key, need.id, ns.PLATFORM + platform, party] for platform in matching]
                leads += [[key, need.id, ns.PLATFORM + platform] for platform in need.likeliest]
        return {
            "asOf": self._as_of,
            "lines": [[key, item.reading.nature, item.reading.clear] for key, item in new.items()],
            "needs": needs,
            "answers": answers,
            "leads": leads,
            "receivers": [
                [key, ns.PLATFORM + item.reading.receiver]
                for key, item in new.items()
                if item.reading.receiver
            ],
            "central": [[key] for key, item in new.items() if item.reading.central],
            "demands": [[key, *demand] for key, item in new.items() for demand in item.demands],
            "asked": [
                [key, ns.CAPABILITY + match.id, match.chance]
                for key, item in new.items()
                for match in item.reading.ranking.capabilities
            ],
        }

    def _rests(self, key: str) -> list[str]:
        """Return the IRIs of the platforms that the verdict rests on."""
        status = COMING if self.verdicts[key] == "in_development" else RUNNING
        if self.verdicts[key] not in ("covered", "partly", "in_development"):
            return []
        usable = (row for row in self.answers[key] if row["usable"] == "true")
        return list(
            dict.fromkeys(row["platform"] for row in usable if row["status"].rsplit("/", 1)[-1] in status)
        )

    def _ask(self, query_id: str, parameters: Mapping[str, str | Table]) -> Rows:
        return ask(self._registry, query_id, parameters)


@dataclass(frozen=True)
class Asked:
    """What a line asks for, the demands that it belongs to, and the province that it is of (as platforms

    write their territory).
    """

    reading: Reading
    province: str
    demands: tuple[Demand, ...] = ()

    @cached_property
    def key(self) -> str:
        """The same for lines that ask for the same in the same province; short, for it fills the tables."""
        demands = ",".join(f"{group}{apart}" for group, apart in self.demands)
        return short_hash(_signature(self.reading), self.province, demands, digits=KEY)


def _parameters(query_id: str, tables: Mapping[str, str | Table]) -> dict[str, str | Table]:
    """Return those of the tables that a query takes."""
    return {name: tables[name] for name in catalogue.load(query_id).header.parameters}


def _signature(reading: Reading) -> str:
    needs = (f"{need.id}={','.join(need.platforms)}<{','.join(need.likeliest)}" for need in reading.needs)
    own = (match.id for match in reading.own)
    return "|".join(
        (
            reading.nature,
            reading.receiver,
            str(reading.clear),
            str(reading.party),
            str(reading.central),
            *needs,
            "own",
            *own,
        )
    )
