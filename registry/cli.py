"""The command ``rasoat``. Thin: each command parses, calls one use case and prints.

Exit codes: 0 answered, 1 `check` found violations or `replay` a change, 2 bad input or an unusable store.
With ``--json`` one JSON object a line goes to stdout and nothing else; messages go to stderr.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from registry import cli_people
from registry.cli_config import add_config
from registry.cli_decide import decide_app
from registry.cli_export import add_export
from registry.cli_neighbours import neighbour_app
from registry.cli_receipts import add_receipts
from registry.cli_records import add_records
from registry.cli_reports import add_reports
from registry.console import AsOf, By, Json, Mapping
from registry.console import emit as _emit
from registry.console import iso_day as _date
from registry.console import reading as _registry
from registry.console import say as _say
from registry.console import settings as _settings

if TYPE_CHECKING:
    from registry.answers import Screening

app = typer.Typer(
    name="rasoat",
    help="Rà soát: đã có nền tảng số dùng chung nào làm việc này chưa? (Is there a platform already?)",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
query_app = typer.Typer(
    help="Các câu hỏi SPARQL của sổ đăng ký (the catalogue of queries).", no_args_is_help=True
)
app.add_typer(query_app, name="query")
app.add_typer(decide_app)
app.add_typer(neighbour_app, name="neighbour")
add_config(app)
add_export(app)
add_receipts(app)
add_records(app)
add_reports(app)
app.add_typer(cli_people.app, name="user")


def main() -> None:
    """Run the command; a `RegistryError` becomes its message on stderr and exit code 2."""
    from registry.errors import RegistryError

    try:
        app()
    except RegistryError as error:
        typer.echo(str(error), err=True)
        sys.exit(2)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)


@app.command()
def find(
    text: Annotated[str | None, typer.Argument(help="Việc cần tìm, ví dụ: quản lý hộ tịch")] = None,
    queries: Annotated[
        Path | None, typer.Option("--queries", help="Tệp .jsonl, mỗi dòng có id và query.")
    ] = None,
    as_of: AsOf = None,
    limit: Annotated[int, typer.Option(min=1, max=50)] = 5,
    neighbours: Annotated[bool, typer.Option("--neighbours", help="Hỏi cả các sổ đăng ký khác.")] = False,
    as_json: Json = False,
) -> None:
    """Tìm: đã có nền tảng nào làm việc này chưa? (Search.)"""
    from registry.cli_neighbours import asker
    from registry.errors import InputError
    from registry.terminal import show_find, show_neighbours
    from registry.usecases.find import find as search
    from registry.usecases.find import read_queries

    if (text is None) == (queries is None):
        raise InputError("Cần một câu tìm hoặc --queries", "Give a text or --queries")
    day = _date(as_of)
    asked = read_queries(queries) if queries else [("", text or "")]
    ask = asker() if neighbours else None
    with _registry() as registry:
        for query_id, query in asked:
            answer = search(registry, query, day, limit, query_id)
            others = ask(query, day, limit) if ask else []
            if as_json:
                more = {"neighbours": [other.to_json() for other in others]} if ask else {}
                _emit({**answer.to_json(), **more})
            else:
                show_find(answer)
                show_neighbours(others)


@app.command()
def screen(
    file: Annotated[Path, typer.Argument(help="Danh sách nhiệm vụ: .xlsx, .docx, .csv, .json, .jsonl")],
    as_of: AsOf = None,
    mapping: Mapping = None,
    as_json: Json = False,
) -> None:
    """Rà soát một tệp nhiệm vụ; không lưu gì. (Screen a file; nothing is stored.)"""
    from registry.intake.batch import read
    from registry.terminal import advancing, show_screening
    from registry.usecases.screen import screen as run

    intake, day = read(file, mapping), _date(as_of)
    with _registry() as registry, advancing(len(intake.batch.lines)) as advance:
        screening = run(registry, intake, day, advance)
    if as_json:
        for line in screening.lines:
            _emit(line.to_json())
    else:
        show_screening(screening)


@app.command(name="import")
def import_(
    file: Annotated[Path, typer.Argument(help="Danh sách nhiệm vụ: .xlsx, .docx, .csv, .json, .jsonl")],
    mapping: Mapping = None,
    replace: Annotated[
        bool,
        typer.Option(
            "--replace",
            help="Thay đợt cùng mã đã lưu; dòng nào còn thì giữ quyết định, dòng đã bỏ thì ghi là đã rút.",
        ),
    ] = False,
    as_json: Json = False,
) -> None:
    """Lưu một đợt nhiệm vụ vào sổ. (Store a batch.)"""
    from registry.bootstrap import open_writer, prepare
    from registry.intake.batch import read
    from registry.terminal import show_intake, show_replacement
    from registry.usecases.batches import import_batch

    intake, settings = read(file, mapping), _settings()
    prepare(settings, _say)
    with open_writer(settings) as store:
        stored = import_batch(store, intake, replace)
    if as_json:
        _emit(
            {
                "id": stored.batch.id,
                "lines": len(stored.batch.lines),
                "columns": intake.columns,
                "skipped": [vars(row) for row in intake.skipped],
                "replaced": stored.replacement.to_json() if stored.replacement else None,
            }
        )
    else:
        show_intake(intake)
        if stored.replacement:
            show_replacement(stored.replacement)


@app.command()
def usage(
    file: Annotated[Path, typer.Argument(help="Số liệu sử dụng: .xlsx, .csv, .jsonl")],
    reviewer: Annotated[str, typer.Option("--by", help="Tên người nạp số liệu.")],
    as_json: Json = False,
) -> None:
    """Ghi số liệu sử dụng của các hệ thống vào nhật ký. (Record how much systems are used.)"""
    from datetime import datetime

    from registry.bootstrap import open_writer
    from registry.intake.usage import read
    from registry.usecases.usage import record, resolve

    found = read(file)
    with _registry() as registry:
        resolved = resolve(registry, found)
    with open_writer(_settings()) as store:
        numbers = record(store, resolved, reviewer, datetime.now().astimezone())
    for number, (item, about) in zip(numbers, resolved, strict=True):
        if as_json:
            _emit({"number": number, "system": item.system, "period": item.period, "about": about})
        else:
            typer.echo(f"{number}  {item.system}, kỳ {item.period} → {about.rsplit('/', 1)[-1]}")


@app.command()
def review(
    batch: Annotated[str | None, typer.Argument(help="Mã đợt đã lưu; bỏ trống để liệt kê.")] = None,
    as_of: AsOf = None,
    issue: Annotated[bool, typer.Option("--issue", help="Lập phiếu có số cho mọi dòng.")] = False,
    by: By = None,
    as_json: Json = False,
) -> None:
    """Rà soát một đợt đã lưu, hoặc liệt kê các đợt. (Review a stored batch, or list them.)"""
    from registry.cli_receipts import issue_receipts
    from registry.terminal import show_batches, show_screening
    from registry.usecases.batches import list_batches

    if batch is None:
        with _registry() as registry:
            batches = list_batches(registry)
        if as_json:
            for item in batches:
                _emit(item)
        else:
            show_batches(batches)
        return
    if issue:
        issue_receipts(batch, as_of, by, as_json)
        return
    screening = _screen_stored(batch, as_of)
    if as_json:
        for line in screening.lines:
            _emit(line.to_json())
    else:
        show_screening(screening)


def _screen_stored(batch_id: str, as_of: str | None) -> Screening:
    from registry.intake.batch import Intake
    from registry.terminal import advancing
    from registry.usecases.batches import read_batch
    from registry.usecases.screen import screen as run

    with _registry() as registry:
        batch = read_batch(registry, batch_id)
        day = _date(as_of or batch.as_of)
        with advancing(len(batch.lines)) as advance:
            return run(registry, Intake(batch), day, advance)


@app.command()
def check(
    source: Annotated[
        Path | None,
        typer.Option("--source", help="Thư mục dữ liệu; mặc định bản kèm theo và bản ghi đăng ký thêm."),
    ] = None,
    reason: Annotated[bool, typer.Option("--reason", help="Chạy thêm bộ suy luận OWL (HermiT).")] = False,
    as_json: Json = False,
) -> None:
    """Kiểm tra sổ đăng ký; mã thoát 1 nếu có lỗi. (Check the curated source.)"""
    from registry import curated
    from registry.terminal import show_check
    from registry.usecases.check import check as run

    overlay = None if source else _settings().overlay_path / "platforms"
    result = run(source or curated.shipped_path(), reason, _say, overlay)
    if as_json:
        for finding in result.findings:
            _emit(finding.to_json())
    else:
        show_check(result)
    if any(finding.level == "violation" for finding in result.findings):
        raise typer.Exit(1)


@app.command()
def serve(
    host: Annotated[str, typer.Option()] = "127.0.0.1",
    port: Annotated[int, typer.Option()] = 8000,
) -> None:
    """Mở trang tìm kiếm và API trên máy này. (Serve the page and the API.)"""
    import uvicorn

    from registry.bootstrap import prepare
    from registry.config import Operation

    operation = Operation.from_env()
    prepare(_settings(), _say)
    typer.echo(f"http://{host}:{port}", err=True)
    uvicorn.run(
        "api.app:app_from_env",
        factory=True,
        host=host,
        port=port,
        log_config=None,  # the application sets up the log of both
        timeout_graceful_shutdown=operation.shutdown_seconds,
    )


@app.command()
def mcp() -> None:
    """Phục vụ mô hình ngôn ngữ qua stdio. (Serve language models: the Model Context Protocol.)"""
    from registry.agents import make_server

    with _registry() as registry:
        make_server(lambda: registry).run("stdio")


@query_app.command("list")
def query_list(as_json: Json = False) -> None:
    """Liệt kê các câu hỏi. (List the queries.)"""
    from registry import catalogue
    from registry.terminal import show_queries

    found = catalogue.everything()
    if as_json:
        for item in found:
            _emit({"id": item.id, **item.header.model_dump(exclude_none=True)})
    else:
        show_queries(found)


@query_app.command("show")
def query_show(query_id: str) -> None:
    """In một câu hỏi SPARQL. (Print a query.)"""
    from registry import catalogue

    typer.echo(catalogue.load(query_id).text)


@query_app.command("run")
def query_run(
    query_id: str,
    parameters: Annotated[
        list[str] | None, typer.Option("--param", "-p", help="tên=giá trị; bảng: tên=JSON danh sách dòng")
    ] = None,
    as_json: Json = False,
) -> None:
    """Chạy một câu hỏi trên kho dữ liệu. (Run a query.)"""
    from registry import catalogue
    from registry.terminal import show_answer

    query = catalogue.load(query_id)
    given = dict(query.parse(parameter) for parameter in parameters or [])
    with _registry() as registry:
        answer = query.run(registry.store, given)
    if as_json:
        for row in answer.values():
            _emit(row)
    else:
        show_answer(answer)
