"""What named people said of pairs: a line and a platform, or two lines. The last word on a pair counts."""

from __future__ import annotations

from collections.abc import Sequence

from ontology import namespaces as ns
from registry.entries import JUDGEMENTS, StatementSeen
from registry.store.base import Store
from registry.usecases.asking import Table, rows
from registry.usecases.decisions.saying import token

Pair = tuple[str, str]


def statements(store: Store) -> list[StatementSeen]:
    """Return every statement on a pair, oldest first; those of decisions only while these stand."""
    return [
        StatementSeen(
            number=row["number"],
            batch_id=row["batchId"],
            line_id=row["lineId"],
            title=row["title"],
            description=row["description"],
            proposer=row["proposer"],
            platform=ns.local_id(row["platform"], ns.PLATFORM),
            other_batch_id=row["otherBatchId"],
            other_line_id=row["otherLineId"],
            judgement=token(row["judgement"], JUDGEMENTS, "judgement"),
            reviewer=row["reviewer"],
            time=row["time"],
            reason=row["reason"],
            second=row["second"],
        )
        for row in rows(store, "decisions/statements", {})
    ]


def latest(store: Store, said: Sequence[tuple[Pair, StatementSeen]]) -> dict[Pair, StatementSeen]:
    """Return the statement that counts of each pair (rule `decisions/latest-statement`).

    ``said`` gives the pair that each statement is on, oldest first.
    """
    table: Table = [[line, other, order] for order, ((line, other), _) in enumerate(said)]
    found = rows(store, "decisions/latest-statement", {"statements": table}) if table else []
    return {(row["line"], row["other"]): said[int(row["last"])][1] for row in found}


def line_key(batch_id: str, line_id: str) -> str:
    """Return what stands for a line in tables: the IRI of its batch, ``#`` and its id."""
    return f"{ns.BATCH}{batch_id}#{line_id}"
