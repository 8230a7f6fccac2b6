"""Words that are opened (abbreviations) or carry no content (boilerplate), read from ``lexicon.yaml``."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files

import yaml

from registry.ids import fold

_Phrases = dict[str, list[tuple[tuple[str, ...], tuple[str, ...]]]]


@dataclass(frozen=True)
class Lexicon:
    """``abbreviations``: folded short form → full Vietnamese text.

    ``leading``: verbs without content at the start of a title. ``anywhere``: words without content.

    ``generic``: words that alone do not say what is asked for.
    """

    abbreviations: dict[str, str]
    leading: tuple[str, ...]
    anywhere: tuple[str, ...]
    generic: tuple[str, ...] = ()
    synonyms: tuple[tuple[str, str], ...] = ()
    """(said, meant): regional and everyday words, and the word that records use."""

    @classmethod
    def shipped(cls) -> Lexicon:
        """Return the lexicon of the package."""
        text = files(__package__).joinpath("lexicon.yaml").read_text(encoding="utf-8")
        body = yaml.load(text, yaml.CSafeLoader)
        abbreviations = {fold(short): full for short, full in body["abbreviations"].items()}
        synonyms = tuple(body["synonyms"].items())
        return cls(
            abbreviations, tuple(body["leading"]), tuple(body["anywhere"]), tuple(body["generic"]), synonyms
        )

    @cached_property
    def _stops(self) -> _Phrases:
        return _phrases(self.anywhere)

    @cached_property
    def _openers(self) -> _Phrases:
        return _phrases((*self.anywhere, *self.leading))

    @cached_property
    def _openings(self) -> dict[str, list[str]]:
        return {short: full.casefold().split() for short, full in self.abbreviations.items()}

    def content_runs(self, words: list[str]) -> list[list[str]]:
        """Return the runs of content words between boilerplate, abbreviations opened.

        A word typed with other marks than the boilerplate word is content ("dụng" is not "dùng");
        a word typed without marks counts as the boilerplate word.
        """
        opened: list[str] = []
        for word in words:
            opened += self._openings.get(fold(word), [word])
        position = 0
        while position < len(opened) and (length := _match(self._openers, opened, position)):
            position += length
        runs: list[list[str]] = [[]]
        while position < len(opened):
            if length := _match(self._stops, opened, position):
                if runs[-1]:
                    runs.append([])
                position += length
            else:
                runs[-1].append(opened[position])
                position += 1
        return [run for run in runs if run]

    @cached_property
    def _generic(self) -> _Phrases:
        return _phrases(self.generic)

    def specific(self, runs: list[list[str]]) -> set[str]:
        """Return the folded words of ``runs`` that belong to no generic phrase."""
        words: set[str] = set()
        for run in runs:
            position = 0
            while position < len(run):
                length = _match(self._generic, run, position)
                if not length:
                    words.add(fold(run[position]))
                position += length or 1
        return words

    @cached_property
    def _meant(self) -> dict[tuple[str, ...], tuple[tuple[str, ...], list[str]]]:
        return {
            tuple(fold(word) for word in said.split()): (tuple(said.split()), meant.split())
            for said, meant in self.synonyms
        }

    @cached_property
    def _longest(self) -> int:
        return max((len(said) for said in self._meant), default=0)

    def synonym_runs(self, runs: list[list[str]]) -> list[list[str]]:
        """Return the runs with everyday words replaced by the records' words; empty if there are none."""
        replaced = False
        result: list[list[str]] = []
        for run in runs:
            words: list[str] = []
            position = 0
            while position < len(run):
                for length in range(min(self._longest, len(run) - position), 0, -1):
                    part = run[position : position + length]
                    found = self._meant.get(tuple(fold(word) for word in part))
                    # A word with other diacritics is another word.
                    if found and all(w in (fold(w), said) for w, said in zip(part, found[0], strict=True)):
                        words += found[1]
                        position += length
                        replaced = True
                        break
                else:
                    words.append(run[position])
                    position += 1
            result.append(words)
        return result if replaced else []


def _phrases(texts: tuple[str, ...]) -> _Phrases:
    """Return phrases by folded first word, longest first: (folded words, words as written)."""
    table: _Phrases = {}
    for text in sorted(texts, key=lambda item: -len(item.split())):
        words = tuple(text.casefold().split())
        folded = tuple(fold(word) for word in words)
        table.setdefault(folded[0], []).append((folded, words))
    return table


def _match(table: _Phrases, words: list[str], position: int) -> int:
    """Return how many words from ``position`` are a phrase of the table; 0 if none."""
    for folded, written in table.get(fold(words[position]), ()):
        found = words[position : position + len(folded)]
        if len(found) == len(folded) and all(
            word in pair for word, *pair in zip(found, folded, written, strict=True)
        ):
            return len(folded)
    return 0
