"""Checking the curated source before it is loaded: records, SHACL shapes, quality queries, reasoning."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from ontology import namespaces as ns
from registry import catalogue, curated, ids, reasoning, validation
from registry.errors import InputError, Place, RecordError
from registry.model import (
    Batch,
    Capability,
    ChangeEvent,
    DemandGroup,
    DepartmentKind,
    LocalDuty,
    Organisation,
    Platform,
    Record,
    Sector,
    UserGroup,
)
from registry.reasoning import Reasoning
from registry.rule_records import Justification, SharedComponent
from registry.store.base import Store
from registry.store.oxigraph import OxigraphStore
from registry.usecases import load
from registry.validation import LEVELS, CheckFinding, Level

Progress = Callable[[str], None]

SOURCES: tuple[tuple[str, type[Record], str], ...] = (
    ("platforms", Platform, ns.PLATFORM),
    ("capabilities", Capability, ns.CAPABILITY),
    ("organisations.yaml", Organisation, ns.ORGANISATION),
    ("change-events.yaml", ChangeEvent, ns.CHANGE_EVENT),
    ("department-kinds.yaml", DepartmentKind, ns.DEPARTMENT_KIND),
    ("local-duties.yaml", LocalDuty, ns.LOCAL_DUTY),
    ("demand-groups.yaml", DemandGroup, ns.DEMAND_GROUP),
    ("sectors.yaml", Sector, ns.SECTOR),
    ("user-groups.yaml", UserGroup, ns.USER_GROUP),
    ("batches", Batch, ns.BATCH),
    ("justifications.yaml", Justification, ns.JUSTIFICATION),
    ("shared-components.yaml", SharedComponent, ns.SHARED_COMPONENT),
)
"""Where each kind of record is kept, and how the IRIs made of it begin."""


@dataclass(frozen=True)
class CheckReport:
    """All findings, worst first; ``triples`` is the size of the graph, 0 when no graph could be made."""

    findings: tuple[CheckFinding, ...]
    triples: int = 0
    reasoning: Reasoning | None = None

    @property
    def counts(self) -> dict[Level, int]:
        """Return the number of findings of each level."""
        return {level: sum(finding.level == level for finding in self.findings) for level in LEVELS}

    def to_json(self) -> dict[str, Any]:
        """Return the stable fields of the report."""
        return {
            "counts": self.counts,
            "triples": self.triples,
            "findings": [finding.to_json() for finding in self.findings],
            "reasoning": self.reasoning.to_json() if self.reasoning else None,
        }


def check(
    root: Path,
    reason: bool = False,
    progress: Progress = lambda _: None,
    overlay: Path | None = None,
) -> CheckReport:
    """Check the curated source under ``root``, with the platforms of ``overlay`` on top; nothing is stored.

    With ``reason`` also prove the graph consistent and compare the classes that HermiT derives with those
    of the query. A record that cannot be read is a finding, and then the only kind: there is no graph.
    Raises `InputError` when ``root`` is no directory, `RegistryError` when the reasoner cannot run.
    """
    if not root.is_dir():
        raise InputError("Không có thư mục này", "No such directory", Place(file=str(root)))
    progress("Đọc sổ đăng ký")
    try:
        content = curated.read(root, overlay)
    except InputError as error:
        return _report(_unreadable(root) or [_said_by(error)])
    found = examine(content, progress)
    findings, result = found.findings, None
    if reason:
        progress("Suy luận bằng HermiT")
        result = reasoning.reason(found.triples)
        findings += _reasoned(result, found.store)
    files = [*_files(root), *_overlaid(overlay)]
    return _report(_placed(findings, files, content, found.triples), len(found.triples), result)


@dataclass(frozen=True)
class Examined:
    """What shapes and quality queries say of a content, and the graph that they looked at."""

    findings: list[CheckFinding]
    triples: list[ox.Triple]
    store: Store


def examine(content: curated.Curated, progress: Progress = lambda _: None) -> Examined:
    """Check a content that could be read by the SHACL shapes and the quality queries."""
    graphs = load.graphs(content)
    triples = [triple for graph in graphs.values() for triple in graph]
    progress("Kiểm tra theo khuôn SHACL")
    findings = validation.validate(triples)
    progress("Chạy các câu hỏi chất lượng")
    store = OxigraphStore.memory()
    store.replace(graphs)
    findings += validation.quality(store)
    return Examined(findings, triples, store)


def _report(
    findings: Iterable[CheckFinding], triples: int = 0, result: Reasoning | None = None
) -> CheckReport:
    return CheckReport(tuple(sorted(findings, key=CheckFinding.rank)), triples, result)


_File = tuple[Path, type[Record], str]


def _files(root: Path) -> Iterator[_File]:
    for name, kind, prefix in SOURCES:
        path = root / name
        for file in sorted(path.glob("*.yaml")) if path.is_dir() else [path]:
            yield file, kind, prefix


def _overlaid(overlay: Path | None) -> list[_File]:
    return [(file, Platform, ns.PLATFORM) for file in sorted(overlay.glob("*.yaml"))] if overlay else []


def _unreadable(root: Path) -> list[CheckFinding]:
    """Return every record that cannot be read, where `curated.read` stops at the first."""
    findings = []
    seen: dict[str, Place] = {}
    for file, kind, prefix in _files(root):
        try:
            for record_id, body, line in curated.blocks(file):
                place = Place(file=str(file), row=line, column=record_id)
                try:
                    _first_use(record_id, place, seen.setdefault(prefix + record_id, place))
                    curated.record(kind, record_id, body, place)
                except RecordError as error:
                    findings.append(_said_by(error, prefix))
        except InputError as error:
            findings.append(_said_by(error))
    return findings


def _first_use(record_id: str, place: Place, first: Place) -> None:
    if first is not place:
        raise RecordError(
            f"Mã {record_id} đã dùng ở {first.file}, dòng {first.row}",
            f"The id {record_id} is used already in {first.file}, line {first.row}",
            place,
        )


def _said_by(error: InputError, prefix: str = "") -> CheckFinding:
    """Return the error as a finding; its place repeats the id of the record in ``column``."""
    return CheckFinding(
        level="violation",
        entity=prefix + error.place.column if error.place.column else error.place.file or "",
        property="",
        value="",
        vi=error.vi,
        en=error.en,
        source=error.code,
        place=error.place,
    )


def _reasoned(result: Reasoning, store: Store) -> list[CheckFinding]:
    """Return contradictions, classes that cannot have members, and where HermiT and SPARQL disagree."""
    if not result.consistent:
        return [_of_reasoning(ns.RS, "", result.reason_vi, result.reason_en)]
    findings = [
        _of_reasoning(iri, "", "Lớp này không thể có phần tử nào", "This class can have no member")
        for iri in result.unsatisfiable
    ]
    rows = catalogue.load("lookup/platform-classes").run(store).rows
    asked = {(row["platform"].value, row["class"].value) for row in rows}
    derived = {(platform, iri) for iri, members in result.members.items() for platform in members}
    for platform, iri in sorted(asked ^ derived):
        vi, en = (
            (
                "Truy vấn xếp vào lớp này, bộ suy luận thì không",
                "The query puts it in this class, reasoning does not",
            )
            if (platform, iri) in asked
            else (
                "Bộ suy luận xếp vào lớp này, truy vấn thì không",
                "Reasoning puts it in this class, the query does not",
            )
        )
        findings.append(_of_reasoning(platform, iri, vi, en))
    return findings


def _of_reasoning(entity: str, value: str, vi: str, en: str) -> CheckFinding:
    return CheckFinding("violation", entity, ns.RDF + "type" if value else "", value, vi, en, "reasoning")


def _placed(
    findings: list[CheckFinding],
    files: Sequence[_File],
    content: curated.Curated,
    triples: list[ox.Triple],
) -> list[CheckFinding]:
    """Return the findings with the file and line of the record that each entity was made of."""
    if not findings:
        return findings
    # A document or a page has no record: show one that names it.
    links = {ns.RS + "document", ns.DCT + "source"}
    named_by = {
        triple.object.value: triple.subject.value
        for triple in reversed(triples)
        if triple.predicate.value in links
        and isinstance(triple.object, ox.NamedNode)
        and isinstance(triple.subject, ox.NamedNode)
    }
    subjects = [named_by.get(finding.entity, finding.entity) for finding in findings]
    # Lines stand in the records of batches, and reading files that no finding is about takes two seconds.
    asked = {iri.replace(ns.PROPOSAL, ns.BATCH) for iri in subjects}
    places = {
        prefix + record_id: Place(file=str(file), row=line)
        for file, _, prefix in files
        if any(iri.startswith(prefix) for iri in asked)
        for record_id, _, line in curated.blocks(file)
    }
    for batch in content.batches:
        if place := places.get(ns.BATCH + batch.id):
            places |= {ids.proposal_iri(batch.id, line.id): place for line in batch.lines}

    def place_of(iri: str) -> Place:
        while iri not in places and iri.startswith(ns.BASE):
            iri = iri.rpartition("/")[0]
        return places.get(iri, Place())

    return [finding.at(place_of(iri)) for finding, iri in zip(findings, subjects, strict=True)]
