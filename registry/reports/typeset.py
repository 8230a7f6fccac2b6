"""Typesetting with Typst: the PDF of the official report, and charts as SVG and PNG.

Typst (PyPI ``typst``) was chosen because it is one wheel without system packages, sets Vietnamese well,
repeats table heads, writes tagged PDF, and takes milliseconds; WeasyPrint needs pango, and a plotting library
would be a second engine for the four charts. Letters are set in Tinos, which is shipped and has the widths of
Times New Roman, the font of the decree; signs that it lacks come from Libertinus Serif, which Typst brings.
No font of the machine is used, so the same report gives the same bytes everywhere.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from importlib.resources import as_file, files
from typing import Any, Literal

import typst

PIXELS_PER_INCH = 200
"""Enough for print at the width of a page."""


def typeset(
    template: str, data: Mapping[str, Any], kind: Literal["pdf", "svg", "png"], moment: datetime | None = None
) -> bytes:
    """Return ``template`` (a file of ``templates/typst``) filled with ``data``, which never becomes code.

    ``moment`` is recorded as that of the making; the clock would make equal reports differ.
    """
    package = files("registry.reports")
    with as_file(package / "templates" / "typst") as folder, as_file(package / "fonts") as fonts:
        result: bytes = typst.compile(
            folder / template,
            root=folder,
            font_paths=[fonts],
            ignore_system_fonts=True,
            format=kind,
            ppi=PIXELS_PER_INCH,
            sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
            timestamp=moment,
        )
    return result
