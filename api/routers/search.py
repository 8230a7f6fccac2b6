"""The search page: one box that answers whether this is already there. It works without script."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse

from api.deps import ListingDep, RegistryDep, ask, parse_date, today
from api.facets import Choices, facets, keep
from api.listing import Listing
from api.routers.platforms import LONGEST_QUERY
from api.routers.searches import kept, watching, written
from api.views import render
from registry.answers import FindAnswer, LineAnswer, PlatformHit
from registry.errors import InputError
from registry.matching.score import CONFIDENT
from registry.opened import Registry
from registry.usecases.awaited import AWAITED
from registry.usecases.find import CANDIDATES, find
from registry.usecases.task import is_task, meets, read_task
from registry.wording import LEVELS, STATUSES, date_vi

router = APIRouter(include_in_schema=False)

SHOWN, NEAREST = 10, 5
"""How many platforms are shown: of an answer, and of near misses."""
EXAMPLES = (
    "quản lý hộ tịch",
    "họp không giấy",
    "hồ sơ sức khỏe",
    "quản lý cán bộ công chức",
    "quản lý nghĩa trang",
)


def get_choices(
    level: str = "",
    status: str = "",
    sector: Annotated[str, Query(max_length=80)] = "",
    owner: Annotated[str, Query(max_length=80)] = "",
) -> Choices:
    """Return what a list is narrowed to; an empty or unknown code narrows nothing."""
    return Choices(level if level in LEVELS else "", status if status in STATUSES else "", sector, owner)


ChoicesDep = Annotated[Choices, Depends(get_choices)]


@dataclass(frozen=True)
class Asked:
    """What the form holds. ``long``: a larger box, for whole descriptions."""

    q: Annotated[str, Query(max_length=LONGEST_QUERY)] = ""
    as_of: str = ""
    long: bool = False


@router.get("/")
async def search(
    request: Request,
    registry: RegistryDep,
    listing: ListingDep,
    choices: ChoicesDep,
    asked: Annotated[Asked, Depends()],
) -> HTMLResponse:
    """Show the search box and, with ``q``, the answer; to htmx only the answer."""
    q, as_of = asked.q, asked.as_of
    day, mistake = read_day(as_of)
    context: dict[str, Any] = {
        "query": q.strip(),
        "as_of": day,
        "as_of_text": as_of if mistake else (date_vi(day) if as_of.strip() else ""),
        "asked_day": day if as_of.strip() and not mistake else "",
        "mistake": mistake,
        "long": asked.long or is_task(q),
        "answer": None,
        "task": None,
        "kept": None,
        "awaited": False,
        "news": [],
        "examples": EXAMPLES,
        "today": today(),
        "names_en": {item["id"]: item["name_en"] for item in await ask(registry, listing.platforms, day)},
        "labels_en": listing.english,
        "asks_neighbours": bool(request.app.state.neighbours),
    }
    if q.strip() and not mistake:
        if is_task(q):
            task = await ask(registry, read_task, registry, q, day)
            context |= {"task": task, "meets": meets, "near": await _near(registry, task, q, day)}
        else:
            answer = await ask(registry, find, registry, " ".join(q.split()), day, CANDIDATES)
            context |= {"answer": answer, **_narrowed(answer, listing, choices)}
        found = context["task"] or context["answer"]
        # What was not there in the past is no reason to watch.
        context["awaited"] = found.verdict in AWAITED and not context["asked_day"]
        context["kept"] = next((item for item in kept(request) if item.query == written(q)), None)
    elif not q.strip():
        mine = await run_in_threadpool(watching, request, registry)
        context["news"] = [item for item in mine if item.news]
        context["level_counts"] = Counter(
            item["level"] for item in await ask(registry, listing.platforms, day)
        )
    template = "search_answer.html" if "hx-request" in request.headers else "search.html"
    return render(request, template, context, 422 if mistake else 200)


async def _near(registry: Registry, task: LineAnswer, text: str, day: str) -> list[PlatformHit]:
    """Return the platforms next to a description, without those that its answer names already."""
    if task.near_misses:
        return list(task.near_misses)
    named = {platform.id for platform in task.platforms}
    found = await ask(registry, find, registry, text, day, NEAREST)
    return [hit for hit in found.results if hit.id not in named]


def read_day(text: str) -> tuple[str, InputError | None]:
    """Return the date that was asked for, or today and what is wrong with the text."""
    if not text.strip():
        return today(), None
    try:
        return parse_date(text), None
    except InputError as error:
        return today(), error


def _narrowed(answer: FindAnswer, listing: Listing, choices: Choices) -> dict[str, Any]:
    """Return the results that pass the choices, parted into answers and what is only near, with facets.

    The verdict is not narrowed: whether there is a platform does not depend on what one wants to see.
    """
    items = [vars(hit) for hit in answer.results]
    kept = {item["id"] for item in keep(items, choices, listing.filed)}
    hits = [hit for hit in answer.results if hit.id in kept]
    sure = answer.verdict in ("covered", "in_development")
    # Several platforms may each be less likely than that any of them answers.
    best = max((hit.score for hit in answer.results if hit.level != "provincial"), default=0.0)
    answers = [hit for hit in hits if sure and hit.score >= min(CONFIDENT, best)]
    others = [hit for hit in hits if hit not in answers]
    room = NEAREST if answer.verdict == "none" else SHOWN
    return {
        "answers": answers,
        "others": others[: room - len(answers)] if not choices.chosen else others,
        "facets": facets(items, choices, listing.filed) if sure else {},
        "chosen": choices.chosen,
        "filed": listing.filed,
    }
