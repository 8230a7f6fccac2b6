"""What differs between two verdicts on one line, told in words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal, Protocol

from registry.usecases.basis import RECORDED
from registry.wording import EVIDENCE, LEVELS, MANDATES, PROVINCE_USES, STATUSES, VERDICTS

Kind = Literal["line", "rule", "verdict", "need", "platform", "fact", "match", "duty"]
Facts = Mapping[str, Mapping[str, Any]]

SUBSTANTIAL: tuple[Kind, ...] = ("verdict", "platform", "fact", "duty")
"""Changes of the verdict or of what in the registry it rests on. The others are of wording (line, rule), or
of how a line is read: a need, or a platform (match) that others have outdone, itself unchanged."""

_NAMES: dict[str, tuple[str, Mapping[str, str]]] = {
    "level": ("cấp", LEVELS),
    "status": ("tình trạng", STATUSES),
    "provinceUse": ("tỉnh dùng", PROVINCE_USES),
    "mandate": ("mức bắt buộc", MANDATES),
    "evidence": ("bằng chứng", EVIDENCE),
}
_TEXTS = {
    "title": "tên",
    "description": "mô tả",
    "kind": "loại",
    "proposer": "đơn vị đề xuất",
    "province": "tỉnh",
}


class Verdictlike(Protocol):
    """A receipt or a draft."""

    @property
    def verdict(self) -> str:
        """The verdict's token."""

    @property
    def rules(self) -> dict[str, str]:
        """The rules with the hashes of their texts."""

    @property
    def facts(self) -> dict[str, Any]:
        """What the verdict rests on, see `basis`."""


@dataclass(frozen=True)
class Change:
    """One difference: ``subject`` is what changed (a platform, a rule, a field of the line ...).

    ``before`` and ``after`` are tokens or texts, empty where there was or is nothing.
    """

    kind: Kind
    subject: str
    field: str
    before: str
    after: str
    message: str
    message_en: str

    def to_json(self) -> dict[str, Any]:
        """Return the fields of the ``--json`` output."""
        return asdict(self)


def compare(old: Verdictlike, new: Verdictlike, now: Facts) -> tuple[Change, ...]:
    """Return what differs in ``new``; ``now`` are the present facts of the platforms that ``old`` names.

    How likely each platform was, and which near misses are the nearest, are on record but not compared: they
    follow from the whole registry. The facts of the near misses that are on record are compared: why each is
    not the same rests on them.
    """
    return (
        *_differing("line", "", old.facts["line"], new.facts["line"], _line),
        *_differing("rule", "", old.rules, new.rules, _rule),
        *_differing("verdict", "", {"verdict": old.verdict}, {"verdict": new.verdict}, _verdict),
        *_differing("need", "", _needs(old), _needs(new), _need),
        *_platforms(old, new, now),
        *_differing("duty", "", _duties(old), _duties(new), _duty),
    )


Words = Callable[[str, str, str], tuple[str, str]]


def _differing(
    kind: Kind, subject: str, old: Mapping[str, str], new: Mapping[str, str], words: Words
) -> Iterable[Change]:
    for key in dict.fromkeys((*old, *new)):
        before, after = old.get(key, ""), new.get(key, "")
        if before != after:
            yield Change(
                kind, subject or key, key if subject else "", before, after, *words(key, before, after)
            )


def _line(key: str, before: str, after: str) -> tuple[str, str]:
    return (
        f"{_TEXTS[key]} của dòng: “{before}” → “{after}”",
        f"{key} of the line: “{before}” → “{after}”",
    )


def _rule(key: str, _before: str, _after: str) -> tuple[str, str]:
    return f"quy tắc {key} đã viết lại", f"the text of the rule {key} changed"


def _verdict(_key: str, before: str, after: str) -> tuple[str, str]:
    return (
        f"kết luận: {VERDICTS.get(before, before)} → {VERDICTS.get(after, after)}",
        f"verdict: {before} → {after}",
    )


def _needs(said: Verdictlike) -> dict[str, str]:
    return {need["id"]: need["label"] for need in said.facts["needs"]}


def _need(key: str, before: str, after: str) -> tuple[str, str]:
    if before:
        return f"không còn đọc ra nhu cầu “{before}”", f"the need {key} is no longer read in the line"
    return f"đọc ra nhu cầu mới “{after}”", f"a need is newly read in the line: {key}"


def _duties(said: Verdictlike) -> dict[str, str]:
    return {duty["duty"]: duty["label"] for duty in said.facts["duties"]}


def _duty(key: str, before: str, after: str) -> tuple[str, str]:
    if before:
        return f"không còn là việc của tỉnh theo luật: {before}", f"no longer a duty of the province: {key}"
    return f"nay là việc của tỉnh theo luật: {after}", f"now a duty of the province: {key}"


def _matched(said: Verdictlike) -> set[str]:
    return {platform for need in said.facts["needs"] for platform in need["platforms"]}


def _platforms(old: Verdictlike, new: Verdictlike, now: Facts) -> Iterable[Change]:
    before, after = _matched(old), _matched(new)
    for key, was in old.facts["platforms"].items():
        label = f"{was['name']} ({key})"
        if key not in now:
            yield Change(
                "platform", key, "", was["status"], "", f"{label} không còn trong sổ", f"{key} is gone"
            )
            continue
        yield from _differing("fact", key, _recorded(was), _recorded(now[key]), _fact(label, key))
        if key in before - after:
            vi, en = f"{label} không còn khớp với dòng này", f"{key} no longer matches the line"
            yield Change("match", key, "", was["status"], "", vi, en)
    for key in sorted(after - before):
        found = new.facts["platforms"][key]
        status = STATUSES[found["status"]]
        vi = f"{found['name']} ({key}) nay khớp với dòng này; {status}"
        yield Change("platform", key, "", "", found["status"], vi, f"{key} ({found['status']}) now matches")


def _recorded(facts: Mapping[str, Any]) -> dict[str, str]:
    return {name: facts[name] for name in RECORDED if name in facts}


def _fact(label: str, platform: str) -> Words:
    def words(name: str, before: str, after: str) -> tuple[str, str]:
        title, tokens = _NAMES[name]
        return (
            f"{title} của {label}: {tokens.get(before, before)} → {tokens.get(after, after)}",
            f"{name} of {platform}: {before} → {after}",
        )

    return words
