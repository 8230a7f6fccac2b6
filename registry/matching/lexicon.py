"""Short forms and what they stand for, and words that alone do not say what is asked (``lexicon.yaml``)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files

import yaml

from registry.ids import fold
from registry.matching.text import marked, syllables

Words = tuple[str, ...]
_WRITTEN = re.compile(r"[^\W\d_]+")
_START, _END = "<", ">"
_SIGNS = {"NUMBER": r"\d+", "START": _START, "END": _END}


@dataclass(frozen=True)
class Lexicon:
    """Words with a known part, as ``lexicon.yaml`` lists them.

    abbreviations: short form → the full texts that it may stand for. generic: phrases without content;
    telling: phrases with content although their words have none. party: words that show that Party bodies
    are meant. remarks: patterns of clauses on money, documents or sources, compared without diacritics.
    context: patterns of words that say where, for whom in general or when, as they are written.
    """

    abbreviations: dict[str, tuple[str, ...]]
    generic: tuple[str, ...]
    telling: tuple[str, ...] = ()
    party: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    context: tuple[str, ...] = ()

    @classmethod
    def shipped(cls) -> Lexicon:
        """Return the lexicon of the package."""
        text = files(__package__).joinpath("lexicon.yaml").read_text(encoding="utf-8")
        body = yaml.load(text, yaml.CSafeLoader)
        full = {
            short: tuple(meant) if isinstance(meant, list) else (meant,)
            for short, meant in body["abbreviations"].items()
        }
        return cls(
            full,
            (*body["empty"], *body["generic"]),
            tuple(body["telling"]),
            tuple(body["party"]),
            tuple(body["remarks"]),
            tuple(pattern.replace("BODIES", f"({body['bodies']})") for pattern in body["context"]),
        )

    @cached_property
    def expansions(self) -> dict[str, tuple[Words, ...]]:
        """Folded short form → what it may stand for, in marked words."""
        return {
            fold(short): tuple(tuple(marked(word) for word in syllables(text)) for text in full)
            for short, full in self.abbreviations.items()
        }

    @cached_property
    def _remark(self) -> re.Pattern[str]:
        return re.compile("|".join(self.remarks) or "(?!)")

    def is_remark(self, clause: str) -> bool:
        """Return whether a clause speaks of money, documents or sources, not of what is asked."""
        return bool(self._remark.search(fold(clause)))

    @cached_property
    def _context(self) -> re.Pattern[str]:
        read = [
            _WRITTEN.sub(lambda word: _SIGNS.get(word[0]) or marked(word[0]), text) for text in self.context
        ]
        return re.compile(f"(?<= )(?:{'|'.join(read) or '(?!)'})(?= )")

    def without_context(self, words: Sequence[str]) -> list[str]:
        """Return the marked words of a clause without those of `context`."""
        kept = self._context.sub("", f" {_START} {' '.join(words)} {_END} ").split()
        return [word for word in kept if word not in (_START, _END)]

    @cached_property
    def _party(self) -> tuple[str, ...]:
        return tuple(f" {' '.join(marked(word) for word in syllables(text))} " for text in self.party)

    def speaks_of_party(self, words: Sequence[str]) -> bool:
        """Return whether marked words speak of the Party or its bodies."""
        text = f" {' '.join(words)} "
        return any(phrase in text for phrase in self._party)

    @cached_property
    def _telling(self) -> frozenset[Words]:
        return frozenset(tuple(marked(word) for word in syllables(text)) for text in self.telling)

    @cached_property
    def _phrases(self) -> dict[str, list[Words]]:
        """Generic and telling phrases by their first word, the longest first."""
        table: dict[str, list[Words]] = {}
        for text in sorted((*self.telling, *self.generic), key=lambda item: -len(item.split())):
            words = tuple(marked(word) for word in syllables(text))
            table.setdefault(words[0], []).append(words)
        return table

    def specific(self, words: Sequence[str]) -> set[str]:
        """Return the marked words that belong to a telling phrase, or to no generic one and are no number."""
        found: set[str] = set()
        position = 0
        while position < len(words):
            phrase: Words = ()
            for item in self._phrases.get(words[position], ()):
                if tuple(words[position : position + len(item)]) == item:
                    phrase = item
                    break
            if phrase in self._telling:
                found.update(phrase)
            elif not phrase and not words[position].isdigit():
                found.add(words[position])
            position += len(phrase) or 1
        return found
