"""Typesetting with Typst: the PDF of the official report, and charts as SVG and PNG.

Typst (PyPI ``typst``) was chosen because it is one wheel without system packages, sets Vietnamese well,
repeats table heads, writes tagged PDF, and takes milliseconds; WeasyPrint needs pango, and a plotting library
would be a second engine for the four charts. The decree asks for Times New Roman: it is used where there is
one, else Tinos of the same widths, else Libertinus Serif, which comes with Typst (older Liberation fonts
lack some Vietnamese letters). The same data give the same bytes on machines with the same fonts.
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
    with as_file(files("registry.reports").joinpath("templates/typst")) as folder:
        result: bytes = typst.compile(
            folder / template,
            root=folder,
            format=kind,
            ppi=PIXELS_PER_INCH,
            sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
            timestamp=moment,
        )
    return result
