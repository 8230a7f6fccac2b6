"""Text files as Unicode text, and the old Vietnamese encodings told apart.

Old text is refused, not converted: a wrong guess would silently change names and numbers.
"""

from __future__ import annotations

import codecs
import re
from pathlib import Path

from registry.errors import InputError, Place
from registry.intake.sheet import Sheet

# TCVN3 puts ă â ê ô ơ ư đ on 0xA8-0xAE, where Windows-1258 has signs that never stand inside a word.
_TCVN3 = re.compile(rb"[A-Za-z][\xa8-\xae]|[\xa8-\xae][A-Za-z]")
# Windows-1258 writes the tone as a byte of its own after the vowel.
_CP1258 = re.compile(rb"[aeiouyAEIOUY\xe2\xc2\xea\xca\xf4\xd4\xe3\xc3\xf5\xd5\xfd\xdd][\xcc\xd2\xde\xec\xf2]")
# What TCVN3 and VNI fonts leave in a word when their bytes are read as Latin ("Së Y tÕ", "qu¶n lý ®Êt",
# "QuaûN lyù"), and Unicode Vietnamese never: foreign letters, and signs where no sign can stand.
_LETTERS = "ÄÅÆÇËÏÐÑÖØÛÜÞßäåæçëîïðñöøûüþÿ"
_SIGNS = "£¤¥¦§¨©ª«¬\u00ad®¯°±²³´µ¶·¸¹º»¼½¾×÷"
_LETTER = r"[^\W\d_]"
_LEGACY_WORD = re.compile(
    rf"{_LETTER}[{_LETTERS}]|[{_LETTERS}]{_LETTER}|{_LETTER}[{_SIGNS}]{_LETTER}|{_LETTER}[µ¶·¸¹]|®{_LETTER}"
)
_LEGACY_HITS = 3


def decode(path: Path) -> str:
    """Return the text of a file in UTF-8, or in UTF-16 with a byte order mark; raises `InputError`."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise InputError(
            "Không đọc được tệp", f"The file cannot be read: {error.strerror}", Place(file=path.name)
        ) from error
    encoding = "utf-16" if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig"
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError as error:
        row = raw.count(b"\n", 0, error.start) + 1
        vi, en = _guess(raw)
        raise InputError(
            f"Tệp không phải UTF-8{vi}; hãy lưu lại dạng UTF-8 (trong Excel: 'CSV UTF-8')",
            f"The file is not UTF-8{en}; save it as UTF-8 (in Excel: 'CSV UTF-8')",
            Place(file=path.name, row=row),
        ) from error


def refuse_legacy(sheet: Sheet) -> None:
    """Raise `InputError` at the first row that is typed in a TCVN3 or VNI font instead of Unicode."""
    for row in sheet.rows:
        for column, text in enumerate(row.texts):
            if len(_LEGACY_WORD.findall(text)) >= _LEGACY_HITS:
                raise InputError(
                    "Chữ gõ bằng phông cũ (TCVN3 như .VnTime, hoặc VNI); hãy chuyển sang Unicode",
                    "The text is typed in an old font (TCVN3 such as .VnTime, or VNI); convert it to Unicode",
                    Place(sheet=sheet.name, row=row.number, column=letter(column)),
                )


def letter(column: int) -> str:
    """Return the spreadsheet's letter of a column counted from 0: A, B … Z, AA."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def _guess(raw: bytes) -> tuple[str, str]:
    """Name the old encoding that the bytes look like, in Vietnamese and English."""
    sample = raw[:100_000]
    tcvn3, cp1258 = len(_TCVN3.findall(sample)), len(_CP1258.findall(sample))
    if not tcvn3 and not cp1258:
        return "", ""
    name = "TCVN3" if tcvn3 > cp1258 else "Windows-1258"
    return f" (có vẻ là {name})", f" (it looks like {name})"
