"""Stewards' programs register records: read with a tag, changed on what was seen, followed until it is decided."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from registry import curated
from registry.config import Settings
from registry.people.people import People
from registry.people.roles import Role
from registry.people.tokens import allowed
from registry.usecases.overlay import Change, Overlay, Signature
from registry.usecases.register import present

ID, NEW = "btp-ho-tich-dien-tu", "btp-so-thu-nghiem"
CIVIL = f"/api/platforms/{ID}"
MOMENT = datetime(2026, 11, 29, 8, tzinfo=timezone(timedelta(hours=7)))


def bearer(home: Settings, role: Role) -> dict[str, str]:
    people = People(home.people_path)
    secret = people.tokens.add(people.accounts.find(role.value), "thử", allowed(role), 1)[1]
    people.close()
    return {"Authorization": f"Bearer {secret}"}


@pytest.fixture
def steward(home: Settings) -> Iterator[TestClient]:
    headers = bearer(home, Role.STEWARD)
    with TestClient(create_app(home), base_url="https://testserver", headers=headers) as client:
        yield client


def read(client: TestClient, path: str = CIVIL) -> tuple[dict[str, Any], str]:
    answer = client.get(f"{path}/record")
    assert answer.status_code == 200, answer.text
    return answer.json(), answer.headers["etag"]


def put(client: TestClient, record: Any, tag: str = "", path: str = CIVIL, **headers: str) -> Any:
    stated = {"If-Match": tag} if tag else {}
    body = json.dumps({"record": record, "why": "Công văn 12"})
    return client.put(path, content=body, headers={"Content-Type": "application/json", **stated, **headers})


def followed(client: TestClient, answer: Any) -> dict[str, Any]:
    """What came of a registration."""
    assert answer.status_code == 202, answer.text
    for _ in range(600):
        told = client.get(answer.headers["location"])
        body: dict[str, Any] = told.json()
        if body["state"] not in ("waiting", "running"):
            return body
        assert int(told.headers["retry-after"]) > 0
        time.sleep(0.5)
    pytest.fail("the registration did not end in five minutes")


def test_a_change_is_registered_and_shown_and_its_versions_are_kept(
    steward: TestClient, home: Settings
) -> None:
    before, tag = read(steward)
    assert steward.get(f"{CIVIL}/record", headers={"If-None-Match": tag}).status_code == 304
    assert steward.get(f"{CIVIL}/versions").json()["items"] == []
    # The marks of the letters apart, as some programs write them.
    first = put(steward, {**before, "note": "đã kiê\u0309m tra"}, tag, **{"Idempotency-Key": "s-1"})
    assert first.json()["platforms"] == [ID]
    assert first.json()["by"] == "Người steward"
    again = put(steward, {**before, "note": "đã kiê\u0309m tra"}, tag, **{"Idempotency-Key": "s-1"})
    assert (again.json()["id"], again.headers["idempotency-replayed"]) == (first.json()["id"], "true")
    assert again.headers["location"] == first.headers["location"]
    told = followed(steward, first)
    assert (told["state"], told["problem"], told["findings"]) == ("registered", None, [])
    after, new_tag = read(steward)
    assert after == {**before, "note": "đã kiểm tra"}
    assert new_tag != tag
    assert steward.get(CIVIL).json()["note"] == "đã kiểm tra", "the server shows it without a restart"
    (version,) = steward.get(f"{CIVIL}/versions").json()["items"]
    assert (version["version"], version["by"], version["why"]) == (1, "Người steward", "Công văn 12")
    assert (version["new"], version["changed"]) == (False, ["note"])
    assert steward.get(f"{CIVIL}/versions/0").json()["record"] == before
    assert steward.get(f"{CIVIL}/versions/1").json()["record"] == after
    assert steward.get(f"{CIVIL}/versions/2").status_code == 404
    people = People(home.people_path)
    event = people.audit.latest(1)[0]
    people.close()
    assert (event.who, event.action, event.object) == ("steward", "record.register", ID)
    # The same again changes nothing, on whatever it says it rests.
    same = put(steward, after, new_tag)
    assert (same.status_code, same.json(), same.headers["etag"]) == (200, after, new_tag)
    outdated = put(steward, {**before, "note": "điều khác"}, tag)
    assert (outdated.status_code, outdated.json()["code"]) == (412, "precondition-failed")
    assert outdated.json()["detail_vi"].startswith(f"Người steward đã đăng ký lại {ID} lúc")


def test_a_new_record_is_created_once_and_what_the_checks_refuse_is_told(
    steward: TestClient, home: Settings
) -> None:
    record, _ = read(steward)
    new = {**record, "id": NEW, "name_vi": "Sổ thử nghiệm", "alt_names": []}
    wrong = {**new, "functions": [*new["functions"][:1], {"text": "việc lạ", "capability": "khong-co"}]}
    path = f"/api/platforms/{NEW}"
    assert put(steward, wrong, '"x"', path).status_code == 412, "there is nothing to be changed"
    create = {"If-None-Match": "*"}
    told = followed(steward, put(steward, wrong, path=path, **create))
    assert (told["state"], told["problem"]["status"]) == ("refused", 422)
    assert str(home.home) not in str(told)
    assert "/tmp" not in str(told)
    (finding,) = told["findings"]
    assert finding["place"] == "record.functions.1.capability"
    assert finding["reason"] == "Chức năng phải gắn với đúng một chức năng nghiệp vụ đã có"
    assert finding["reason_en"]
    assert steward.get(f"{path}/record").status_code == 404, "the registry is as it was"
    assert followed(steward, put(steward, new, path=path, **create))["state"] == "registered"
    assert read(steward, path)[0]["name_vi"] == "Sổ thử nghiệm"
    assert steward.get(path).json()["name"] == "Sổ thử nghiệm"
    (version,) = steward.get(f"{path}/versions").json()["items"]
    assert (version["new"], version["changed"]) == (True, [])
    taken = put(steward, {**new, "note": "x"}, path=path, **create)
    assert (taken.status_code, taken.json()["place"]["column"]) == (412, "If-None-Match")


def test_who_was_quicker_is_named(steward: TestClient, home: Settings) -> None:
    record, tag = read(steward)
    overlay = Overlay(home.overlay_path)
    now = present(overlay, curated.shipped_path(), ID)
    theirs = now.model_copy(update={"note": "điều người khác gõ"})
    overlay.write([Change(theirs, now)], Signature("Lê Thị Cúc", "Công văn 1", MOMENT))
    answer = put(steward, {**record, "note": "điều tôi gõ"}, tag)
    assert answer.status_code == 412
    expected = f"Lê Thị Cúc đã đăng ký lại {ID} lúc 29/11/2026 08:00 (Công văn 1)"
    assert answer.json()["detail"] == expected
    assert present(overlay, curated.shipped_path(), ID) == theirs


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"level": "galactic"}, "record.level"),
        ({"functions": [{"text": "x"}]}, "record.functions.0.capability"),
        ({"nam": "x"}, "record.nam"),
        ({"id": "khac"}, "record.id"),
        ({"note": "\ud800"}, "record.note"),
        ({"functions": []}, "record.functions"),
    ],
)
def test_a_record_that_the_model_refuses_is_told_at_once(
    steward: TestClient, change: dict[str, Any], place: str
) -> None:
    record, tag = read(steward)
    answer = put(steward, {**record, **change}, tag)
    assert (answer.status_code, answer.json()["place"]["column"]) == (422, place)
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_change_must_say_what_it_rests_on_why_and_by_whom(steward: TestClient, home: Settings) -> None:
    record, tag = read(steward)
    changed = {**record, "note": "x"}
    bare = put(steward, changed)
    assert (bare.status_code, bare.json()["code"]) == (428, "precondition-required")
    english = put(steward, changed, **{"Accept-Language": "en"})
    assert english.json()["title"] == "Say which version is changed"
    assert put(steward, changed, f"W/{tag}").status_code == 412, "weak tags name what is alike"
    assert put(steward, changed, **{"If-None-Match": tag}).status_code == 422
    silent = steward.put(CIVIL, json={"record": changed, "why": " "}, headers={"If-Match": tag})
    assert (silent.status_code, silent.json()["place"]["column"]) == (422, "why")
    reviewer = bearer(home, Role.REVIEWER)
    beyond = put(steward, changed, tag, **reviewer)
    assert (beyond.status_code, beyond.json()["code"]) == (403, "insufficient-scope")
    assert steward.get("/api/registrations/khong-co").status_code == 404
    assert steward.get("/api/registrations/khong-co", headers=reviewer).status_code == 403
    assert read(steward) == (record, tag)
