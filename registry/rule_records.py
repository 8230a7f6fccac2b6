"""Records that only rules read: what must be justified, and which shared components must be called.

``words`` are phrases as people write them; ``#`` stands for a number (see
`registry.matching.phrases` for how they are compared).
"""

from __future__ import annotations

from pydantic import Field

from registry.model import Citation, Evidence, PartialDate, Record, Slug, Source, Text


class Law(Citation):
    """A legal document that obliges; ``until`` is the first day on which it no longer does."""

    until: PartialDate | None = None


class NeedQuestion(Record):
    """What a file must say of the need; ``words`` show that a text says it."""

    vi: Text
    en: Text
    words: tuple[Text, ...] = ()


class Justification(Record):
    """A kind of purchase whose need must be shown, and the questions that its file must answer.

    A line is of this kind when it asks for one of ``capabilities`` or its title has one of ``words``.
    ``instead`` are capabilities whose shared systems may serve instead.
    ``below_province``: only when a district or commune asks, since the province runs one for all.
    """

    id: Slug
    vi: Text
    en: Text
    capabilities: tuple[Slug, ...] = Field(min_length=1)
    instead: tuple[Slug, ...] = ()
    words: tuple[Text, ...] = ()
    below_province: bool = False
    questions: tuple[NeedQuestion, ...] = Field(min_length=1)
    legal_basis: tuple[Law, ...] = ()
    sources: tuple[Source, ...] = ()
    evidence: Evidence
    note: Text = ""


class SharedComponent(Record):
    """A building block that software of a public body must call instead of building its own.

    ``platforms`` provide it; ``words`` of a line show that it is needed. A line that asks for one of
    ``capabilities`` is about the component itself. ``do_vi`` and ``do_en`` say what to do.
    """

    id: Slug
    vi: Text
    en: Text
    do_vi: Text
    do_en: Text
    platforms: tuple[Slug, ...] = Field(min_length=1)
    capabilities: tuple[Slug, ...] = Field(min_length=1)
    words: tuple[Text, ...] = Field(min_length=1)
    valid_from: PartialDate
    legal_basis: tuple[Law, ...] = Field(min_length=1)
    sources: tuple[Source, ...] = ()
    evidence: Evidence
    note: Text = ""
