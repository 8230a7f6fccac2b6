"""The Vietnamese messages of the pages, as they stand in the templates and in `api.words`."""

from __future__ import annotations

from pathlib import Path

from babel.messages.extract import extract_from_dir

import api
from api import words

OPTIONS = {
    "trimmed": "true",
    "newstyle_gettext": "true",
    "trim_blocks": "true",
    "lstrip_blocks": "true",
    "silent": "false",
}


def used() -> dict[str, str]:
    """Return every message with where it is used."""
    found = dict.fromkeys(words.everything(), "api/words.py")
    folder = Path(api.__file__).parent / "templates"
    for name, line, message, _, _ in extract_from_dir(folder, [("**.html", "jinja2")], {"**.html": OPTIONS}):
        for text in message if isinstance(message, tuple) else (message,):
            found.setdefault(text, f"{name}:{line}")
    return found
