"""Which platforms offer which capabilities, and what else is known of them, in arrays.

Rows are platforms, columns are capabilities, in the order of their ids. Supporting functions (lookup,
statistics ...) identify no platform and are left out.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from registry.matching.facts import CapabilityFacts, PlatformFacts
from registry.matching.features import WORK
from registry.matching.index import PhraseIndex
from registry.matching.nature import work_words
from registry.matching.vocabulary import Floats, Ints


class Offers:
    """Arrays over platforms and capabilities.

    share: part of a platform's functions that are of a capability. central: how many central platforms offer
    a capability. nobody: none does. duty: each province runs it by law. fixed: what is known of a platform
    whatever the text, in the order of `features.PLATFORM` from ``provincial`` to ``party``.
    """

    def __init__(
        self,
        index: PhraseIndex,
        platforms: dict[str, PlatformFacts],
        capabilities: dict[str, CapabilityFacts],
    ) -> None:
        known = index.number_of
        self.capabilities = [key for key in capabilities if f"capability/{key}" in known]
        self.platforms = list(platforms)
        self.column = {key: number for number, key in enumerate(self.capabilities)}
        self.number = {key: number for number, key in enumerate(self.platforms)}
        # Where their phrases stand in the index; -1 where nothing is known that a platform does not do.
        self.rows = _places([f"capability/{key}" for key in self.capabilities], known)
        self.platform_rows = _places([f"platform/{key}" for key in self.platforms], known)
        self.not_rows = _places([f"not/{key}" for key in self.platforms], known)
        facts = [capabilities[key] for key in self.capabilities]
        self.supporting = np.array([item.supporting for item in facts])
        self.duty = np.array([item.duty for item in facts])
        natures = np.array([item.nature for item in facts])
        self._natures = {name: (natures == name).astype(np.float32) for name in ("software", *WORK)}
        self.share = self._shares(list(platforms.values()))
        self.offers = self.share > 0
        provincial = np.array([item.level == "provincial" for item in platforms.values()])
        self.central = self.offers[~provincial].sum(axis=0).astype(np.float32)
        self.nobody = (self.central == 0) & ~self.supporting
        self.fixed = np.array(
            [
                [
                    item.level == "provincial",
                    item.use == "none",
                    item.use == "feeds",
                    item.use == "own_instance",
                    item.mandate == "mandatory",
                    item.party,
                ]
                for item in platforms.values()
            ],
            dtype=np.float32,
        )

    def _shares(self, platforms: Sequence[PlatformFacts]) -> Floats:
        share = np.zeros((len(platforms), len(self.capabilities)), dtype=np.float32)
        for number, facts in enumerate(platforms):
            own = [self.column[key] for _, key in facts.functions if key in self.column]
            business = [column for column in own if not self.supporting[column]]
            for column in business:
                share[number, column] += 1 / len(business)
        return share

    def against_work(self, text: str) -> tuple[Floats, Floats]:
        """Return whether each capability is work that a text has no word of, or software despite work."""
        said, opens = work_words(text)
        unsaid = np.zeros(len(self.capabilities), dtype=np.float32)
        for nature, present in said.items():
            if not present:
                unsaid += self._natures[nature]
        return unsaid, self._natures["software"] * np.float32(opens)


def _places(targets: Sequence[str], known: dict[str, int]) -> Ints:
    return np.array([known.get(target, -1) for target in targets], dtype=np.int32)
