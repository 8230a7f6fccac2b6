"""A form of a page as a browser would send it back unchanged."""

from __future__ import annotations

import re
from html.parser import HTMLParser


class _Form(HTMLParser):
    def __init__(self, action: str) -> None:
        super().__init__()
        self.action, self.inside = action, False
        self.fields: dict[str, str] = {}
        self.name = ""
        self.text: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {key: value or "" for key, value in attrs}
        if tag == "form":
            self.inside = re.fullmatch(self.action, given.get("action", "")) is not None
        if not self.inside:
            return
        if tag == "input" and given.get("name") and given.get("type") != "file":
            self.fields[given["name"]] = given.get("value", "")
        elif tag == "select":
            self.name = given["name"]
            self.fields.pop(self.name, None)
        elif tag == "option" and self.name and ("selected" in given or self.name not in self.fields):
            self.fields[self.name] = given.get("value", "")
        elif tag == "textarea":
            self.name, self.text = given["name"], []

    def handle_data(self, data: str) -> None:
        if self.text is not None:
            self.text.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self.text is not None:
            self.fields[self.name] = "".join(self.text).removeprefix("\n")
            self.text = None
        if tag in ("textarea", "select"):
            self.name = ""
        if tag == "form":
            self.inside = False


def filled(page: str, action: str) -> dict[str, str]:
    """Return the fields of the form whose address fits a pattern, with what they hold."""
    form = _Form(action)
    form.feed(page)
    assert form.fields, f"no form for {action}"
    return form.fields
