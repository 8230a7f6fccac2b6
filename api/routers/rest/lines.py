"""The lines of stored batches with their verdicts, and the findings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query
from fastapi.responses import JSONResponse

from api import conditional, lists, paths, wire, wire_journal, wire_records
from api.deps import Day, RegistryDep, parse_date
from api.desk import DeskDep
from api.routers.rest.journal import brief
from registry.answers import Screening
from registry.ids import fold
from registry.model import Batch, Verdict
from registry.opened import Registry
from registry.usecases.batches import changes_of, read_batch, withdrawn_lines
from registry.usecases.decisions.history import decisions_of
from registry.usecases.decisions.notes import notes_of
from registry.usecases.decisions.saying import no_line
from registry.usecases.receipts import open_again, receipts_of

router = APIRouter(
    prefix="/api/batches/{batch_id}", tags=["batches"], dependencies=[Depends(conditional.check)]
)

ASKED = {
    "id",
    "line_no",
    "title",
    "proposer",
    "province",
    "year",
    "cost_vnd",
    "funding_source",
    "kind",
}
"""What a list says of what a line asks for."""
NO_BATCH: wire.Responses = {
    404: wire.problem_response("Không có đợt này (No such batch)"),
    503: wire.problem_response("Đợt đang được rà soát; gửi lại sau (Being screened; ask again)"),
    **wire.WRONG_PARAMETER,
}


def get_screening(
    desk: DeskDep,
    batch_id: paths.BatchId,
    as_of: Annotated[
        Day | None,
        Query(
            description="Rà soát tại ngày khác ngày của đợt (Judge at another date than that of the batch)",
            examples=["2023-04-07"],
        ),
    ] = None,
) -> Screening:
    """Return the screening of a batch; raises `NotFoundError`, and `StoreError` while it takes too long."""
    return desk.whole(batch_id, parse_date(as_of) if as_of else "")


ScreeningDep = Annotated[Screening, Depends(get_screening)]


@dataclass(frozen=True)
class Narrowed:
    """What the lines of a batch are narrowed to."""

    q: Annotated[str, Query(max_length=200, description="Chữ trong tên (Words of the title)")] = ""
    proposer: Annotated[
        str, Query(max_length=200, description="Chữ trong tên đơn vị đề xuất (Words of the proposer)")
    ] = ""
    verdict: Annotated[Verdict | None, Query(description="Kết luận (The verdict)")] = None
    decided: Annotated[
        bool | None, Query(description="Đã (chưa) quyết định (Decided or not, reopened lines are not)")
    ] = None

    def keep(self, row: dict[str, Any]) -> bool:
        """Whether a line passes."""
        return (
            fold(self.q.strip()) in fold(row["title"])
            and fold(self.proposer.strip()) in fold(row["proposer"])
            and self.verdict in (None, row["verdict"])
            and self.decided in (None, bool(row["decision"]) and not row["open_again"])
        )


@router.get(
    "/lines",
    summary="Các dòng của một đợt kèm kết luận (The lines of a batch with their verdicts)",
    responses={
        200: {"model": wire_records.ListedAsOf[wire_journal.LineItem]},
        **NO_BATCH,
    },
)
def lines(
    registry: RegistryDep,
    screening: ScreeningDep,
    wanted: Annotated[
        lists.Wanted,
        Depends(lists.paging("line_no", "title", "proposer", "cost_vnd", "verdict", "modified", "id")),
    ],
    narrowed: Annotated[Narrowed, Depends()],
) -> JSONResponse:
    """Các dòng với đề nghị, kết luận của máy và quyết định hiện hành. Với `changed_since`: những dòng mà nội
    dung, phiếu, quyết định hay trao đổi đã đổi, và ở `deleted` những dòng đã rút.

    The lines: what is asked, the verdict, and the decision that stands. With `changed_since` those whose
    content, receipt, decision or notes changed, and in `deleted` those that were withdrawn.
    """
    rows = _rows(registry, read_batch(registry, screening.batch_id), screening)
    gone = {item.line.id: item.time for item in withdrawn_lines(registry.store, screening.batch_id)}
    return wanted.answer([row for row in rows if narrowed.keep(row)], gone, as_of=screening.as_of)


@router.get(
    "/findings",
    summary="Các phát hiện của một đợt (The findings of a batch)",
    responses={
        200: {"model": wire_records.ListedAsOf[wire_journal.FindingItem]},
        **NO_BATCH,
    },
)
def findings(
    screening: ScreeningDep,
    wanted: Annotated[
        lists.Wanted,
        Depends(lists.paging("line_no", "rule", "level", "line_id", key="number", stamp="")),
    ],
    rule: Annotated[
        str, Query(max_length=200, description="Quy tắc (The rule)", examples=["findings/cost-outlier"])
    ] = "",
    level: Annotated[
        Literal["violation", "warning", "info"] | None, Query(description="Mức (The level)")
    ] = None,
    line: Annotated[str, Query(max_length=200, description="Mã dòng (Id of the line)")] = "",
) -> JSONResponse:
    """Điều các quy tắc nói về các dòng, kèm bằng chứng. What the rules say of the lines, with evidence."""
    rows = [
        {
            "batch_id": screening.batch_id,
            "line_id": item.id,
            "line_no": item.line_no,
            **finding.to_json(),
        }
        for item in screening.lines
        for finding in item.findings
        if rule in ("", finding.rule) and level in (None, finding.level) and line in ("", item.id)
    ]
    return wanted.answer(rows, as_of=screening.as_of)


@router.get(
    "/lines/{line_id:path}",
    summary="Một dòng: câu trả lời và mọi điều đã ghi (One line: the answer and all that was said)",
    responses={
        200: {"model": wire_journal.LineCard},
        410: wire.problem_response("Dòng đã rút khỏi đợt (The line was withdrawn)"),
        **NO_BATCH,
    },
)
def line(registry: RegistryDep, screening: ScreeningDep, line_id: paths.LineId) -> JSONResponse:
    """Kết luận và bằng chứng của một dòng, với quyết định, trao đổi và phiếu của nó.

    The verdict of a line with its evidence, its decisions, notes and receipts.
    """
    batch = screening.batch_id
    answer = next((item for item in screening.lines if item.id == line_id), None)
    if answer is None:
        raise no_line(registry, batch, line_id)
    body = {
        **answer.to_json(),
        "batch_id": batch,
        "as_of": screening.as_of,
        "decisions": [
            item.to_json() for item in decisions_of(registry.store, batch, line_id).get(line_id, ())
        ],
        "notes": [item.to_json() for item in notes_of(registry.store, batch).get(line_id, ())],
        "receipts": [brief(item) for item in receipts_of(registry, batch).get(line_id, ())],
    }
    return JSONResponse(body)


def _rows(registry: Registry, batch: Batch, screening: Screening) -> list[dict[str, Any]]:
    answers = {item.id: item for item in screening.lines}
    decided = decisions_of(registry.store, batch.id)
    reopened = open_again(registry.store, batch.id)
    changed = changes_of(registry.store, batch.id)
    rows = []
    for asked in batch.lines:
        answer = answers[asked.id]
        stands = next((item for item in decided.get(asked.id, ()) if item.current), None)
        rows.append(
            {
                **asked.model_dump(include=ASKED),
                "verdict": answer.verdict,
                "findings": len(answer.findings),
                "decision": stands.number if stands else "",
                "outcome": stands.outcome if stands else "",
                "open_again": asked.id in reopened,
                "modified": changed.get(asked.id, ""),
            }
        )
    return rows
