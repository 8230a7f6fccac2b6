"""Searches that people keep: each their own, once, and never lost."""

from __future__ import annotations

import pytest

from registry.errors import InputError, NotFoundError
from registry.people.people import People
from registry.people.roles import Role
from registry.people.searches import MOST


@pytest.fixture
def people() -> People:
    made = People(None)
    for name in ("lan", "cuc"):
        made.accounts.add(name, name, Role.READER, "một mật khẩu đủ dài")
    return made


def test_a_search_is_kept_once_and_is_its_owner_s(people: People) -> None:
    people.searches.keep("lan", "quản lý nghĩa trang", "none")
    people.searches.keep("lan", "quản lý nghĩa trang", "covered")
    (kept,) = people.searches.of("lan")
    assert (kept.query, kept.verdict, kept.ended) == ("quản lý nghĩa trang", "none", "")
    assert people.searches.of("cuc") == []
    with pytest.raises(NotFoundError):
        people.searches.end("cuc", kept.number)
    people.searches.end("lan", kept.number)
    assert people.searches.of("lan") == []
    (ended,) = people.searches.ended("lan")
    assert (ended.query, ended.time) == (kept.query, kept.time)
    with pytest.raises(NotFoundError):
        people.searches.end("lan", kept.number)
    people.searches.keep("lan", "quản lý nghĩa trang", "none")
    assert len(people.searches.of("lan")) == 1, "it may be kept again"


def test_nobody_keeps_more_than_can_be_answered(people: People) -> None:
    for number in range(MOST):
        people.searches.keep("lan", f"việc {number}", "none")
    with pytest.raises(InputError):
        people.searches.keep("lan", "một việc nữa", "none")
