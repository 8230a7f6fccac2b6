"""Fit the weights of `registry.matching.score` on labelled searches and lines.

The examples (``tests/data/hands/train-*.jsonl``, and ``work-*.jsonl`` for what lines ask for) stand in no
index; the development and validation sets are not read. 1. Capabilities: weights that make a capability of a
right platform likely. 2. Platforms: conditional logit (McFadden 1974) over the candidates and "nobody".
3. Chances: logistic regressions from what speaks for any platform and for nobody, and for one platform and
for the others. 4. What a line asks for, and whether platforms do all of it: logistic regressions.
Deterministic; two minutes. Run by ``make train``.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression

import registry.matching as matching
from ontology import namespaces as ns
from registry.bootstrap import open_registry
from registry.config import Settings
from registry.matching.features import (
    ASKED,
    CAPABILITY,
    CLAUSE,
    LINE,
    PART,
    PLATFORM,
    SILENCE,
)
from registry.matching.matcher import Matcher
from registry.matching.needs import SHOWN, Line, answering, signs
from registry.matching.ranking import Evidence, Ranking
from registry.matching.score import Weights, of_others, together
from registry.matching.vocabulary import Floats
from registry.opened import Registry
from registry.usecases.asking import Table, ask
from registry.usecases.cards import RUNNING, absent, platform_cards
from tests.bench.fitting import PENALTY, Loss, fit, logistic_loss, named
from tests.bench.train_coverage import Judged, coverage_weights

HANDS = Path(__file__).parents[1] / "data" / "hands"
TODAY = "2026-11-23"
ANSWERED = ("covered", "partly", "in_development")
FOLDS = 5
UNANSWERED = (0.45, 1.0)
"""How many times a search and a line without an answer count: more were written than reviewers ask."""
SOFTNESS = 1.0
"""Inverse penalty of the regression on what a line asks for."""
MIXED = 0.4
"""How many times a line of ``train-mixed-*`` counts in what lines ask for and whether all of it is done.

They are of work or goods beside software, or of software that is only mentioned: a fifth of the training lines of
that kind, and a tenth or less of what bodies propose.
"""
WORK = 0.3
"""How many times a line of ``work-*`` counts in what lines ask for.

They are of goods and work in words near to software, and of software in words near to these: more of both
than bodies propose. Whether a platform answers them is not labelled.
"""


@dataclass(frozen=True)
class Example:
    """A labelled text: the platforms that answer it, and those that may be shown beside them."""

    text: str
    asker: str | None
    as_of: str
    primary: frozenset[str]
    also: frozenset[str]


@dataclass(frozen=True)
class Choice:
    """The candidates of an example: features, which are right, which count (not merely acceptable).

    ``often``: how many times the example counts.
    """

    platform: Floats
    silence: Floats
    right: np.ndarray[Any, Any]
    counts: np.ndarray[Any, Any]
    shown: np.ndarray[Any, Any]
    often: float


def read(*patterns: str) -> Iterator[dict[str, Any]]:
    """Yield the labelled rows of the files that match."""
    for file in sorted(file for pattern in patterns for file in HANDS.glob(pattern)):
        yield from map(json.loads, file.read_text(encoding="utf-8").splitlines())


def examples() -> Iterator[Example]:
    """Yield the labelled searches, and the lines that ask for software."""
    for row in read("train-*.jsonl"):
        if row["verdict"] != "not_software":
            text = row["query"] if "query" in row else Line(row["title"], row["description"]).whole
            primary = row["primary"] if row["verdict"] in ANSWERED else []
            asker, as_of = row.get("proposer"), row.get("as_of", TODAY)
            yield Example(text, asker, as_of, frozenset(primary), frozenset(row["also"]))


def look(registry: Registry, example: Example) -> Evidence:
    """Return the evidence for an example."""
    found = registry.matcher.evidence(example.text, absent(registry, example.as_of), example.asker)
    if found is None:
        raise ValueError(f"no words: {example.text}")
    return found


def logit_loss(groups: list[tuple[Floats, np.ndarray[Any, Any]]], counts: Sequence[float]) -> Loss:
    """Return the loss of a conditional logit: each group is (rows of features, which rows are right), and counts

    as many times as ``counts`` says.
    """

    def loss(weights: Floats) -> tuple[float, Floats]:
        total, slope = 0.0, np.zeros_like(weights)
        for (rows, right), often in zip(groups, counts, strict=True):
            scores = rows @ weights
            scores = np.exp(scores - scores.max())
            share, good = scores / scores.sum(), np.where(right, scores, 0.0)
            total -= often * np.log(good.sum() / scores.sum() + 1e-12)
            slope -= often * (rows.T @ (good / max(good.sum(), 1e-12) - share))
        count = sum(counts)
        return total / count + PENALTY * float(weights @ weights), slope / count + 2 * PENALTY * weights

    return loss


def capability_weights(
    matcher: Matcher, found: list[tuple[Example, Evidence]], names: tuple[str, ...]
) -> Floats:
    """Return the weights of the named capability features."""
    kept = [CAPABILITY.index(name) for name in names]
    groups = []
    for example, evidence in found:
        places = [matcher.offers.number[key] for key in example.primary]
        if not places:
            continue
        right = matcher.offers.offers[places][:, evidence.capability_columns].any(axis=0)
        if right.any():
            groups.append((evidence.capability[:, kept], right))
    rows = np.concatenate([rows for rows, _ in groups])
    spread = rows.std(axis=0) + 1e-6
    scaled = [(rows / spread, right) for rows, right in groups]
    return fit(logit_loss(scaled, [1.0] * len(scaled)), names) / spread


def choice(matcher: Matcher, example: Example, evidence: Evidence) -> Choice:
    """Return the candidates of an example with their labels; a province's own system is never right."""
    ids = [matcher.offers.platforms[number] for number in evidence.platform_numbers]
    right = np.array([key in example.primary for key in ids])
    central = evidence.platform[:, PLATFORM.index("provincial")] == 0
    beside = np.array([key in example.also for key in ids]) & central & bool(example.primary)
    often = 1.0 if example.primary else UNANSWERED[example.asker is not None]
    return Choice(evidence.platform, evidence.silence, right, ~beside, right | beside, often)


def platform_weights(choices: list[Choice]) -> tuple[Floats, Floats]:
    """Return the weights of the platform features and of silence."""
    rows = np.concatenate([item.platform for item in choices])
    quiet = np.array([item.silence for item in choices])
    spread, quiet_spread = rows.std(axis=0) + 1e-6, quiet.std(axis=0) + 1e-6
    spread[PLATFORM.index("bias")] = quiet_spread[SILENCE.index("bias")] = 1.0
    width = len(PLATFORM)
    groups = []
    for item in choices:
        table = np.zeros((int(item.counts.sum()) + 1, width + len(SILENCE)))
        table[:-1, :width] = item.platform[item.counts] / spread
        table[-1, width:] = item.silence / quiet_spread
        right = item.right[item.counts]
        groups.append((table, np.append(right, not item.right.any())))
    fitted = fit(logit_loss(groups, [item.often for item in choices]), (*PLATFORM, *SILENCE))
    return fitted[:width] / spread, fitted[width:] / quiet_spread


def calibration(choices: list[Choice], platform: Floats) -> Floats:
    """Return slope, counter-slope and offset of the chance that a platform is right where any answers.

    From the three best candidates of each example that has an answer.
    """
    rows, labels = [], []
    for item in choices:
        if not item.right.any():
            continue
        evidence = item.platform @ platform
        others = of_others(evidence)
        for place in np.argsort(-evidence, kind="stable")[:3]:
            rows.append([evidence[place], -others[place], 1.0])
            labels.append(bool(item.shown[place]))
    loss = logistic_loss(np.array(rows), np.array(labels), np.ones(len(rows)), 0.0)
    return fit(loss, ("slope", "against", "offset"))


@dataclass(frozen=True)
class LabelledLine:
    """A labelled line, how it was ranked at its date, and the platforms that ran then."""

    line: Line
    verdict: str
    uncovered: tuple[str, ...]
    ranking: Ranking
    running: frozenset[str]
    often: float = 1.0


def lines(registry: Registry, often: float, *patterns: str) -> list[LabelledLine]:
    """Return the labelled lines of the files that match, ranked; each counts so many times."""
    found = []
    for row in read(*patterns):
        line = Line(row["title"], row["description"], row["kind"], row["proposer"])
        day = row["as_of"]
        ranking = registry.matcher.rank(line.whole, absent(registry, day), line.proposer, SHOWN)
        cards = platform_cards(registry, (match.id for match in ranking.platforms), day)
        running = frozenset(key for key, card in cards.items() if card["status"] in RUNNING)
        found.append(LabelledLine(line, row["verdict"], tuple(row["uncovered"]), ranking, running, often))
    return found


def searches(registry: Registry) -> list[LabelledLine]:
    """Return the labelled searches, ranked, as lines that are a title alone."""
    found = []
    for row in read("train-searches-*.jsonl"):
        ranking = registry.matcher.rank(row["query"], absent(registry, TODAY), limit=SHOWN)
        found.append(LabelledLine(Line(row["query"]), row["verdict"], (), ranking, frozenset()))
    return found


def line_weights(
    matcher: Matcher, labelled: list[LabelledLine], searched: list[LabelledLine]
) -> tuple[dict[str, Any], Floats]:
    """Return the weights that tell what a line or a search asks for, by name, and those of its title's meaning.

    Every line is seen with and without its stated kind.
    """
    rows, asked, often = [], [], []
    for item in labelled:
        sign = signs(matcher, item.line, item.ranking)
        for seen in (sign, replace(sign, kind="")):
            rows.append(seen.vector())
            asked.append(item.verdict if item.verdict in ("not_software", "unclear") else "software")
            often.append(item.often)
    for item in searched:
        rows.append(signs(matcher, item.line, item.ranking).vector())
        asked.append("unclear" if item.verdict == "unclear" else "software")
        often.append(item.often)
    regression = LogisticRegression(C=SOFTNESS, max_iter=5000, fit_intercept=False)
    fitted = regression.fit(np.array(rows), asked, sample_weight=often)
    table = {str(what): weights for what, weights in zip(fitted.classes_, fitted.coef_, strict=True)}
    meaning = np.array([table[what][len(LINE) :] for what in ASKED], dtype=np.float32).T
    return {what: named(LINE, weights[: len(LINE)]) for what, weights in table.items()}, meaning


def judged(registry: Registry, labelled: list[LabelledLine]) -> Iterator[Judged]:
    """Yield the lines that tell whether platforms do all of a line: those whose best platform runs.

    One to which provincial bodies only send data never covers a line, whatever it does, and none covers what
    a province may run itself.
    """
    matcher = registry.matcher
    choices = left_to_provinces(registry)
    for item in labelled:
        answers, _ = answering(matcher, item.ranking)
        if item.verdict in ("not_software", "unclear") or not answers or answers[0].id not in item.running:
            continue
        clauses = item.ranking.clauses
        if answers[0].capability in choices:
            continue
        if clauses is not None and matcher.platforms[answers[0].id].use not in ("feeds", "none"):
            met = matcher.met(clauses, [match.id for match in answers])
            texts = [part.text for part in clauses.parts]
            yield Judged(
                item.line,
                item.verdict,
                item.uncovered,
                texts,
                met,
                answers[0],
                item.ranking.answered,
                item.often,
            )


def left_to_provinces(registry: Registry) -> set[str]:
    """Return the capabilities of which the law lets a province run a system itself."""
    needs: Table = [[key, key, ns.CAPABILITY + key, True] for key in registry.matcher.capabilities]
    return {row["line"] for row in ask(registry, "findings/local-choice", {"needs": needs, "asOf": TODAY})}


def answered_weights(choices: list[Choice], platform: Floats, silence: Floats) -> Floats:
    """Return slope and offset of the chance that any central platform answers."""
    central = PLATFORM.index("provincial")
    ahead = [
        together(item.platform[item.platform[:, central] == 0] @ platform) - float(item.silence @ silence)
        for item in choices
    ]
    right = [bool(item.right.any()) for item in choices]
    often = [item.often for item in choices]
    fitted = LogisticRegression(C=1e4).fit(np.array(ahead)[:, None], right, sample_weight=often)
    return np.array([fitted.coef_[0, 0], fitted.intercept_[0]])


def left_out(choices: list[Choice]) -> str:
    """Return how often the right platform, or rightly none, comes first on the folds left out of the fit."""
    first = answerable = quiet = 0
    for number in range(FOLDS):
        platform, silence = platform_weights([c for i, c in enumerate(choices) if i % FOLDS != number])
        for item in choices[number::FOLDS]:
            evidence = np.append(item.platform @ platform, item.silence @ silence)
            answerable += bool(item.right.any())
            first += bool(item.right[int(evidence[:-1].argmax())])
            quiet += bool(evidence[-1] < evidence[:-1].max()) == bool(item.right.any())
    return (
        f"right platform first {first / answerable:.3f}, answered or not rightly {quiet / len(choices):.3f}"
    )


def main() -> None:
    """Fit one table after the other, each with those before it, and write ``weights.json``."""
    path = Path(matching.__file__).with_name("weights.json")
    with open_registry(Settings.from_env()) as registry:
        matcher = registry.matcher
        body = json.loads(path.read_text(encoding="utf-8"))
        meaning = np.zeros((matcher.encoder.size, len(ASKED)), dtype=np.float32)
        clause = np.zeros(matcher.encoder.size, dtype=np.float32)
        labelled = list(examples())
        found = [(example, look(registry, example)) for example in labelled]
        for name, names in (("capability", CAPABILITY), ("part", PART)):
            body[name] = named(names, capability_weights(matcher, found, names))
        matcher.weights = Weights.of(body, meaning, clause)
        choices = [choice(matcher, example, look(registry, example)) for example in labelled]
        platform, silence = platform_weights(choices)
        body |= {"platform": named(PLATFORM, platform), "silence": named(SILENCE, silence)}
        body["chance"] = named(("slope", "against", "offset"), calibration(choices, platform))
        body["answered"] = named(("slope", "offset"), answered_weights(choices, platform, silence))
        matcher.weights = Weights.of(body, meaning, clause)
        ranked = [
            *lines(registry, 1.0, "train-lines-*.jsonl", "train-titles-*.jsonl"),
            *lines(registry, MIXED, "train-mixed-*.jsonl"),
        ]
        work = lines(registry, WORK, "work-*.jsonl")
        body["asked"], meaning = line_weights(matcher, [*ranked, *work], searches(registry))
        weights, body["full"], full = coverage_weights(list(judged(registry, ranked)))
        body["clause"], clause = named(CLAUSE, weights[: len(CLAUSE)]), weights[len(CLAUSE) :]
        body["fitted_on"] = f"{len(labelled)} labelled searches and lines"
        body["left_out"] = f"{left_out(choices)}, {full}"
    path.write_text(json.dumps(body, indent=2) + "\n", encoding="utf-8")
    np.savez(
        path.with_name("asked.npz"), meaning=meaning.astype(np.float16), clause=clause.astype(np.float16)
    )
    print(json.dumps(body, indent=2))


if __name__ == "__main__":
    main()
