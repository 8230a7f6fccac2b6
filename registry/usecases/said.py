"""What the words of lines say beside what they ask for, as tables for rules over all lines.

`said_tables`: what must be justified and which questions the text answers, shared components that it speaks
of, figures of use. Nothing is decided here: the rules of folder `findings` do.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from ontology import namespaces as ns
from registry.answers import LineAnswer
from registry.matching.phrases import Phrases
from registry.matching.usage import stated
from registry.model import BatchLine
from registry.opened import Registry
from registry.usecases.asking import Rows, Table, ask
from registry.usecases.facts import Asked
from registry.usecases.tasks import level, main_capability


def said_tables(
    registry: Registry, batch: Sequence[BatchLine], answers: Sequence[LineAnswer], asked: Sequence[Asked]
) -> dict[str, Table]:
    """Return the tables ``bought``, ``titled``, ``bodies``, ``shown``, ``touched`` and ``stated``."""
    kinds, components, needs = registry.keep(("said",), lambda: _known(registry))
    tables: dict[str, Table] = defaultdict(list)
    for line, answer, item in zip(batch, answers, asked, strict=True):
        text = f"{line.title}. {line.description}"
        titled = list(kinds.said(line.title))
        bought = [match for match in item.reading.ranking.capabilities if match.id in needs.kinds]
        if titled or bought:
            tables["titled"] += [[line.id, kind] for kind in titled]
            tables["bought"] += [[line.id, ns.CAPABILITY + match.id, match.chance] for match in bought]
            tables["bodies"].append([line.id, item.province, level(line.proposer)])
            possible = {*titled, *(kind for match in bought for kind in needs.kinds[match.id])}
            tables["shown"] += [[line.id, *row] for row in needs.shown(text, possible)]
        if item.reading.nature == "software":
            capability = ns.CAPABILITY + (main_capability(item.reading) or "")
            tables["touched"] += [
                [line.id, component, words, capability, answer.verdict, item.province]
                for component, words in components.said(text).items()
            ]
        tables["stated"] += [[line.id, use.used, use.total, use.words] for use in stated(text)]
    return {name: tables[name] for name in ("bought", "titled", "bodies", "shown", "touched", "stated")}


def _known(registry: Registry) -> tuple[Phrases, Phrases, _Needs]:
    """Return the words of the kinds of purchase, of the shared components, and of the questions."""
    known = ask(registry, "lookup/phrases", {})
    needs = _Needs(known, ask(registry, "lookup/justified", {}))
    return _phrases(known, "Justification"), _phrases(known, "SharedComponent"), needs


class _Needs:
    """The kinds of purchase to be justified by capability, and their questions."""

    def __init__(self, known: Rows, justified: Rows) -> None:
        self.kinds: dict[str, list[str]] = defaultdict(list)
        for row in justified:
            self.kinds[ns.local_id(row["capability"], ns.CAPABILITY)].append(row["kind"])
        self._questions: dict[str, list[str]] = defaultdict(list)
        for row in known:
            if row["parent"] and row["thing"] not in self._questions[row["parent"]]:
                self._questions[row["parent"]].append(row["thing"])
        self._phrases = _phrases(known, "NeedQuestion")

    def shown(self, text: str, kinds: set[str]) -> Table:
        """Return each question of the kinds with whether the text says anything of it."""
        said = self._phrases.said(text)
        return [[question, question in said] for kind in sorted(kinds) for question in self._questions[kind]]


def _phrases(known: Rows, name: str) -> Phrases:
    return Phrases(
        (row["thing"], row["phrase"]) for row in known if row["class"] == ns.RS + name and row["phrase"]
    )
