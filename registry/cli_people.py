"""The commands ``rasoat user …``: accounts of the web application. Passwords come by prompt or stdin only."""

from __future__ import annotations

import getpass
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from registry.people.roles import Role
from registry.people.tokens import Scope

if TYPE_CHECKING:
    from registry.people.people import People

app = typer.Typer(help="Tài khoản của trang web (accounts of the web application).", no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="Tên đăng nhập, ví dụ: lan.nguyen")]
AsJson = Annotated[bool, typer.Option("--json", help="In JSON, mỗi dòng một đối tượng.")]
FromStdin = Annotated[bool, typer.Option("--password-stdin", help="Đọc mật khẩu từ đầu vào chuẩn.")]


@contextmanager
def _people() -> Iterator[People]:
    from registry.config import Settings
    from registry.people.people import People

    people = People(Settings.from_env().people_path)
    try:
        yield people
    finally:
        people.close()


def _password(from_stdin: bool) -> str:
    from registry.errors import InputError

    if from_stdin:
        return sys.stdin.readline().rstrip("\n")
    if not sys.stdin.isatty():
        raise InputError(
            "Không có cửa sổ lệnh để hỏi mật khẩu; dùng --password-stdin",
            "No terminal to ask for the password; use --password-stdin",
        )
    first = getpass.getpass("Mật khẩu (password): ")
    if getpass.getpass("Nhập lại (again): ") != first:
        raise InputError("Hai lần nhập không giống nhau", "The two passwords differ")
    return first


def _operator() -> str:
    """Return who runs the command, as the audit log names them."""
    return f"cli:{getpass.getuser()}"


@app.command("add")
def add(
    name: Name,
    role: Annotated[Role, typer.Option("--role", help="reader < reviewer < steward < admin")],
    full_name: Annotated[str, typer.Option("--name", help="Họ tên, hiện trên trang và trong sổ.")] = "",
    password_stdin: FromStdin = False,
) -> None:
    """Tạo một tài khoản. (Make an account.)"""
    with _people() as people:
        account = people.accounts.add(name, full_name, role, _password(password_stdin))
        people.audit.add(_operator(), "account.add", account.name, detail=role.value)
    typer.echo(f"Đã tạo tài khoản {account.name} ({role.value})", err=True)


@app.command("list")
def list_accounts(
    as_json: AsJson = False,
) -> None:
    """Liệt kê các tài khoản. (List the accounts.)"""
    from registry.terminal import show_accounts

    with _people() as people:
        accounts = people.accounts.everyone()
    if as_json:
        for account in accounts:
            typer.echo(json.dumps(account.to_json(), ensure_ascii=False))
    else:
        show_accounts(accounts)


@app.command("disable")
def disable(
    name: Name,
    undo: Annotated[bool, typer.Option("--undo", help="Mở lại tài khoản.")] = False,
) -> None:
    """Khóa một tài khoản và kết thúc các phiên của nó. (Disable an account, or open it again.)"""
    with _people() as people:
        people.accounts.disable(name, not undo)
        people.audit.add(_operator(), "account.enable" if undo else "account.disable", name)
    typer.echo(f"Đã {'mở lại' if undo else 'khóa'} tài khoản {name}", err=True)


@app.command("password")
def password(name: Name, password_stdin: FromStdin = False) -> None:
    """Đổi mật khẩu và kết thúc các phiên của tài khoản. (Change a password.)"""
    with _people() as people:
        people.accounts.find(name)
        people.accounts.set_password(name, _password(password_stdin))
        people.audit.add(_operator(), "account.password", name)
    typer.echo(f"Đã đổi mật khẩu của {name}", err=True)


token_app = typer.Typer(
    help="Mã truy cập cho chương trình (tokens by which programs act for an account).", no_args_is_help=True
)
app.add_typer(token_app, name="token")


@token_app.command("add")
def add_token(
    name: Name,
    label: Annotated[str, typer.Option("--for", help="Dùng cho việc gì, ví dụ: phần mềm ngân sách.")],
    scope: Annotated[
        list[Scope] | None,
        typer.Option("--scope", help="screen, decide, import, steward; đọc (read) luôn có."),
    ] = None,
    days: Annotated[int, typer.Option("--days", help="Hết hạn sau bấy nhiêu ngày.")] = 90,
    as_json: AsJson = False,
) -> None:
    """Tạo một mã truy cập và in ra, chỉ một lần. (Make a token; its secret is printed once.)"""
    with _people() as people:
        token, secret = people.tokens.add(people.accounts.find(name), label, scope or (), days)
        people.audit.add(_operator(), "token.add", f"token/{token.id}", detail=f"{token.account}: {label}")
    if as_json:
        typer.echo(json.dumps({**token.to_json(), "token": secret}, ensure_ascii=False))
        return
    typer.echo(secret)
    typer.echo(
        f"Mã truy cập số {token.id} của {token.account}; chỉ hiện lần này (shown this once only)", err=True
    )


@token_app.command("list")
def list_tokens(
    name: Annotated[str, typer.Argument(help="Chỉ của tài khoản này.")] = "",
    as_json: AsJson = False,
) -> None:
    """Liệt kê các mã truy cập, không có phần bí mật. (List the tokens, without their secrets.)"""
    from registry.terminal import show_tokens

    with _people() as people:
        tokens = people.tokens.of(people.accounts.find(name).name if name else "")
    if as_json:
        for token in tokens:
            typer.echo(json.dumps(token.to_json(), ensure_ascii=False))
    else:
        show_tokens(tokens)


@token_app.command("revoke")
def revoke_token(
    number: Annotated[int, typer.Argument(help="Số của mã, từ: rasoat user token list")],
) -> None:
    """Thu hồi một mã truy cập. (Revoke a token.)"""
    with _people() as people:
        token = people.tokens.revoke(number)
        people.audit.add(_operator(), "token.revoke", f"token/{token.id}", detail=token.account)
    typer.echo(f"Đã thu hồi mã truy cập số {number} của {token.account}", err=True)
