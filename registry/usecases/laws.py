"""Legal documents and what rests on them, and what each province must run itself by law."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ontology import namespaces as ns
from registry.errors import NotFoundError
from registry.opened import Registry
from registry.usecases.asking import ask
from registry.usecases.groupings import Named


@dataclass(frozen=True)
class Citing:
    """A record that rests on a document. ``path``: what follows the base of its IRI; ``kind``: its class.

    ``what``: what it says of the document, in Vietnamese; ``evidence``: how that is known; ``batch_id`` and
    ``line_id`` of a task that somebody proposed.
    """

    path: str
    kind: str
    named: Named
    what: str
    evidence: str
    batch_id: str
    line_id: str


@dataclass(frozen=True)
class LegalDocument:
    """A document. ``id``: what follows the prefix of its IRI; ``date`` in the precision of its source."""

    id: str
    number: str
    date: str
    issuer: str
    citing: tuple[Citing, ...]

    @property
    def about(self) -> tuple[str, ...]:
        """What the records say that it is about, each once."""
        return tuple(dict.fromkeys(item.what for item in self.citing if item.what))


@dataclass(frozen=True)
class LocalDuty:
    """What a province must (``obligation``) or may run itself; ``until`` is empty for what still holds."""

    id: str
    named: Named
    what: str
    note: str
    obligation: str
    replaceable: bool
    since: str
    until: str
    evidence: str
    capabilities: tuple[str, ...]
    laws: tuple[Mapping[str, str], ...]
    sources: tuple[Mapping[str, str], ...]


def legal_documents(registry: Registry) -> dict[str, LegalDocument]:
    """Return all documents that something rests on, the latest first, by id."""
    found = _documents(ask(registry, "lookup/legal-citations", {}))
    return dict(sorted(found.items(), key=lambda pair: (pair[1].date, pair[1].number), reverse=True))


def local_duty(registry: Registry, duty_id: str) -> LocalDuty:
    """Return a duty with its law and sources; raises `NotFoundError`."""
    iri = ns.LOCAL_DUTY + duty_id
    rows = [row for row in ask(registry, "lookup/local-duties", {}) if row["duty"] == iri]
    if not rows:
        raise NotFoundError(f"Không có nhiệm vụ {duty_id}", f"There is no duty {duty_id}")
    row = rows[0]
    return LocalDuty(
        duty_id,
        Named(duty_id, row["name"], row["nameEn"]),
        row["what"],
        row["note"],
        _code(row["obligation"]),
        row["replaceable"] == "true",
        row["from"][:10],
        "" if row["until"].startswith("9999") else row["until"][:10],
        _code(row["evidence"]),
        tuple(ns.local_id(item["capability"], ns.CAPABILITY) for item in rows if item["capability"]),
        tuple(
            row | {"document": ns.local_id(row["document"], ns.LEGAL)}
            for row in ask(registry, "lookup/legal-basis", {"platforms": [[iri]]})
        ),
        tuple(ask(registry, "lookup/sources", {"resource": iri})),
    )


def _documents(rows: Iterable[Mapping[str, str]]) -> dict[str, LegalDocument]:
    citing: dict[str, dict[tuple[str, str], Citing]] = {}
    heads: dict[str, Mapping[str, str]] = {}
    for row in rows:
        key = ns.local_id(row["document"], ns.LEGAL)
        heads[key] = row
        path = ns.local_id(row["thing"], ns.BASE)
        citing.setdefault(key, {})[path, row["what"]] = Citing(
            path,
            row["kind"].rpartition("#")[2],
            Named(path, row["name"], row["nameEn"]),
            row["what"],
            _code(row["evidence"]),
            ns.local_id(row["batch"], ns.BATCH) if row["batch"] else "",
            row["lineId"],
        )
    return {
        key: LegalDocument(key, row["number"], row["date"], row["issuer"], tuple(citing[key].values()))
        for key, row in heads.items()
    }


def _code(iri: str) -> str:
    return iri.rpartition("/")[2]
