"""The command for reports: of one batch, or of a period over all batches."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from registry.console import AsOf, By, Json, emit, iso_day, now, reading, settings


def add_reports(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command()(report)


def report(
    batch: Annotated[str | None, typer.Argument(help="Mã đợt đã lưu.")] = None,
    out: Annotated[Path, typer.Option("--out", help="Thư mục ghi báo cáo.")] = Path("output"),
    form: Annotated[
        str, typer.Option("--form", help="Dạng, cách nhau dấu phẩy: docx, pdf, html, xlsx, jsonld, jsonl.")
    ] = "all",
    profile: Annotated[
        Path | None, typer.Option("--profile", help="Tệp YAML: cơ quan, căn cứ, người ký, nơi nhận.")
    ] = None,
    period: Annotated[
        str | None, typer.Option("--period", help="Báo cáo định kỳ về mọi đợt: 2026, 2026-Q3 hoặc 2026-07.")
    ] = None,
    as_of: AsOf = None,
    by: By = None,
    as_json: Json = False,
) -> None:
    """Ghi báo cáo của một đợt (.docx, PDF, HTML, .xlsx, JSON-LD) hoặc của một kỳ. (Write a report.)"""
    from registry.errors import InputError

    if (batch is None) == (period is None):
        raise InputError("Cần một mã đợt hoặc --period", "Give a batch or --period")
    if batch is not None:
        _batch_report(batch, out, form, profile, as_of, as_json)
    else:
        _periodic_report(period or "", out, by, as_json)


def _batch_report(
    batch_id: str, out: Path, form: str, profile: Path | None, as_of: str | None, as_json: bool
) -> None:
    from registry.intake.batch import Intake
    from registry.reports.files import forms, write_all
    from registry.reports.model import Report
    from registry.reports.profile import read_profile
    from registry.terminal import advancing, show_files, show_screening
    from registry.usecases.batches import read_batch
    from registry.usecases.decisions import decisions_of
    from registry.usecases.decisions.shared import corrected
    from registry.usecases.receipts import receipts_of
    from registry.usecases.screen import screen

    asked, parameters = forms(form), read_profile(batch_id, profile)
    with reading() as registry:
        batch = read_batch(registry, batch_id)
        with advancing(len(batch.lines)) as advance:
            screening = screen(registry, Intake(batch), iso_day(as_of or batch.as_of), advance)
        screening = corrected(registry, screening)
        decisions, receipts = decisions_of(registry.store, batch_id), receipts_of(registry, batch_id)
    files = write_all(Report(screening, parameters, decisions, receipts), out, asked)
    if as_json:
        for file in files:
            emit({"file": str(file)})
    else:
        show_screening(screening)
        show_files(files)


def _periodic_report(name: str, out: Path, by: str | None, as_json: bool) -> None:
    """Write the report of a period, and put it on record unless it says what the last one said."""
    from registry import period
    from registry.bootstrap import open_writer
    from registry.reports.periodic import write_archive
    from registry.terminal import show_files, show_text
    from registry.usecases.periodic import publications, publish, summarise

    asked = period.parse(name)
    with reading() as registry:
        found = summarise(registry, asked)
    with open_writer(settings()) as store:
        publication = publish(store, found, by or "rasoat report --period", now())
        issued = publications(store)
    files = write_archive(found, issued, publication, out)
    if as_json:
        emit({"number": publication.number, "period": asked.id, "files": [str(file) for file in files]})
    else:
        show_text(f"{found.title} ({publication.number}). {found.summary}")
        show_files(files)
