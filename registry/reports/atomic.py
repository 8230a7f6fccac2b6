"""Files that appear whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Yield a draft that takes the place of ``path`` when the block ends well; else ``path`` stays as it was.

    The draft lies in the same folder, since a rename is atomic only within one file system.
    """
    draft = path.with_name(f".{uuid4().hex}.draft")
    try:
        yield draft
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
