"""Properties that other tools may ask for, and their values: a data extension of the Reconciliation API."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from ontology import namespaces as ns
from registry import catalogue
from registry.opened import Registry
from registry.usecases.names import KINDS

PLATFORM, CAPABILITY, ORGANISATION = KINDS


@dataclass(frozen=True)
class Property:
    """A property by the id that tools use: its labels, the kinds of things that have it and of its values."""

    id: str
    iri: str
    vi: str
    en: str
    of: tuple[str, ...]
    values: str | None = None

    @property
    def name(self) -> str:
        """The label in both languages."""
        return f"{self.vi} ({self.en})"


PROPERTIES = {
    item.id: item
    for item in (
        Property("identifier", ns.DCT + "identifier", "mã", "id", KINDS),
        Property("alternative", ns.DCT + "alternative", "tên khác", "other name", (PLATFORM,)),
        Property("owner", ns.RS + "owner", "chủ quản", "owner", (PLATFORM,), ORGANISATION),
        Property("ownerNow", ns.RS + "ownerNow", "chủ quản hiện nay", "owner now", (PLATFORM,), ORGANISATION),
        Property("level", ns.RS + "level", "cấp", "level", (PLATFORM,)),
        Property("status", ns.RS + "status", "tình trạng tại ngày xét", "status at the date", (PLATFORM,)),
        Property("platformKind", ns.RS + "platformKind", "dạng", "kind", (PLATFORM,)),
        Property("sector", ns.RS + "sector", "lĩnh vực", "sector", (PLATFORM, CAPABILITY)),
        Property("capability", ns.RS + "capability", "chức năng", "capability", (PLATFORM,), CAPABILITY),
        Property("mandate", ns.RS + "mandate", "mức bắt buộc", "mandate", (PLATFORM,)),
        Property("provinceUse", ns.RS + "provinceUse", "tỉnh dùng thế nào", "use by provinces", (PLATFORM,)),
        Property("legalBasis", ns.RS + "legalBasis", "căn cứ", "legal basis", (PLATFORM, ORGANISATION)),
        Property("webAddress", ns.RS + "webAddress", "địa chỉ", "address", (PLATFORM,)),
        Property("evidence", ns.RS + "evidence", "mức bằng chứng", "evidence", (PLATFORM, ORGANISATION)),
        Property("broader", ns.SKOS + "broader", "chức năng rộng hơn", "broader", (CAPABILITY,), CAPABILITY),
        Property("scopeNote", ns.SKOS + "scopeNote", "phạm vi", "scope", (CAPABILITY,)),
        Property("nature", ns.RS + "nature", "bản chất", "nature", (CAPABILITY,)),
        Property(
            "classification", ns.ORG + "classification", "loại cơ quan", "type of body", (ORGANISATION,)
        ),
        Property(
            "province", ns.RS + "province", "thuộc tỉnh", "province", (PLATFORM, ORGANISATION), ORGANISATION
        ),
        Property("abbreviation", ns.RS + "abbreviation", "tên viết tắt", "abbreviation", (ORGANISATION,)),
    )
}


@dataclass(frozen=True)
class Value:
    """A value: a text, or a thing with its id (what follows the base of all IRIs) and its name."""

    text: str
    id: str | None = None


Values = dict[str, dict[str, list[Value]]]
"""Values by entity and property."""


def values(registry: Registry, ids: Iterable[str], properties: Collection[str], as_of: str) -> Values:
    """Return the values of the known ``properties`` of the things ``ids`` at a date (ISO)."""
    found: Values = {key: defaultdict(list) for key in ids}
    asked = {PROPERTIES[key].iri: key for key in properties if key in PROPERTIES}
    if not found or not asked:
        return found
    answer = catalogue.load("lookup/property-values").run(
        registry.store,
        {
            "entities": [[ns.BASE + key] for key in found],
            "properties": [[iri] for iri in asked],
            "asOf": as_of,
        },
    )
    for row in answer.rows:
        key = ns.local_id(row["entity"].value, ns.BASE)
        cells = found[key][asked[row["property"].value]]
        text = row["value"].value
        if row["isThing"].python():
            named = row["name"].value if "name" in row else ns.local_id(text, ns.BASE)
            cells.append(Value(named, ns.local_id(text, ns.BASE)))
        else:
            cells.append(Value(text))
    return found
