"""The periodic reports that were issued."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from fastapi.responses import JSONResponse

from api import conditional, lists, paths, wire, wire_journal, wire_records
from api.deps import RegistryDep, ask
from registry.errors import NotFoundError
from registry.period import parse as period_of
from registry.usecases.periodic import publications, summarise

router = APIRouter(prefix="/api/reports", tags=["reports"], dependencies=[Depends(conditional.check)])


@router.get(
    "",
    summary="Liệt kê báo cáo định kỳ đã phát hành (List the periodic reports that were issued)",
    responses={200: {"model": wire_records.Listed[wire_journal.ReportItem]}, **wire.WRONG_PARAMETER},
)
async def reports(
    registry: RegistryDep,
    wanted: Annotated[
        lists.Wanted, Depends(lists.paging("time", "number", "period", key="number", stamp="time"))
    ],
    period: Annotated[str, Query(max_length=20, description="Kỳ (The period)", examples=["2026-Q3"])] = "",
) -> JSONResponse:
    """Liệt kê báo cáo định kỳ; một kỳ có thể có nhiều bản, bản mới nhất có giá trị.

    List the periodic reports; a period may have several, of which the newest counts.
    """
    issued = await ask(registry, publications, registry.store)
    return wanted.answer([asdict(item) for item in issued if period in ("", item.period)])


@router.get(
    "/{number}",
    summary="Một báo cáo định kỳ (One periodic report)",
    responses={
        200: {"model": wire_journal.ReportCard},
        404: wire.problem_response("Không có báo cáo này (No such report)"),
    },
)
def report(registry: RegistryDep, number: paths.ReportNumber) -> JSONResponse:
    """Một báo cáo theo số, với mọi số liệu tính lại; `same`: có còn như ngày phát hành không.

    One report by its number, its figures computed again; `same`: whether they are those of the day of issue.
    """
    for item in publications(registry.store):
        if item.number == number:
            found = summarise(registry, period_of(item.period))
            body = {**asdict(item), "same": found.digest == item.digest, "figures": found.to_json()}
            return JSONResponse(body, headers={"Link": f'</reports/{number}>; rel="alternate"'})
    raise NotFoundError(f"Không có báo cáo {number}", f"There is no report {number}")
