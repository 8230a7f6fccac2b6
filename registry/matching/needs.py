"""From a line to what it asks for: the needs, the words that show each, and the platforms that match it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import numpy as np

from registry.matching import coverage
from registry.matching.evidence import softmax
from registry.matching.features import ASKED, length
from registry.matching.functions import unit
from registry.matching.matcher import Matcher
from registry.matching.nature import Signs, kind_of_work, speaks_of_linking, speaks_of_the_centre
from registry.matching.ranking import PlatformMatch, Ranking
from registry.matching.score import CONFIDENT, DIGITS, complete, logistic
from registry.model import Nature

BESIDE = 0.5
"""Least share of the best platform's chance for another to be taken as an answer too."""
SHOWN = 6
"""How many platforms and capabilities of a line are kept."""
PARTY = "cơ quan đảng"
"""Stands for any proposer that is a Party body."""
ANSWERS = 3
"""How many platforms are taken as answers of a line at most."""
LIKELIEST = 0.8
"""Least share of the best platform's chance for another to be about as likely an answer.

Of the training lines with a best one still to come and another in operation, most that are labelled as in
development lie under it, and most others over it.
"""
RECEIVES = 0.5
"""Least chance that a platform is the one meant, if any is, to be named as where digitised data belong.

Of the labelled lines of digitisation and of databases that ask for no software, three in four so named are
labelled with it (a count of 2026-12-01; matching learns nothing from these lines).
"""


@dataclass(frozen=True)
class Need:
    """A need of a line; ``platforms`` match it (ids, best first), ``likeliest`` those of them to go by.

    ``capability`` is empty where the words name no known business function. ``main``: asked by the line as a
    whole; the others are details that the matching platforms leave open, told by the clause (number ``part``)
    that shows them. ``chance``: that a platform meets it; of a detail, that not all of the line is done.
    """

    id: str
    part: int
    chance: float
    capability: str
    platforms: tuple[str, ...]
    likeliest: tuple[str, ...]
    main: bool


@dataclass(frozen=True)
class Reading:
    """What a line was understood to ask for.

    clear: false when it says too little. party: whether it, or who asks, speaks of bodies of the Party;
    central: whether its title speaks of the state as a whole or of its ministries. receiver: the platform
    where what it digitises likely belongs (id), empty for other lines and where that cannot be told.
    """

    nature: Nature
    clear: bool
    party: bool
    central: bool
    needs: tuple[Need, ...]
    ranking: Ranking
    answers: tuple[PlatformMatch, ...]
    own: tuple[PlatformMatch, ...]
    receiver: str = ""


@dataclass(frozen=True)
class Line:
    """What matching sees of a budget line."""

    title: str
    description: str = ""
    kind: str = ""
    proposer: str = ""

    def canonical(self, matcher: Matcher) -> Line:
        """Return the line as it is read: without quantities and names of places, and of the proposer only

        whether it is a Party body.
        """
        party = _speaks_of_party(matcher, self.proposer)
        return Line(
            matcher.reader.canonical(self.title),
            matcher.reader.canonical(self.description),
            self.kind,
            PARTY if party else "",
        )

    @property
    def whole(self) -> str:
        """Title and description together."""
        return f"{self.title}. {self.description}" if self.description else self.title


def read(matcher: Matcher, line: Line, absent: Collection[str] = ()) -> Reading:
    """Return the reading of a line, with the platforms that existed (all but ``absent``)."""
    ranking = matcher.rank(line.whole, absent, line.proposer, SHOWN)
    chances = asked_chances(matcher, line, ranking)
    asked = max(chances, key=lambda what: chances[what])
    nature: Nature = "software"
    if asked == "not_software":
        nature = kind_of_work(line.title, line.kind, matcher.encoder.nature_chances(ranking.meaning))
    answers, own = answering(matcher, ranking)
    needs = _needs(matcher, line, ranking, answers, chances["software"]) if nature == "software" else ()
    receiver = _receiver(matcher, ranking) if nature == "digitisation" else ""
    # Clauses and meaning are large and no longer needed.
    slim = replace(ranking, clauses=None, meaning=np.zeros(0, dtype=np.float32))
    party = _speaks_of_party(matcher, f"{line.proposer}. {line.whole}")
    central = speaks_of_the_centre(line.title)
    return Reading(nature, asked != "unclear", party, central, needs, slim, answers, own, receiver)


def _speaks_of_party(matcher: Matcher, text: str) -> bool:
    return matcher.reader.lexicon.speaks_of_party(matcher.reader.written(text))


def asked_chances(matcher: Matcher, line: Line, ranking: Ranking) -> dict[str, float]:
    """Return how likely a line or a search (a title alone) asks for each of `features.ASKED`."""
    chances = softmax(signs(matcher, line, ranking).vector() @ matcher.weights.asked)
    return dict(zip(ASKED, chances.tolist(), strict=True))


def signs(matcher: Matcher, line: Line, ranking: Ranking) -> Signs:
    """Return what tells what a line asks for."""
    best = central(matcher, ranking)
    title = matcher.reader.parts(line.title)
    words = [word for part in title for word in part.words]
    meaning = matcher.meaning(words)
    return Signs(
        title=line.title,
        kind=line.kind,
        title_work=matcher.encoder.work(meaning),
        whole_work=matcher.encoder.work(ranking.meaning),
        asked_work=sum(item.chance for item in ranking.capabilities if matcher.is_work(item.id)),
        title_length=length(matcher.weight(words)),
        whole_length=length(ranking.weight),
        described=ranking.clauses is not None and len(ranking.clauses.parts) > len(title),
        largest=ranking.capabilities[0].chance if ranking.capabilities else 0.0,
        answer=best[0].chance if best else 0.0,
        meaning=unit(meaning),
        titles=tuple(part.text for part in title),
        clauses=tuple(part.text for part in ranking.clauses.parts) if ranking.clauses else (),
        softness=1 - ranking.clauses.work if ranking.clauses else np.zeros(0, dtype=np.float32),
    )


def central(matcher: Matcher, ranking: Ranking) -> list[PlatformMatch]:
    """Return the national, Party and ministry platforms of a ranking, best first."""
    return [match for match in ranking.platforms if matcher.platforms[match.id].level != "provincial"]


def answering(
    matcher: Matcher, ranking: Ranking
) -> tuple[tuple[PlatformMatch, ...], tuple[PlatformMatch, ...]]:
    """Return the central platforms that are likely enough, and provinces' own systems of the same kind."""
    best = central(matcher, ranking)
    least = BESIDE * best[0].chance if best and ranking.answered >= CONFIDENT else 1.0
    answers = tuple(match for match in best if match.chance >= least and not match.refused)[:ANSWERS]
    asked = ranking.capabilities[0] if ranking.capabilities else None
    own = tuple(
        match
        for match in ranking.platforms
        if matcher.platforms[match.id].level == "provincial" and asked and match.capability == asked.id
    )
    return answers, own


def _receiver(matcher: Matcher, ranking: Ranking) -> str:
    """Return the central platform that a text is about, were it about any; empty where that is not clear."""
    best = central(matcher, ranking)
    return best[0].id if best and best[0].chance >= RECEIVES * ranking.answered else ""


def likeliest(answers: Sequence[PlatformMatch]) -> tuple[str, ...]:
    """Return the ids of the best of these answers (best first), and of those about as likely."""
    return tuple(match.id for match in answers if match.chance >= LIKELIEST * answers[0].chance)


def _needs(
    matcher: Matcher, line: Line, ranking: Ranking, answers: tuple[PlatformMatch, ...], software: float
) -> tuple[Need, ...]:
    """Return what the line asks for as a whole, and the details that the answering platforms leave open.

    ``software``: the chance that it asks for software at all.
    """
    if ranking.clauses is None:
        return ()
    best = ranking.capabilities[0]
    capability = (answers[0].capability if answers else None) or best.id
    main = Need(
        id=capability,
        part=0,
        chance=round(answers[0].chance if answers else best.chance, DIGITS),
        capability=capability,
        platforms=tuple(match.id for match in answers),
        likeliest=likeliest(answers),
        main=True,
    )
    if not answers:
        return (main,)
    met = matcher.met(ranking.clauses, main.platforms)
    odds = coverage.open_odds(met, matcher.weights.clause)
    sign = coverage.vector(line.title, met, odds, answers[0])
    full = logistic(float(sign @ matcher.weights.full))
    # Beside a platform that only takes data, one clause leaves the province's own part open, or connecting.
    own_part = len(met.share) == 1 and matcher.platforms[answers[0].id].use == "feeds"
    sure = complete(full, software * ranking.answered, answers[0].chance)
    if sure or (own_part and not speaks_of_linking(line.title)):
        return (main,)
    details = (
        Need(f"{capability}/{number}", number, round(1 - full, DIGITS), "", (), (), False)
        for number in coverage.left_open(met, odds)
    )
    return (main, *details)
