"""The report as JSON-LD: the same numbers for machines, in terms of the ontology; the context is included."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path
from typing import Any

import ontology
from ontology import namespaces as ns
from registry import ids
from registry.answers import Evidence
from registry.entries import DecisionSeen, ReceiptSeen
from registry.reports.atomic import replacing
from registry.reports.model import Line, LineFinding, Report

_ABOUT = {"platform": ns.PLATFORM, "law": ns.LEGAL, "line": ns.PROPOSAL, "duty": ns.LOCAL_DUTY}
"""Prefixes of the things that grounds are about."""

Node = dict[str, Any]


def write_jsonld(report: Report, path: Path) -> None:
    """Write the report to ``path``, whole or not at all; raises `OSError`."""
    with replacing(path) as draft:
        draft.write_text(jsonld(report), encoding="utf-8")


def jsonld(report: Report) -> str:
    """Return the report as a JSON-LD document in NFC: the report, its batch, lines, findings and entries."""
    graph = [_report(report), _batch(report)]
    for item in report.lines:
        graph.append(_line(report, item))
        graph += [_decision(report, item, one) for one in report.decisions.get(item.line.id, ())]
        graph += [_receipt(report, item, one) for one in report.receipts.get(item.line.id, ())]
    graph += [_finding(report, item) for item in report.findings]
    context = json.loads(ontology.text("context.jsonld"))["@context"]
    document = {"@context": context, "@graph": graph}
    return unicodedata.normalize("NFC", json.dumps(document, ensure_ascii=False, indent=1)) + "\n"


def _report(report: Report) -> Node:
    return {
        "id": ns.REPORT + report.stem,
        "type": "Report",
        "title": _vi(report.profile.subject),
        "about": _batch_iri(report),
        "snapshot": report.screening.snapshot,
        "lineCount": len(report.lines),
        "sumVnd": report.cost_vnd,
        "proposedToAvoidVnd": sum(item.cost_vnd for item in report.avoidable),
        **({"sumAfterVnd": report.kept_vnd} if report.kept_vnd is not None else {}),
        "total": [
            {
                "id": f"{ns.REPORT}{report.stem}/{total.verdict}",
                "type": "Total",
                "verdict": ns.code("verdict", total.verdict),
                "lineCount": total.lines,
                "sumVnd": total.cost_vnd,
                **({"sumAfterVnd": total.kept_vnd} if total.kept_vnd is not None else {}),
            }
            for total in report.totals
        ],
    }


def _batch(report: Report) -> Node:
    return {
        "id": _batch_iri(report),
        "type": "Batch",
        "identifier": report.screening.batch_id,
        "title": _vi(report.screening.title),
        "asOf": f"{report.screening.as_of}T00:00:00",
    }


def _line(report: Report, item: Line) -> Node:
    line = item.line
    return {
        "id": _line_iri(report, item),
        "type": "Proposal",
        "identifier": line.id,
        "batch": _batch_iri(report),
        "lineNumber": item.number,
        "title": _vi(line.title),
        "proposerText": _vi(line.proposer),
        **({"costVnd": line.cost_vnd} if line.cost_vnd is not None else {}),
        "verdict": ns.code("verdict", line.verdict),
        "restsOn": [ns.PLATFORM + platform.id for platform in line.platforms],
    }


def _finding(report: Report, item: LineFinding) -> Node:
    finding = item.finding
    return {
        "id": _finding_iri(report, finding.number),
        "type": "Finding",
        "identifier": finding.number,
        "proposal": _line_iri(report, item.line),
        "rule": finding.rule,
        "severity": finding.level,
        "description": _vi(finding.message),
        **({"reversal": _vi(finding.reversal)} if finding.reversal else {}),
        "restsOn": [_ground(one) for one in finding.evidence],
    }


def _ground(evidence: Evidence) -> Node:
    ground: Node = {"type": "Ground", "groundKind": evidence.kind, "description": _vi(evidence.text)}
    if evidence.id:
        ground["identifier"] = evidence.id
        ground |= {"about": _ABOUT[evidence.kind] + evidence.id} if evidence.kind in _ABOUT else {}
    return ground


def _decision(report: Report, item: Line, decision: DecisionSeen) -> Node:
    return {
        "id": ns.ENTRY + decision.number,
        "type": "Decision",
        "identifier": decision.number,
        "about": _line_iri(report, item),
        "outcome": ns.code("outcome", decision.outcome),
        "description": _vi(decision.reason),
        **({"amountVnd": decision.amount_vnd} if decision.amount_vnd is not None else {}),
        "wasAttributedTo": ns.PERSON + ids.slug(decision.reviewer),
        "generatedAtTime": decision.time,
        "restsOn": [
            *(_finding_iri(report, number) for number in decision.findings),
            *([ns.ENTRY + decision.receipt] if decision.receipt else []),
        ],
    }


def _receipt(report: Report, item: Line, receipt: ReceiptSeen) -> Node:
    return {
        "id": ns.ENTRY + receipt.number,
        "type": "Receipt",
        "identifier": receipt.number,
        "about": _line_iri(report, item),
        "verdict": ns.code("verdict", receipt.verdict),
        "snapshot": receipt.snapshot,
        "generatedAtTime": receipt.time,
    }


def _batch_iri(report: Report) -> str:
    return ns.BATCH + report.screening.batch_id


def _line_iri(report: Report, item: Line) -> str:
    return ids.proposal_iri(report.screening.batch_id, item.line.id)


def _finding_iri(report: Report, number: str) -> str:
    return f"{ns.FINDING}{report.stem}/{number}"


def _vi(text: str) -> Node:
    return {"@value": text, "@language": "vi"}
