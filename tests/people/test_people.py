"""Accounts, sessions, failures and the audit log, over a real file."""

from __future__ import annotations

import json
import sqlite3
import stat
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from registry.cli import app
from registry.errors import InputError, NotFoundError, SignInError, StoreError, ThrottledError
from registry.people.people import People
from registry.people.roles import Role
from registry.people.sessions import IDLE_SECONDS, LONGEST_SECONDS

PASSWORD = "một mật khẩu đủ dài"
NOON = 1_700_000_000.0


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "home" / "people.sqlite"


@pytest.fixture
def people(path: Path) -> Iterator[People]:
    made = People(path)
    made.accounts.add("lan", "Nguyễn Thị Lan", Role.REVIEWER, PASSWORD)
    yield made
    made.close()


def test_all_survives_a_restart(people: People, path: Path) -> None:
    session = people.sign_in("lan", PASSWORD, "10.0.0.1")
    again = People(path)
    found = again.sessions.find(session)
    assert found is not None
    assert (found.name, found.full_name, found.role) == ("lan", "Nguyễn Thị Lan", Role.REVIEWER)
    assert again.secret == people.secret
    assert [event.action for event in again.audit.latest(9)] == ["session.start"]
    again.close()


def test_the_file_is_for_its_owner_only_and_holds_no_secret_in_clear(people: People, path: Path) -> None:
    session = people.sign_in("lan", PASSWORD, "10.0.0.1")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    people.close()
    content = b"".join(file.read_bytes() for file in path.parent.iterdir())
    for secret in (session, PASSWORD):
        assert secret.encode() not in content
    assert b"$argon2id$" in content


def test_a_password_is_the_same_however_the_keyboard_composes_it(people: People) -> None:
    assert people.accounts.check("lan", unicodedata.normalize("NFD", PASSWORD))
    assert people.accounts.check(" LAN ", PASSWORD)
    assert people.accounts.check("lan", PASSWORD + " ") is None


@pytest.mark.parametrize("name", ["", "a", "có dấu", "a b", "../x", "x" * 65, "-x"])
def test_bad_names_are_refused(people: People, name: str) -> None:
    with pytest.raises(InputError):
        people.accounts.add(name, "", Role.READER, PASSWORD)


def test_taken_names_and_weak_passwords_are_refused(people: People) -> None:
    with pytest.raises(InputError) as taken:
        people.accounts.add("LAN", "", Role.ADMIN, PASSWORD)
    assert taken.value.place.column == "name"
    for weak in ("", "short", "x" * 257):
        with pytest.raises(InputError):
            people.accounts.set_password("lan", weak)
    assert people.accounts.find("lan").role == Role.REVIEWER


def test_sessions_end_when_idle_and_when_old(people: People) -> None:
    session = people.sign_in("lan", PASSWORD, "", NOON)
    assert people.sessions.find(session, NOON + IDLE_SECONDS + 1) is None
    moment = NOON
    while moment < NOON + LONGEST_SECONDS - IDLE_SECONDS / 2:
        moment += IDLE_SECONDS / 2
        assert people.sessions.find(session, moment - 1), "in use, it goes on"
    assert people.sessions.find(session, NOON + LONGEST_SECONDS + 1) is None


@pytest.mark.parametrize("change", ["disable", "password", "role"])
def test_whatever_changes_rights_ends_sessions(people: People, change: str) -> None:
    session = people.sign_in("lan", PASSWORD, "")
    if change == "disable":
        people.accounts.disable("lan")
    elif change == "password":
        people.accounts.set_password("lan", "một mật khẩu khác")
    else:
        people.accounts.set_role("lan", Role.READER)
    assert people.sessions.find(session) is None
    if change != "role":
        with pytest.raises(SignInError):
            people.sign_in("lan", PASSWORD, "")


def test_failures_of_a_name_make_it_wait_and_a_quarter_of_an_hour_forgives(people: People) -> None:
    for second in range(5):
        with pytest.raises(SignInError):
            people.sign_in("lan", "sai", "10.0.0.1", NOON + second)
    with pytest.raises(ThrottledError) as held:
        people.sign_in("lan", PASSWORD, "10.0.0.2", NOON + 10)
    assert 880 < held.value.seconds <= 900
    assert people.sign_in("lan", PASSWORD, "10.0.0.2", NOON + 901)


def test_failures_of_an_address_with_many_names_make_it_wait(people: People) -> None:
    for number in range(30):
        with pytest.raises(SignInError):
            people.sign_in(f"ten-{number}", "sai", "10.0.0.1", NOON)
    with pytest.raises(ThrottledError):
        people.sign_in("lan", PASSWORD, "10.0.0.1", NOON + 1)
    assert people.sign_in("lan", PASSWORD, "10.0.0.2", NOON + 1)


def test_the_audit_log_is_append_only_even_for_other_programs(people: People, path: Path) -> None:
    people.audit.add("lan", "batch.import", "batch/x", "10.0.0.1", "120 dòng")
    other = sqlite3.connect(path)
    for change in (
        "UPDATE audit SET who = 'ai'",
        "DELETE FROM audit",
        "INSERT OR REPLACE INTO audit SELECT 1,0,'','','','',''",
    ):
        with pytest.raises(sqlite3.IntegrityError):
            other.execute(change)
    other.close()
    (event,) = people.audit.latest(9)
    assert (event.who, event.action, event.object, event.address) == (
        "lan",
        "batch.import",
        "batch/x",
        "10.0.0.1",
    )


def test_the_log_is_read_by_parts(people: People) -> None:
    for number in range(7):
        people.audit.add("lan" if number % 2 else "minh", "x", str(number))
    first = people.audit.latest(4)
    assert [event.object for event in first] == ["6", "5", "4", "3"]
    assert [event.object for event in people.audit.latest(4, first[-1].number)] == ["2", "1", "0"]
    assert {event.object for event in people.audit.latest(9, who="lan")} == {"1", "3", "5"}


def test_someone_vouched_for_is_a_reader_and_no_namesake(people: People) -> None:
    account = people.accounts.vouched("https://id.test", "42", "minh", "Trần Minh")
    assert (account.role, account.issuer) == (Role.READER, "https://id.test")
    people.accounts.set_role("minh", Role.STEWARD)
    assert people.accounts.vouched("https://id.test", "42", "other", "").role == Role.STEWARD
    with pytest.raises(InputError):
        people.accounts.vouched("https://id.test", "43", "lan", "Không phải Lan")
    assert people.accounts.check("minh", "") is None
    with pytest.raises(InputError):
        people.accounts.set_password("minh", PASSWORD)


def test_a_file_that_is_none_is_an_error_of_the_store(tmp_path: Path) -> None:
    path = tmp_path / "people.sqlite"
    path.write_bytes(b"not a database" * 100)
    with pytest.raises(StoreError):
        People(path)


def test_drafts_are_kept_by_account_line_and_form(tmp_path: Path) -> None:
    people = People(tmp_path / "people.sqlite")
    for name in ("lan", "minh"):
        people.accounts.add(name, name, Role.REVIEWER, PASSWORD)
    people.drafts.save("lan", ("dot", "9"), "decision", {"reason": ("vì",), "platform": ("a", "b")})
    people.drafts.save("lan", ("dot", "9"), "decision", {"reason": ("vì sao",), "platform": ("a", "b")})
    people.drafts.save("lan", ("dot", "9"), "note", {"text": ("Gọi lại",)})
    with pytest.raises(InputError):
        people.drafts.save("lan", ("dot", "9"), "note", {"text": ("a" * 100_001,)})
    people.close()
    again = People(tmp_path / "people.sqlite")
    kept = again.drafts.of_line("lan", ("dot", "9"))
    assert kept["decision"].fields == {"reason": ("vì sao",), "platform": ("a", "b")}
    assert kept["note"].fields == {"text": ("Gọi lại",)}
    assert kept["note"].time.endswith("+07:00")
    assert again.drafts.of_line("minh", ("dot", "9")) == again.drafts.of_line("lan", ("dot", "10")) == {}
    again.drafts.remove("lan", ("dot", "9"), "decision")
    assert list(again.drafts.of_line("lan", ("dot", "9"))) == ["note"]
    again.close()


def run(home: Path, *words: str, given: str = "") -> tuple[int, str]:
    result = CliRunner().invoke(app, ["user", *words], input=given, env={"RASOAT_HOME": str(home)})
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.stdout


def test_accounts_from_the_command_line(tmp_path: Path) -> None:
    add = ("add", "Minh.Tran", "--role", "steward", "--name", "Trần Minh", "--password-stdin")
    assert run(tmp_path, *add, given=f"{PASSWORD}\n") == (0, "")
    with pytest.raises(InputError):
        run(tmp_path, "add", "x1", "--role", "reader", "--password-stdin", given="ngắn\n")
    with pytest.raises(InputError, match="--password-stdin"):
        run(tmp_path, "add", "x1", "--role", "reader")
    with pytest.raises(NotFoundError):
        run(tmp_path, "disable", "khong-co")
    _, listed = run(tmp_path, "list", "--json")
    assert [json.loads(line)["name"] for line in listed.splitlines()] == ["minh.tran"]
    assert json.loads(listed)["role"] == "steward"
    run(tmp_path, "disable", "minh.tran")
    assert json.loads(run(tmp_path, "list", "--json")[1])["disabled"] is True
    run(tmp_path, "disable", "minh.tran", "--undo")
    run(tmp_path, "password", "minh.tran", "--password-stdin", given="một mật khẩu khác\n")
    people = People(tmp_path / "people.sqlite")
    assert people.accounts.check("minh.tran", "một mật khẩu khác")
    assert [event.action.split(".")[1] for event in people.audit.latest(9)] == [
        "password",
        "enable",
        "disable",
        "add",
    ]
    people.close()
