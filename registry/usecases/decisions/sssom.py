"""Decisions and judgements as an SSSOM mapping set (https://mapping-commons.github.io/sssom/), in TSV."""

from __future__ import annotations

import csv
import io
from datetime import datetime
from pathlib import Path

import yaml

from ontology import namespaces as ns
from registry import ids
from registry.config import version
from registry.entries import StatementSeen
from registry.errors import InputError, Place
from registry.opened import Registry
from registry.usecases.decisions.statements import Pair, latest, line_key, statements

COLUMNS = (
    "record_id",
    "subject_id",
    "subject_label",
    "predicate_id",
    "predicate_modifier",
    "object_id",
    "object_label",
    "mapping_justification",
    "author_label",
    "reviewer_label",
    "mapping_date",
    "confidence",
    "comment",
)
PREFIXES = {
    "entry": ns.ENTRY,
    "line": ns.PROPOSAL,
    "platform": ns.PLATFORM,
    "rs": ns.RS,
    "semapv": ns.SEMAPV,
    "skos": ns.SKOS,
}
LICENCE = "https://w3id.org/sssom/license/unspecified"
UNSURE = "0.5"
"""The confidence of a pair that a person is unsure of: as likely right as wrong. Others state none."""


def export(registry: Registry, path: Path, moment: datetime) -> int:
    """Write the statements that count, one a row, negatives included; return how many. The file is replaced

    whole or not at all; raises `InputError` when it cannot be written.
    """
    found = latest(registry.store, [(_pair(item), item) for item in statements(registry.store)])
    body = io.StringIO()
    writer = csv.DictWriter(body, COLUMNS, delimiter="\t", lineterminator="\n", restval="")
    writer.writeheader()
    for item in sorted(found.values(), key=lambda item: (item.time, item.number, _pair(item))):
        writer.writerow({name: _cell(value) for name, value in _row(registry, item).items()})
    draft = path.with_name(f".{path.name}.draft")
    try:
        draft.write_text(_head(moment) + body.getvalue(), encoding="utf-8")
        draft.replace(path)
    except OSError as error:
        raise InputError(
            "Không ghi được tệp", f"The file cannot be written: {error.strerror}", Place(file=str(path))
        ) from error
    return len(found)


def _pair(item: StatementSeen) -> Pair:
    other = line_key(item.other_batch_id, item.other_line_id) if item.other_line_id else item.platform
    return line_key(item.batch_id, item.line_id), other


def _head(moment: datetime) -> str:
    """Return the metadata block, each line behind ``#``."""
    metadata = {
        "sssom_version": "1.1",
        "mapping_set_id": ns.BASE + "mapping/decisions",
        "mapping_set_title": "Rà soát: lines of budgets and the platforms that answer them",
        "mapping_set_version": moment.date().isoformat(),
        "license": LICENCE,
        "mapping_tool": "Rà soát",
        "mapping_tool_version": version(),
        "curie_map": PREFIXES,
    }
    text = yaml.safe_dump(metadata, allow_unicode=True, sort_keys=False, width=1000)
    return "".join(f"#{line}\n" for line in text.splitlines())


def _row(registry: Registry, item: StatementSeen) -> dict[str, str]:
    """Return the cells of one statement.

    A platform that does what a line asks for is ``rs:answeredBy``, a line that asks for the same
    ``skos:closeMatch``; both with the modifier ``Not`` when a person says that it is not so.
    """
    if item.platform:
        object_id = f"platform:{item.platform}"
        facts = registry.matcher.platforms.get(item.platform)
        label = facts.name if facts else ""
    else:
        object_id, label = _line(item.other_batch_id, item.other_line_id), ""
    return {
        # A decision can speak of several platforms; each row is a record of its own.
        "record_id": f"entry:{item.number}-{ids.short_hash(object_id)}",
        "subject_id": _line(item.batch_id, item.line_id),
        "subject_label": item.title,
        "predicate_id": "rs:answeredBy" if item.platform else "skos:closeMatch",
        "predicate_modifier": "Not" if item.judgement == "negative" else "",
        "object_id": object_id,
        "object_label": label,
        "mapping_justification": "semapv:ManualMappingCuration",
        "author_label": _one(item.reviewer),
        "reviewer_label": _one(item.second),
        "mapping_date": item.time[:10],
        "confidence": UNSURE if item.judgement == "unsure" else "",
        "comment": f"{item.number}, {item.batch_id}/{item.line_id}. {item.reason}",
    }


def _one(value: str) -> str:
    """Return a value of a cell that may hold several, parted by ``|``."""
    return value.replace("|", r"\|")


def _cell(value: str) -> str:
    """Return a value on one line."""
    return " ".join(value.split())


def _line(batch_id: str, line_id: str) -> str:
    return f"line:{ns.local_id(ids.proposal_iri(batch_id, line_id), ns.PROPOSAL)}"
