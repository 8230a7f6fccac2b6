"""From a line to what it asks for: the needs, each with the words that show it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from registry.matching.matcher import CapabilityMatch, Matcher, PlatformMatch, Ranking
from registry.matching.nature import nature, says_software
from registry.matching.score import CERTAIN, says_enough
from registry.matching.text import clauses
from registry.model import Nature

DESCRIPTION_WEIGHT = 0.4
"""What a word of the description counts beside a word of the title."""
CLAUSE_CONFIDENT = 0.8
"""Least chance for a clause of the description to be a need of its own."""
TELLING = 12.0
"""Least weight of a description that makes up for a title that says nothing."""
RIVAL = 0.05
"""How much better another capability may fit before the platform is no longer taken for the answer."""
OWN_WORDS = ("name", "alias", "function")
"""Phrases in which a platform speaks of itself, not of a capability."""


@dataclass(frozen=True)
class Need:
    """A need of a line: a capability, or a platform that the line names; ``words`` show it."""

    id: str
    label: str
    words: str
    share: float
    capability: str | None = None
    platform: str | None = None
    main: bool = True


@dataclass(frozen=True)
class Reading:
    """What a line was understood to ask for. ``clear`` is false when it says too little."""

    nature: Nature
    needs: tuple[Need, ...]
    ranking: Ranking
    clear: bool


def read(matcher: Matcher, title: str, description: str = "", kind: str = "") -> Reading:
    """Return the reading of a line from its title, description and stated kind."""
    parts = [(title, 1.0)] + ([(description, DESCRIPTION_WEIGHT)] if description else [])
    ranking = matcher.rank(*parts)
    alone = matcher.rank((title, 1.0)) if description else ranking
    clear = says_enough(alone.weight) or ranking.weight - alone.weight >= TELLING
    asked = nature(title, kind)
    if asked == "software" and says_software(title, kind):
        alone, ranking = (_software_only(matcher, item) for item in (alone, ranking))
    needs = [need for need in (_main(matcher, alone, ranking, title),) if need]
    for clause in clauses(description):
        found = _clause(matcher, clause)
        if found and needs and _fits(matcher, found, needs):
            needs.append(found)
    return Reading(asked, tuple(needs), ranking, clear)


def _software_only(matcher: Matcher, ranking: Ranking) -> Ranking:
    """Leave out work, devices and courses that sound like the software which the line asks for."""
    software = (item for item in ranking.capabilities if matcher.capabilities[item.id].nature == "software")
    return replace(ranking, capabilities=tuple(software))


def _main(matcher: Matcher, alone: Ranking, whole: Ranking, title: str) -> Need | None:
    """Return the need of the title: read alone, or together with its description, whichever is surer."""
    options = [need for ranking in (alone, whole) if (need := best_need(matcher, ranking, title))]
    return max(options, key=lambda need: need.share, default=None)


def best_need(matcher: Matcher, ranking: Ranking, words: str) -> Need | None:
    """Return the likeliest need behind a ranking, or None when nothing is likely enough."""
    capability = next(iter(ranking.capabilities), None)
    platform = next(
        (match for match in ranking.platforms if matcher.platforms[match.id].level != "provincial"), None
    )
    if platform and platform.score < CERTAIN:
        platform = None
    if platform and platform.features.rival < RIVAL:
        agrees = capability is None or platform.capability == capability.id
        if agrees or platform.phrase.kind in OWN_WORDS:
            return _answered(matcher, platform, words)
    if capability and capability.chance >= CERTAIN:
        return _asked(matcher, capability, words, main=True)
    return _answered(matcher, platform, words) if platform else None


def _asked(matcher: Matcher, match: CapabilityMatch, words: str, main: bool) -> Need:
    label = matcher.capabilities[match.id].label
    return Need(match.id, label, words, round(match.chance, 4), match.id, None, main)


def _answered(matcher: Matcher, match: PlatformMatch, words: str) -> Need:
    """Return the need that a platform answers: a capability that it offers, or the platform by name."""
    facts = matcher.platforms[match.id]
    key = match.capability
    if match.phrase.kind == "function":
        key = next((capability for text, capability in facts.functions if text == match.phrase.text), key)
    if match.features.named or not key or matcher.capabilities[key].supporting:
        return Need(f"platform-{match.id}", facts.name, words, round(match.score, 4), None, match.id)
    return Need(key, matcher.capabilities[key].label, words, round(match.score, 4), key)


def _fits(matcher: Matcher, found: Need, needs: list[Need]) -> bool:
    """Whether a clause's need is new and of the sector of the line: words out of context mislead."""
    if any(found.capability == need.capability for need in needs):
        return False
    sectors = {matcher.capabilities[need.capability].sector for need in needs if need.capability}
    return matcher.capabilities[found.capability or ""].sector in sectors


def _clause(matcher: Matcher, clause: str) -> Need | None:
    ranking = matcher.rank((clause, 1.0))
    if not says_enough(ranking.weight) or not ranking.capabilities:
        return None
    best = ranking.capabilities[0]
    if best.chance < CLAUSE_CONFIDENT:
        return None
    return _asked(matcher, best, clause, main=False)
