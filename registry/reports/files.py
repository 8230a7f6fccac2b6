"""The report files of a batch, all from the same report."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path

from registry.errors import InputError, Place, StoreError
from registry.reports.atomic import replacing
from registry.reports.docx import write_docx
from registry.reports.html import write_html
from registry.reports.jsonld import write_jsonld
from registry.reports.model import Report
from registry.reports.pdf import write_pdf
from registry.reports.xlsx import write_xlsx


def write_jsonl(report: Report, path: Path) -> None:
    """Write each line of the batch as one JSON object, whole or not at all; raises `OSError`."""
    rows = (json.dumps(item.line.to_json(), ensure_ascii=False) for item in report.lines)
    with replacing(path) as draft:
        draft.write_text("\n".join(rows) + "\n", encoding="utf-8")


FORMS: dict[str, Callable[[Report, Path], None]] = {
    "docx": write_docx,
    "pdf": write_pdf,
    "html": write_html,
    "xlsx": write_xlsx,
    "jsonld": write_jsonld,
    "jsonl": write_jsonl,
}


def forms(text: str) -> tuple[str, ...]:
    """Return the forms named in ``text`` (``docx,pdf`` or ``all``); raises `InputError`."""
    asked = [one.strip().lower() for one in text.split(",")]
    if asked == ["all"]:
        return tuple(FORMS)
    wrong = [one for one in asked if one not in FORMS]
    if wrong:
        known = ", ".join(FORMS)
        raise InputError(
            f"Không có dạng báo cáo {', '.join(wrong)}; dùng all hoặc {known}",
            f"There is no form {', '.join(wrong)}; use all or {known}",
        )
    return tuple(dict.fromkeys(asked))


def write_all(report: Report, folder: Path, asked: Sequence[str] = tuple(FORMS)) -> list[Path]:
    """Write the report in each form to ``folder``; return the paths. Raises `StoreError`."""
    paths = [folder / f"{report.stem}.{form}" for form in asked]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for form, path in zip(asked, paths, strict=True):
            FORMS[form](report, path)
    except OSError as error:
        raise StoreError(
            "Không ghi được báo cáo",
            f"The report cannot be written: {error.strerror}",
            Place(file=str(folder)),
        ) from error
    return paths
