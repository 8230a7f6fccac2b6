"""What speaks for and against an answer to a text; each a small number with a plain meaning.

The docstring of a table is its public explanation; the weights are in ``weights.json``.
"""

from __future__ import annotations

import math

import numpy as np

from registry.matching.vocabulary import Floats
from registry.model import Nature

CAPABILITY = ("trained", "middle", "closest", "cover", "unsaid_work", "despite_work")
"""Evidence for a capability.

trained: how likely it is by the trained reading (logarithm, from -12).
middle: closeness of the middle of all ways to say it (0 to 1).
closest: closeness of the closest way to say it (0 to 1).
cover: share of the text's weight that the ways to say it cover (0 to 1).
unsaid_work: 1 for work or goods (digitisation, devices ...) of which the text has no word.
despite_work: 1 for software when the text opens with words of work or goods.
"""

PLATFORM = (
    "log_likely", "own_middle", "own_cover", "own_meaning", "trained", "named", "excluded", "focus", "shared",
    "first_part", "best_part", "provincial", "closed", "feeds", "own_instance", "mandatory", "party", "bias",
)  # fmt: skip
"""Evidence for a platform.

log_likely: how likely the likeliest capability that it offers is asked for (logarithm).
own_middle, own_cover: closeness of the middle of its own names and functions; share of the text they cover.
own_meaning: closeness in meaning of its closest function (cosine).
trained: how likely it is by the trained reading (logarithm, from -12).
named: 1 when the text holds one of its names.
excluded: how much closer the text is in meaning to what it is known not to do than to what it does.
focus: share of its functions that are of that capability.
shared: logarithm of how many central platforms offer that capability.
provincial: 1 for a province's own system.
party: 1 for a platform of Party bodies when neither the text nor who asks speaks of the Party.
closed, feeds, own_instance: 1 where provincial bodies do not work in it, only send data, run a copy.
mandatory: 1 where its use is ordered.
first_part, best_part: how likely the first clause of the text, and the clause that suits best, ask for a
capability that it offers.
"""

SILENCE = (
    "nobody", "nobody_part", "duty", "duty_link", "duty_central", "largest", "length", "foreign", "budget",
    "most_cover", "most_meaning", "most_first_part", "most_excluded", "budget_nobody", "budget_nobody_part",
    "budget_largest", "budget_length", "bias",
)  # fmt: skip
"""Evidence that no platform is an answer.

nobody, nobody_part: how likely a capability is asked for that no central platform offers, by the whole text
and by its first clause.
duty: how likely one is that each province runs itself by law; duty_link, duty_central: the same where the
text speaks of connecting systems, of which one may be national, and where it speaks of the state as a whole.
largest: how likely the likeliest capability is.
length: logarithm of how much the text says.
foreign: 1 for a text that is not in Vietnamese, for which fewer ways to say things are known.
most_cover, most_meaning, most_first_part, most_excluded: the largest own_cover, own_meaning, first_part and
excluded (`PLATFORM`) of any central platform.
budget: 1 for a line of a budget, 0 for a search; budget_x: x where it is 1, because a line says much beside
what it asks for.
"""

PART = ("trained", "middle", "cover", "unsaid_work", "despite_work")
"""Evidence for a capability by one clause of a text; as in `CAPABILITY`."""

ASKED = ("software", "not_software", "unclear")
"""What a line or a search may ask for."""
WORK: tuple[Nature, ...] = ("digitisation", "hardware", "service", "training")
"""What is not software."""
WORK_WORDS = (*WORK, "goods", "labour")
"""The patterns of words of work or goods."""
PATTERNS = ("software", *WORK, "goods", "labour", "paper", "link", "central", "more", "counted")
"""The patterns of ``natures.yaml``."""
KINDS = (
    "software", "upgrade", "database", "security", "digitisation", "hardware", "service", "training",
    "video-conference", "other",
)  # fmt: skip
"""The kinds that a batch may state."""

LINE = (
    *(f"has_{name}" for name in PATTERNS),
    *(f"opens_{name}" for name in PATTERNS),
    *(f"kind_{name}" for name in KINDS),
    "kind_unknown", "title_work", "whole_work", "asked_work", "title_length", "whole_length", "described",
    "largest", "answer", "heads_work", "heads_software", "builds", "builds_kind", "builds_work",
    "builds_after", "only_work", "only_used", "softest", "softest_later", "bias",
)  # fmt: skip
"""Evidence for what a line asks for.

has_x, opens_x: whether the title has, or begins with, words of that kind (``natures.yaml``).
kind_x: the kind stated in the batch.
title_work, whole_work: how likely the title, or the whole line, asks for work or goods (trained reading).
asked_work: how likely a capability is asked for that is work or goods.
title_length, whole_length: how much they say (logarithm).
described: whether a description says more than the title.
largest, answer: how likely the likeliest capability is, and the likeliest central platform.
heads_work, heads_software: whether the title begins with words of work or goods, or of software.
builds: 1 when a clause of the title begins with software that is bought or built; builds_kind, builds_work,
builds_after: 1 when any clause does, of software that is not said to be there already, beside a stated kind
that is work or goods, words of these in the title, or a title that opens with them; only_work, only_used: 1
when none does, beside words of work or goods in the title, or software that is only used.
softest, softest_later: how likely any clause, and any but the first, asks for software (trained reading).
"""

SAID = ("hardware", "money", "messages")
"""The patterns of ``natures.yaml`` for what platforms seldom do."""

CLAUSE = (
    "meaning", "likely", "nobody", "work", "excluded", "excluded_words", "own_words", "offered_words",
    "share", "first", "length", *SAID, "bias",
)  # fmt: skip
"""Evidence that a clause of a line asks for what the platforms that answer it leave open.

meaning: closeness in meaning of their closest function (cosine).
likely: how likely it asks for a capability that they offer; nobody: for one that no central platform offers.
work: how likely it asks for goods or work.
excluded: closeness in meaning of what the best of them is known not to do (0 where nothing is known);
excluded_words: the share that the clause has of the telling words of one such thing.
own_words, offered_words: share of its words that the names and functions of one of them have, or the ways to
say one of the capabilities that they offer.
share: logarithm of its share of what the text says; length: of its number of words.
first: 1 for the first clause, which says what is asked for as a whole.
hardware, money, messages: 1 where it speaks of devices, of money that changes hands, of messages to people.
"""

COVERAGE = (
    "worst",
    "two_worst",
    "all_met",
    "most_nobody",
    "clauses",
    "link",
    "more",
    "chance",
    "named",
    "bias",
)
"""Evidence that all of a line is done by the platforms that answer it.

worst, two_worst: log odds that the clause most likely left open is met, and the mean of two such; all_met:
logarithm of the chance that every clause is met, each judged by itself.
most_nobody: how likely any clause asks for what nobody offers.
clauses: logarithm of their number.
link, more: words of connecting, or of adding, in the title.
chance: of the best platform; named: 1 when the text holds its name.
"""

SPEAKS_FOR = frozenset(
    (
        "log_likely", "own_middle", "own_cover", "own_meaning", "trained", "named", "focus", "first_part",
        "best_part", "nobody", "nobody_part", "duty", "worst", "two_worst", "all_met", "chance",
    )
)  # fmt: skip
"""Features that can only speak for what they are evidence of: their weights are not negative."""
SPEAKS_AGAINST = frozenset(
    (
        "unsaid_work", "despite_work", "excluded", "provincial", "closed", "party", "duty_link",
        "duty_central", "most_nobody", "link",
    )
)  # fmt: skip
"""Features that can only speak against it: their weights are not positive."""

FLOOR = -12.0
"""The least logarithm of a chance that is told apart."""


def length(weight: float) -> float:
    """Return the length feature for a text of this whole weight."""
    return math.log1p(weight) / 5.0


def floored(log_chances: Floats) -> Floats:
    """Return logarithms of chances, none under `FLOOR`."""
    return np.maximum(log_chances, np.float32(FLOOR))
