"""The official report as blocks of text: worded by Jinja2 templates, laid out by .docx and PDF alike.

The templates write a small part of Markdown (headings, paragraphs, lists, tables, bold, italic, pictures),
so that whoever changes a sentence needs neither Python nor Word. What comes from the report is escaped.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from jinja2 import Environment, PackageLoader, StrictUndefined
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

from registry import catalogue
from registry.errors import RegistryError
from registry.reports import words
from registry.reports.model import Group, Line, LineFinding, Report, kind
from registry.wording import VERDICTS, date_vi, money_vi

Align = Literal["left", "right", "center"]
_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
_UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
_ROOM = {False: 86, True: 140}
"""Characters that a line of a table holds, in the text and across the page in an annex."""


@dataclass(frozen=True)
class Span:
    """A run of text in one style."""

    text: str
    bold: bool = False
    italic: bool = False


@dataclass(frozen=True)
class Text:
    """A heading (``level`` 1 to 4), a paragraph (0) or, with ``dash``, an item of a list."""

    spans: tuple[Span, ...]
    level: int = 0
    dash: bool = False
    type: str = "text"


@dataclass(frozen=True)
class Table:
    """A table; ``widths`` are shares of the line (sum 1), fitted to the content."""

    head: tuple[str, ...]
    rows: tuple[tuple[tuple[Span, ...], ...], ...]
    align: tuple[Align, ...]
    widths: tuple[float, ...]
    type: str = "table"


@dataclass(frozen=True)
class Picture:
    """The chart ``name``; ``text`` says what it shows."""

    name: str
    text: str
    type: str = "picture"


Block = Text | Table | Picture


def blocks(report: Report) -> list[Block]:
    """Return the body of the official report and its annexes; level 1 headings begin an annex."""
    return list(_read(text(report)))


def text(report: Report) -> str:
    """Return the body of the official report and its annexes as Markdown."""
    body = _environment().get_template("report.md").render(report=report, profile=report.profile)
    return unicodedata.normalize("NFC", body)


def title_of(rule: str) -> str:
    """Return the Vietnamese title of a rule, or its id when the catalogue does not know it."""
    try:
        return catalogue.load(rule).header.title_vi
    except RegistryError:
        return rule


def rows(lines: Iterable[Line]) -> str:
    """Return the numbers of lines to be cited: ``dòng 1–4, 7``."""
    return f"dòng {words.spans(item.number for item in lines)}"


def cite(findings: Iterable[LineFinding]) -> str:
    """Return the numbers of findings to be cited: ``[1.2; 7.1]``, nothing when there are none."""
    numbers = "; ".join(item.finding.number for item in findings)
    return f"[{numbers}]" if numbers else ""


def cited(lines: Sequence[Line]) -> str:
    """Return lines and all findings of them: ``dòng 1, 7; phát hiện 1.1–1.4, 7.1, 7.2``."""
    found = []
    for item in lines:
        numbers = [finding.number for finding in item.line.findings]
        found += [f"{numbers[0]}–{numbers[-1]}"] if len(numbers) > 2 else numbers
    return rows(lines) + (f"; phát hiện {', '.join(found)}" if found else "")


def lead(group: Group) -> str:
    """Return the body proposed to buy for all; a blank when the rule proposes none."""
    return group.need.lead or words.BLANK


def _money(amount: int | None) -> str:
    """Return VND, or the blank that a reader fills in."""
    return words.BLANK if amount is None else money_vi(amount)


def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("registry.reports", "templates/official"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=True,  # so that what a macro returns is known to be escaped already; see `_escape`
        finalize=_escape,
    )
    environment.filters.update(
        date=date_vi,
        money=_money,
        percent=words.percent,
        billions=words.billions,
        blank=lambda text: text or words.BLANK,
        rows=rows,
        cite=cite,
        joined=words.joined,
    )
    environment.globals.update(
        verdicts=VERDICTS,
        outcomes=words.OUTCOMES,
        levels=words.LEVELS,
        state=words.state,
        title_of=title_of,
        kind=kind,
        cited=cited,
        lead=lead,
    )
    return environment


def _escape(value: object) -> Markup:
    """Return a value as text that Markdown reads as nothing but text, on one line."""
    if isinstance(value, Markup):
        return value
    text = " ".join(_UNSEEN.sub("", str(value)).split())
    return Markup(_PUNCTUATION.sub(r"\\\1", text))


def _read(text: str) -> Iterator[Block]:
    reader = MarkdownIt("zero").enable(["heading", "list", "table", "emphasis", "image", "escape"])
    tokens = iter(reader.parse(text))
    level, depth, annex = 0, 0, False
    for token in tokens:
        if token.type == "heading_open":
            level = int(token.tag[1])
            annex = annex or level == 1
        elif token.type in ("bullet_list_open", "bullet_list_close"):
            depth += 1 if token.nesting > 0 else -1
        elif token.type == "table_open":
            yield _table(tokens, _ROOM[annex])
        elif token.type == "inline":
            children = token.children or []
            if len(children) == 1 and children[0].type == "image":
                yield Picture(str(children[0].attrs["src"]), children[0].content)
            else:
                yield Text(_spans(children), level, depth > 0)
            level = 0


def _spans(children: Iterable[Token]) -> tuple[Span, ...]:
    """Return the runs of an inline token, neighbours of one style joined."""
    bold = italic = False
    found: list[Span] = []
    for child in children:
        if child.type in ("strong_open", "strong_close"):
            bold = child.nesting > 0
        elif child.type in ("em_open", "em_close"):
            italic = child.nesting > 0
        else:
            text = " " if child.type == "softbreak" else child.content
            if found and (found[-1].bold, found[-1].italic) == (bold, italic):
                found[-1] = Span(found[-1].text + text, bold, italic)
            elif text:
                found.append(Span(text, bold, italic))
    return tuple(found)


def _table(tokens: Iterator[Token], room: int) -> Table:
    align: list[Align] = []
    grid: list[list[tuple[Span, ...]]] = []
    for token in tokens:
        if token.type == "table_close":
            break
        if token.type == "tr_open":
            grid.append([])
        elif token.type == "th_open":
            style = str(token.attrs.get("style", ""))
            align.append("right" if "right" in style else "center" if "center" in style else "left")
        elif token.type == "inline":
            grid[-1].append(_spans(token.children or []))
    plain = [["".join(span.text for span in cell) for cell in row] for row in grid]
    return Table(tuple(plain[0]), tuple(tuple(row) for row in grid[1:]), tuple(align), _widths(plain, room))


def _widths(rows: Sequence[Sequence[str]], room: int) -> tuple[float, ...]:
    """Return shares of ``room`` characters: the longest word of each column fits, texts share the rest."""
    words, texts = [], []
    for column in zip(*rows, strict=True):
        words.append(2.5 + max(len(part) for text in column for part in re.split(r"[\s/-]", text)))
        body = sum(len(text) for text in column[1:]) / max(len(column) - 1, 1)
        texts.append(max(body, len(column[0]) / 2))  # heads may wrap
    left = max(room - sum(words), 0)
    wanted = [max(text - word, 0) for text, word in zip(texts, words, strict=True)]
    widths = [word + left * want / (sum(wanted) or 1) for word, want in zip(words, wanted, strict=True)]
    return tuple(round(width / sum(widths), 4) for width in widths)
