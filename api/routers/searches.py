"""Keeping a search that found nothing, and ending that."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, Request
from starlette.responses import RedirectResponse, Response

from api.deps import RegistryDep, today
from api.routers.platforms import LONGEST_QUERY
from api.security.audit import record
from api.security.guard import require
from api.security.visitor import get_people, visitor
from registry.errors import InputError, Place
from registry.opened import Registry
from registry.people.accounts import Account
from registry.people.roles import Role
from registry.people.searches import KeptSearch
from registry.usecases.awaited import Now, answer_now
from registry.usecases.task import is_task

router = APIRouter(prefix="/searches", include_in_schema=False)

PersonDep = Annotated[Account, Depends(require(Role.READER))]


@dataclass(frozen=True)
class Watching:
    """A search that somebody keeps, and what it is answered now."""

    search: KeptSearch
    now: Now

    @property
    def news(self) -> bool:
        """Whether the registry has come to offer more than when it was kept."""
        return self.now.is_news(self.search.verdict)


def kept(request: Request) -> list[KeptSearch]:
    """Return the searches that who asks keeps."""
    account = visitor(request).account
    return get_people(request).searches.of(account.name) if account else []


def watching(request: Request, registry: Registry) -> list[Watching]:
    """Return the searches that who asks keeps with what they are answered now, those with news first."""
    found = [Watching(item, answer_now(registry, item.query, today())) for item in kept(request)]
    return sorted(found, key=lambda item: not item.news)


def written(query: str) -> str:
    """Return a search as it is kept: of a short one, spaces do not count."""
    return query.strip() if is_task(query) else " ".join(query.split())


@router.post("")
def keep(
    request: Request,
    person: PersonDep,
    registry: RegistryDep,
    q: Annotated[str, Form(max_length=LONGEST_QUERY)] = "",
) -> Response:
    """Keep a search from now on, and lead back to it."""
    query = written(q)
    if not query:
        raise InputError("Chưa có gì để theo dõi", "There is nothing to watch", Place(column="q"))
    get_people(request).searches.keep(person.name, query, answer_now(registry, query, today()).verdict)
    record(request, "search.keep")
    return RedirectResponse(f"{_root(request)}/?{urlencode({'q': query})}", 303)


@router.post("/{number}/end")
def end(request: Request, person: PersonDep, number: int) -> Response:
    """Keep a search no longer."""
    get_people(request).searches.end(person.name, number)
    record(request, "search.end", f"search/{number}")
    return RedirectResponse(f"{_root(request)}/watch#tim-kiem", 303)


def _root(request: Request) -> str:
    return str(request.scope.get("root_path", "")).rstrip("/")
