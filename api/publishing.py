"""The published copy of the registry, kept as new as the registry beside the requests.

It is made when the server starts, and again when a published graph changes, whoever changed it; requests are
answered from the former copy until the new one is there.
"""

from __future__ import annotations

import logging
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from api.apart import Apart
from registry.config import Public, Settings
from registry.errors import RegistryError
from registry.opened import Registry
from registry.renew import publish_apart
from registry.usecases.imports import Imports
from registry.usecases.publish import Publication, published_mark

LOG = logging.getLogger(__name__)
Mark = tuple[object, ...]


class Publisher:
    """Holds the published `copy`. ``settings``: where the registry is, to make copies in a process apart."""

    def __init__(
        self, registry: Registry, public: Public, imports: Imports | None, settings: Settings | None
    ) -> None:
        self._registry, self._public, self._imports, self._settings = registry, public, imports, settings
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="publishing")
        self._work: Apart | None = None
        self._under_way: Future[None] | None = None
        self._closed = False
        self._seen: str | None = None
        self._mark: Mark | None = None
        self._former: Publication | None = None
        self.copy = self._new()

    def begin(self) -> None:
        """Make the first copy now, before anybody asks for it, and `follow` from then on."""
        self._seen, self._mark = self._registry.store.mark, self._present()
        self._under_way = self._pool.submit(self._prepare, self.copy)

    def renew(self, registry: Registry) -> None:
        """Publish another content of the registry from now on."""
        self._registry = registry
        if self._mark is None:
            self.copy, former = self._new(), self.copy
            former.close()
        else:
            self.follow()

    def follow(self) -> None:
        """Begin to make a new copy where what is published has changed.

        It costs nothing as long as nobody writes, and a look at the names of the graphs when somebody did.
        """
        if self._mark is None or self.making:
            return
        seen, mark = self._registry.store.mark, self._mark
        if seen is not None and seen == self._seen and mark[0] == self._registry.snapshot:
            return
        present = self._present()
        self._seen = seen
        if present != mark:
            self._mark = present
            self._under_way = self._pool.submit(self._replace)

    @property
    def making(self) -> bool:
        """Whether a copy is being made."""
        return self._under_way is not None and not self._under_way.done()

    def close(self) -> None:
        """Delete the copies and let no new one be made."""
        self._closed = True
        self._pool.shutdown(wait=False, cancel_futures=True)
        if self._work is not None:
            self._work.stop()
        self._pool.shutdown()
        for each in (self.copy, self._former):
            if each is not None:
                each.close()

    def _present(self) -> Mark:
        return (self._registry.snapshot, *published_mark(self._registry.store, self._public))

    def _new(self) -> Publication:
        make = self._make if self._settings is not None else None
        return Publication(self._registry.store, self._public, self._imports, make)

    def _make(self, folder: Path) -> None:
        self._work = Apart(publish_apart, (self._settings, self._public, folder))
        self._work.result()

    def _prepare(self, copy: Publication) -> None:
        try:
            copy.prepare()
        except RegistryError as error:
            # Tried again by the next request that needs it.
            self._warn(error)

    def _replace(self) -> None:
        copy = self._new()
        try:
            copy.prepare()
        except RegistryError as error:
            copy.close()
            # Tried again with the next change.
            self._mark = (self._registry.snapshot,)
            self._warn(error)
            return
        # Who reads the copy before this one ends on it: a query takes seconds, a new copy more.
        gone, self._former, self.copy = self._former, self.copy, copy
        if gone is not None:
            gone.close()

    def _warn(self, error: RegistryError) -> None:
        if not self._closed:
            LOG.warning("what is published is not as new as the registry: %s", error.en)
