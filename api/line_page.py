"""One line for one request: where it stands, what was typed about it, showing it and writing about it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any
from urllib.parse import quote

from fastapi import Request
from starlette.responses import RedirectResponse, Response

from api.deps import VIETNAM, get_listing, get_registry, today
from api.desk import get_desk
from api.errors import STATUS_OF
from api.i18n import language
from api.line_forms import Fields, stand
from api.line_view import LineView, Place, sent_back, view
from api.security.audit import record
from api.security.visitor import get_people, visitor
from api.views import environment, render
from registry.entries import JUDGEMENTS, OUTCOMES, DecisionSeen
from registry.errors import ConflictError, InputError, NotFoundError, RegistryError, StoreError
from registry.people.drafts import Draft, Typed
from registry.people.roles import Role
from registry.store.base import Store
from registry.usecases.decisions import decisions_of
from registry.usecases.task import meets

Work = Callable[[Store, datetime], str]
"""Writes an entry at a moment and returns its number."""


@dataclass(frozen=True)
class Told:
    """What is wrong with a form that was posted: which form, its fields as typed, the error."""

    form: str
    fields: Typed
    error: RegistryError


class Page:
    """The page of one line for one request."""

    def __init__(self, request: Request, batch_id: str, line_id: str) -> None:
        self.request, self.batch_id, self.line_id = request, batch_id, line_id
        self.registry = get_registry(request)
        self.listing = get_listing(request, self.registry)
        self.desk = get_desk(request)
        self.desk.refresh()
        self.account = visitor(request).account

    @property
    def key(self) -> tuple[str, str]:
        """What drafts know the line by."""
        return self.batch_id, self.line_id

    @cached_property
    def place(self) -> Place | None:
        """Where the line stands, None while its batch is screened; raises `NotFoundError`."""
        screening = self.desk.screening(self.batch_id)
        if screening is None:
            return None
        return Place.of(self.desk.work(self.batch_id).batch, screening, self.line_id)

    @property
    def known(self) -> Place:
        """Where the line stands; the batch must be screened."""
        assert self.place is not None
        return self.place

    @property
    def as_of(self) -> str:
        """The date that the batch is judged at."""
        return (self.place.screening.as_of if self.place else "") or today()

    def address(self, line_id: str = "", query: str = "", part: str = "") -> str:
        """Return the path of a line of the batch, of this one when none is given."""
        root = str(self.request.scope.get("root_path", "")).rstrip("/")
        line = quote(line_id or self.line_id, safe="")
        return f"{root}/batches/{quote(self.batch_id, safe='')}/lines/{line}" + (
            (f"?{query}" if query else "") + (f"#{part}" if part else "")
        )

    def show(self, told: Told | None = None, **more: Any) -> Response:
        """Return the page; with what was ``told`` of a form, the form stands as it was typed."""
        place = self.place
        if place is None:
            return self._progress()
        status = next((code for kind, code in STATUS_OF if told and isinstance(told.error, kind)), 200)
        return render(self.request, "line.html", self._context(place, told) | more, status)

    def part(self, template: str, **more: Any) -> Response:
        """Return a part of the page for htmx."""
        place = self.place
        if place is None:
            return self._progress()
        return render(self.request, template, self._bare(place) | more)

    def _progress(self) -> Response:
        work = self.desk.work(self.batch_id)
        context = {"batch": work.batch, "done": work.done, "total": work.total}
        return render(self.request, "line_wait.html", context, headers={"Refresh": "2"})

    def _bare(self, place: Place) -> dict[str, Any]:
        """Return what every part of the page knows."""
        return {
            "place": place,
            "line": place.line,
            "as_of": self.as_of,
            "here": self.address(),
            "line_address": self.address,
            "cards": {item["id"]: item for item in self.listing.platforms(self.as_of)},
            "labels_en": self.listing.english,
            "may_write": self.account is not None and self.account.role.may(Role.REVIEWER),
            "judgement_tokens": JUDGEMENTS,
            "other": "",
            "others": (),
            "precedents": None,
        }

    def _context(self, place: Place, told: Told | None) -> dict[str, Any]:
        found = view(self.registry, place)
        drafts = self._drafts()
        typed = {form: Fields(draft.fields) for form, draft in drafts.items()}
        if told:
            typed[told.form] = Fields(told.fields)
        sentence = environment(language(self.request)).filters["engine"]
        return self._bare(place) | {
            "found": found,
            "candidates": found.candidates(
                {key: item.name for key, item in self.registry.matcher.platforms.items()}
            ),
            "meets": meets,
            "renewing": self.desk.renewing(self.batch_id),
            "questions": sent_back(place, found, sentence),
            "tokens": OUTCOMES,
            "stand": stand,
            "typed": lambda form: typed.get(form, Fields({})),
            "drafts": drafts,
            "told": told,
            "overtaken": _overtaken(typed.get("decision"), found),
            "done": self._done(found),
            "account": self.account,
        }

    def _drafts(self) -> dict[str, Draft]:
        if self.account is None:
            return {}
        return get_people(self.request).drafts.of_line(self.account.name, self.key)

    def _done(self, found: LineView) -> tuple[str, str]:
        """Return the number of what was recorded just now, and its line when that is another one."""
        asked = self.request.query_params
        number, line_id = asked.get("done", ""), asked.get("of", "")
        if number in found.entries:
            return number, ""
        decided = decisions_of(self.registry.store, self.batch_id, line_id) if number and line_id else {}
        there = any(item.number == number for items in decided.values() for item in items)
        return (number, line_id) if there else ("", "")

    def draft(self, form: str, fields: Typed | None) -> None:
        """Keep what was typed into a form; None forgets it."""
        if self.account is None:
            return
        drafts = get_people(self.request).drafts
        if fields is None:
            drafts.remove(self.account.name, self.key, form)
        else:
            drafts.save(self.account.name, self.key, form, fields)

    def write(self, form: str, fields: Typed, work: Work, then: Callable[[str], str]) -> Response:
        """Do ``work`` as the one writer and lead on to the address that ``then`` gives for its number.

        What was typed is a draft until it is recorded: a mistake, a conflict or a busy store shows it again.
        """
        self.draft(form, fields)
        if self.place is None:
            # The server has just started and screens the batch: what was typed waits for it.
            self.desk.work(self.batch_id).result.result()
            del self.place
        try:
            with self.desk.writing() as store:
                number = work(store, datetime.now(VIETNAM))
        except (ConflictError, InputError, NotFoundError, StoreError) as error:
            return self.show(Told(form, fields, error))
        self.draft(form, None)
        action = form.partition("-")[0]
        record(self.request, f"line.{action}", f"batch/{self.batch_id}/line/{self.line_id}", number)
        return RedirectResponse(then(number), 303)


def _overtaken(typed: Fields | None, found: LineView) -> DecisionSeen | None:
    """Return the decision that somebody recorded after what the reviewer saw when typing, if there is one."""
    current = found.current
    return current if typed and current and typed.get("after") != current.number else None
