"""Under which owner and sector each platform is filed: what a list is narrowed by."""

from __future__ import annotations

from dataclasses import dataclass

from ontology import namespaces as ns
from registry.opened import Registry
from registry.usecases.asking import ask

PREFIXES = {"owner": ns.ORGANISATION, "sector": ns.SECTOR}


@dataclass(frozen=True)
class Named:
    """Something with an id and a name in both languages; ``en`` may be empty."""

    id: str
    vi: str
    en: str

    def name(self, lang: str) -> str:
        """Return the name in a language, the Vietnamese one where there is no other."""
        return self.en if lang == "en" and self.en else self.vi


@dataclass(frozen=True)
class Groupings:
    """``of``: the group ids of a platform by (platform id, grouping); ``names``: of (grouping, group id)."""

    of: dict[tuple[str, str], tuple[str, ...]]
    names: dict[tuple[str, str], Named]


def groupings(registry: Registry) -> Groupings:
    """Return the owners (at the head of their hierarchy) and sectors of all platforms."""
    of: dict[tuple[str, str], tuple[str, ...]] = {}
    names: dict[tuple[str, str], Named] = {}
    for row in ask(registry, "lookup/groupings", {}):
        grouping = row["grouping"]
        group = ns.local_id(row["group"], PREFIXES[grouping])
        key = (ns.local_id(row["platform"], ns.PLATFORM), grouping)
        of[key] = (*of.get(key, ()), group)
        names[grouping, group] = Named(group, row["name"], row["nameEn"])
    return Groupings(of, names)
