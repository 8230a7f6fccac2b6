"""The report files of a screening, all from the same object."""

from __future__ import annotations

import json
from pathlib import Path

from registry.answers import Screening
from registry.errors import Place, StoreError
from registry.reports.html import write_html
from registry.reports.xlsx import write_xlsx


def write_all(screening: Screening, folder: Path) -> list[Path]:
    """Write HTML, .xlsx and .jsonl (one line of the batch each) to ``folder``; return their paths."""
    stem = f"{screening.batch_id}-{screening.as_of}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        page, sheet, lines = (folder / f"{stem}.{kind}" for kind in ("html", "xlsx", "jsonl"))
        write_html(screening, page)
        write_xlsx(screening, sheet)
        draft = lines.with_suffix(".draft")
        rows = (json.dumps(line.to_json(), ensure_ascii=False) for line in screening.lines)
        draft.write_text("\n".join(rows) + "\n", encoding="utf-8")
        draft.replace(lines)
    except OSError as error:
        raise StoreError(
            "Không ghi được báo cáo",
            f"The report cannot be written: {error.strerror}",
            Place(file=str(folder)),
        ) from error
    return [page, sheet, lines]
