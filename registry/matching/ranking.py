"""What matching says of a text: shapes only."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from registry.matching.index import Phrase
from registry.matching.reading import Part
from registry.matching.vocabulary import Floats, Ints


@dataclass(frozen=True)
class CapabilityMatch:
    """A capability for a text: the chance that it is asked for, and the phrase that is closest."""

    id: str
    chance: float
    phrase: Phrase


@dataclass(frozen=True)
class PlatformMatch:
    """A platform for a text, and the chance that it is the answer.

    named: the text holds one of its names. foreign: it is for Party bodies, of which the text does not speak.
    ``capability`` is the likeliest one that it offers; ``own`` its closest name or function; ``said`` the
    closest way to say that capability, where it is closer; ``not_for`` what it is known not to do, where the
    text is closer to that. refused: that holds all that the text says, so this is no answer.
    """

    id: str
    chance: float
    named: bool
    foreign: bool
    capability: str | None
    said: Phrase | None
    own: Phrase
    not_for: str | None
    refused: bool


@dataclass(frozen=True)
class Clauses:
    """The clauses of a text, each with how likely it asks for each capability (clauses by capabilities).

    ``shares``: each one's share of what the text says. ``meanings``: their vectors of meaning. ``work``: how
    likely each speaks of goods or work, not of software; ``covers``: the share of its words that each target
    of the index has (clauses by targets).
    """

    parts: tuple[Part, ...]
    chances: Floats
    shares: Floats
    meanings: Floats
    work: Floats
    covers: Floats


@dataclass(frozen=True)
class Ranking:
    """Platforms and capabilities for a text, best first.

    ``weight`` tells how much the text says, ``meaning`` is its vector, ``answered`` the chance that any
    central platform answers it.
    """

    clauses: Clauses | None
    platforms: tuple[PlatformMatch, ...]
    capabilities: tuple[CapabilityMatch, ...]
    weight: float
    meaning: Floats
    answered: float


@dataclass(frozen=True)
class Evidence:
    """Features before they are weighed: of each capability and each platform, and of no answer.

    ``capability_columns`` and ``platform_numbers`` say which rows of `offers.Offers` they are of;
    ``closest_said`` and ``own`` are numbers of phrases; ``offered`` is the place of a platform's likeliest
    capability among the columns, -1 for none; ``by_itself``: whether a platform's own words are closer than
    those of that capability; ``chances`` are those of the capabilities.
    """

    capability_columns: Ints
    capability: Floats
    closest_said: Ints
    platform_numbers: Ints
    platform: Floats
    offered: Ints
    own: Ints
    by_itself: npt.NDArray[np.bool_]
    silence: Floats
    chances: Floats
    meaning: Floats
    weight: float
    clauses: Clauses


@dataclass(frozen=True)
class Met:
    """For each clause of a text, how it is met by some platforms; all but ``words`` and ``vectors`` 0 to 1.

    ``likely``: it asks for a capability that they offer; ``meaning``: closeness in meaning of their closest
    function; ``nobody``: it asks for what no central platform offers; ``work``: it asks for goods or work;
    ``excluded``: closeness in meaning of what the first of them is known not to do; ``excluded_words``: the
    share that it has of the telling words of one such thing; ``own_words``, ``offered_words``: the share of
    its words that one of them has, or one of the capabilities that they offer; ``share``: its share of what
    the text says, 0 for one that only tells how much a system is used; ``words``: how many it has;
    ``seldom``: whether it speaks of each of `features.SAID`; ``vectors``: its vector of meaning, length one.
    """

    likely: Floats
    meaning: Floats
    nobody: Floats
    work: Floats
    excluded: Floats
    excluded_words: Floats
    own_words: Floats
    offered_words: Floats
    share: Floats
    words: Ints
    seldom: Floats
    vectors: Floats
