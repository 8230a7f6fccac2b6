"""Work of seconds in a process of its own, so that requests do not wait for it."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any

from registry.errors import RegistryError, StoreError

KINDNESS = 5
"""How far the work stands back behind requests where both want a core (as of the command ``nice``)."""

Tell = Callable[[str], None]


class Apart:
    """``work`` with what it is ``given`` and a way to tell how far it is, begun in a process of its own."""

    def __init__(self, work: Callable[..., Any], given: tuple[Any, ...]) -> None:
        # Not forked: this process has threads, whose locks would stay closed in the child.
        context = multiprocessing.get_context("spawn")
        self._here, there = context.Pipe(duplex=False)
        self._process = context.Process(target=_work, args=(there, work, given), daemon=True)
        self._process.start()
        there.close()

    def result(self, tell: Tell = lambda _: None) -> Any:
        """Return what the work returns; raise what it raises, `StoreError` if it dies or is stopped."""
        try:
            while True:
                kind, value = self._here.recv()
                if kind == "stage":
                    tell(value)
                elif kind == "error":
                    raise value
                else:
                    return value
        except EOFError:
            raise StoreError(
                "Việc bị ngắt giữa chừng; hãy gửi lại", "Cut off half way; send it again"
            ) from None
        finally:
            self._process.join()
            self._here.close()

    def stop(self) -> None:
        """End the work where it is."""
        self._process.terminate()


def _work(there: Connection, work: Callable[..., Any], given: tuple[Any, ...]) -> None:
    os.nice(KINDNESS)
    try:
        there.send(("result", work(*given, lambda stage: there.send(("stage", stage)))))
    except RegistryError as error:
        there.send(("error", error))
    except BrokenPipeError:
        return  # The server has ended; what was typed is on disk.
