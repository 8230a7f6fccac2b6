"""What other registries have for the same words: for programs, and as a later part of the search page."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, JSONResponse

from api import wire, wire_platforms
from api.deps import AsOf
from api.routers.platforms import FOUND
from api.routers.search import read_day
from api.views import render
from registry.usecases.federation import LONGEST_QUERY, Neighbours

router = APIRouter(prefix="/api/neighbours", tags=["platforms"])
pages = APIRouter(include_in_schema=False)


def get_neighbours(request: Request) -> Neighbours:
    """Return the other registries."""
    neighbours: Neighbours = request.app.state.neighbours
    return neighbours


NeighboursDep = Annotated[Neighbours, Depends(get_neighbours)]


@router.get(
    "",
    summary="Hỏi các sổ đăng ký khác (Ask other registries)",
    responses={
        200: {"model": wire_platforms.NeighbourAnswers},
        422: wire.problem_response("Tham số sai (A parameter is wrong)"),
    },
)
async def ask(
    neighbours: NeighboursDep,
    as_of: AsOf,
    q: Annotated[
        str, Query(min_length=1, max_length=LONGEST_QUERY, description="Việc cần tìm (What is looked for)")
    ],
    limit: Annotated[
        int, Query(ge=1, le=50, description="Nhiều nhất bao nhiêu của mỗi nơi (Most answers of each)")
    ] = FOUND,
) -> JSONResponse:
    """Hỏi mọi sổ đăng ký khác trong cài đặt, mỗi nơi vài giây; nơi nào không trả lời thì câu trả lời nói rõ.

    Ask every registry of the settings, each for a few seconds; one that is down tells so in its answer.

    The answers are theirs: no verdict of this registry rests on them.
    """
    answers = await run_in_threadpool(neighbours.ask, q, as_of, limit)
    return JSONResponse({"query": q, "as_of": as_of, "answers": [answer.to_json() for answer in answers]})


@pages.get("/neighbours")
async def show(
    request: Request,
    neighbours: NeighboursDep,
    q: Annotated[str, Query(max_length=LONGEST_QUERY)] = "",
    as_of: str = "",
) -> HTMLResponse:
    """Show what they answer; to htmx only that."""
    day, _ = read_day(as_of)
    answers = await run_in_threadpool(neighbours.ask, q, day) if q.strip() else []
    template = "neighbours_answer.html" if "hx-request" in request.headers else "neighbours.html"
    return render(request, template, {"query": q.strip(), "asked_day": as_of, "neighbour_answers": answers})
