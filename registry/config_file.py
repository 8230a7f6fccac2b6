"""The one configuration file: flat TOML whose keys are the names of the environment without ``RASOAT_``.

`described` names every setting with its meaning; from these descriptions `documented` writes the file that
``rasoat config`` prints. The environment has the last word.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

import platformdirs

from registry.errors import InputError, Place

PREFIX = "RASOAT_"
NAME = "rasoat.toml"


@dataclass(frozen=True)
class Described:
    """A setting: its key in the file, what it is by default, and what it means in both languages."""

    key: str
    default: object
    vi: str
    en: str

    @property
    def variable(self) -> str:
        """The name of the setting in the environment."""
        return PREFIX + self.key.upper()


def setting(key: str, default: Any, vi: str, en: str, shown: object = None) -> Any:
    """Return a field of a dataclass of settings; ``shown``: the default as it is documented."""
    described = Described(key, default if shown is None else shown, vi, en)
    return field(default=default, metadata={"setting": described})


def described(*kinds: type[Any]) -> list[Described]:
    """Return the settings that the dataclasses ``kinds`` hold, in their order."""
    return [item.metadata["setting"] for kind in kinds for item in fields(kind) if "setting" in item.metadata]


def location() -> Path:
    """Return where the file is read: ``RASOAT_CONFIG``, else ``rasoat.toml`` in the data directory."""
    home = os.environ.get(PREFIX + "HOME") or platformdirs.user_data_dir("rasoat")
    return Path(os.environ.get(PREFIX + "CONFIG") or Path(home, NAME))


def given(known: Iterable[Described]) -> Mapping[str, str]:
    """Return the settings by key as text: those of the file, and over them those of the environment.

    What is empty is not given. Raises `InputError` naming file and key for a file that is not TOML, an
    unknown key or a table.
    """
    settings = {item.variable: item.key for item in known}
    environment = {settings[name]: value for name, value in os.environ.items() if name in settings}
    layers = (dict(_written(set(settings.values()))), environment)
    return {key: text for layer in layers for key, text in layer.items() if text}


def _written(known: set[str]) -> Iterator[tuple[str, str]]:
    path = location()
    place = Place(file=str(path))
    try:
        text = path.read_text(encoding="utf-8")
    except (FileNotFoundError, NotADirectoryError) as error:
        if os.environ.get(PREFIX + "CONFIG"):
            raise InputError("Không có tệp cấu hình", "There is no such settings file", place) from error
        return
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(
            "Không đọc được tệp cấu hình", f"Unreadable settings file: {error}", place
        ) from error
    # Imported here: most have no such file, and a search from a cold start should not wait for it.
    import tomllib

    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InputError("Tệp cấu hình không phải TOML", f"Not TOML: {error}", place) from error
    for key, value in content.items():
        place = Place(file=str(path), column=key)
        if key not in known:
            raise InputError(f"Không có thiết lập “{key}”", f"There is no setting “{key}”", place)
        items = value if isinstance(value, list) else [value]
        if not all(isinstance(item, str | int | float) for item in items):
            raise InputError(
                "Giá trị phải là chữ, số hoặc danh sách chữ", "A text, a number or a list of texts", place
            )
        yield key, " ".join(str(item).lower() if isinstance(item, bool) else str(item) for item in items)


def documented(known: Iterable[Described]) -> str:
    """Return the file with every setting explained and, behind ``#``, at its default."""
    parts = [
        "# Thiết lập của Rà soát. Bỏ dấu # ở đầu dòng để đặt; biến môi trường cùng tên thắng tệp.\n"
        f"# Settings, read from {PREFIX}CONFIG, else {NAME} in the data directory; the environment wins.\n"
    ]
    parts += [
        f"# {item.vi}\n# {item.en}\n# {item.variable}\n# {item.key} = {_toml(item.default)}\n"
        for item in known
    ]
    return "\n".join(parts)


def _toml(value: object) -> str:
    if isinstance(value, tuple):
        return "[" + ", ".join(_toml(item) for item in value) + "]"
    if isinstance(value, int | float):
        return f"{value:g}"
    # JSON texts are TOML texts; nothing here holds what the two write differently.
    return '"' + str(value or "").replace("\\", "\\\\").replace('"', '\\"') + '"'
