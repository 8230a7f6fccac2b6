"""The questions of Rà soát: one SPARQL file each, self-describing (see README.md beside this file)."""

from importlib.resources import files
from importlib.resources.abc import Traversable


def folders() -> list[str]:
    """Return the names of the query folders, sorted."""
    return sorted(item.name for item in files(__name__).iterdir() if item.is_dir() and _names(item))


def names() -> list[str]:
    """Return every query id, ``folder/name``, sorted."""
    root = files(__name__)
    return [f"{folder}/{name}" for folder in folders() for name in _names(root.joinpath(folder))]


def text(query_id: str) -> str:
    """Return the UTF-8 text of the query ``folder/name``; raises ``FileNotFoundError`` if there is none."""
    return files(__name__).joinpath(f"{query_id}.rq").read_text(encoding="utf-8")


def _names(folder: Traversable) -> list[str]:
    return sorted(item.name.removesuffix(".rq") for item in folder.iterdir() if item.name.endswith(".rq"))
