"""Public software that is described by a publiccode.yml, as a record of the registry.

What the file does not know a person says: which of our organisations answers for it, at which level it
stands, and which business function a feature is where the matcher is not sure. The record then goes the way
of every registration (`register`): shapes, quality queries, history.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from registry import catalogue, ids
from registry.errors import ConflictError, InputError, NotFoundError
from registry.intake.publiccode import PublicCode
from registry.model import Level, LifecycleEvent, OfferedFunction, Platform, Source, Status
from registry.opened import Registry

STATUSES: Mapping[str, Status] = {
    "concept": "planned",
    "development": "developing",
    "beta": "pilot",
    "stable": "operational",
    "obsolete": "retired",
}
LANGUAGES = ("vi", "en")
"""In which of its languages a description is read, the first one first."""
SURE = 0.6
"""Least chance of a function for the record to state it unasked: more than in a search, as records stay."""


@dataclass(frozen=True)
class Said:
    """What a person says of the software.

    ``owner``: id of an organisation; ``origin``: address where the file is from; ``functions``: by the words
    of a feature, the id of the capability that it is.
    """

    owner: str
    level: Level
    origin: str = ""
    functions: Mapping[str, str] = field(default_factory=dict)


def platform(registry: Registry, software: PublicCode, said: Said, day: str) -> Platform:
    """Return the record of ``software`` as seen on an ISO date; it is not registered yet.

    Known by a page of its publisher only, so its evidence is ``press``; everybody runs a copy of it. Raises
    `NotFoundError` for an unknown owner, `InputError` where no feature is a function that we know.
    """
    name = _name(registry, said.owner)
    tag = next((tag for tag in LANGUAGES if tag in software.description), next(iter(software.description)))
    text = software.description[tag]
    functions, open_ = _functions(registry, text.features, said.functions)
    origin = said.origin or software.landingURL or software.url
    notes = [
        f"publiccode.yml {software.publiccodeYmlVersion}: {' '.join(text.shortDescription.split())}",
        f"Giấy phép: {software.legal.license}",
        *([f"Phiên bản: {software.softwareVersion}"] if software.softwareVersion else []),
        *([f"Chưa gắn với chức năng nào của sổ: {'; '.join(open_)}"] if open_ else []),
    ]
    status = STATUSES[software.developmentStatus]
    english = software.description.get("en")
    return Platform(
        id=f"{said.owner}-{ids.slug(software.name)}",
        name_vi=text.localisedName or software.name,
        name_en=(english.localisedName or software.name) if english else "",
        alt_names=(software.name,) if text.localisedName not in ("", software.name) else (),
        level=said.level,
        owner=name,
        owner_ids=(said.owner,),
        owner_now=name,
        owner_now_ids=(said.owner,),
        sector="dùng chung",
        kind="app" if software.softwareType == "standalone/mobile" else "information system",
        functions=functions,
        territory="toàn quốc",
        province_use="own_instance",
        province_use_basis="Phần mềm mã nguồn mở: nơi dùng tự cài đặt và vận hành một bản.",
        status=status,
        lifecycle=(LifecycleEvent(status=status, observed=day, basis="theo publiccode.yml"),),
        urls=tuple(dict.fromkeys(filter(None, (software.landingURL, software.url)))),
        sources=(Source(url=origin, title=f"publiccode.yml của {software.name}"),),
        evidence="press",
        note=". ".join(notes) + ".",
    )


def refuse_another(record: Platform, present: Platform | None) -> None:
    """Raise `ConflictError` where a record of another origin has the id: it is not overwritten."""
    if present is not None and not set(present.sources) & set(record.sources):
        raise ConflictError(
            f"Đã có bản ghi {record.id} từ nguồn khác: {present.name_vi}",
            f"There is a record {record.id} of another origin: {present.name_vi}",
        )


def _name(registry: Registry, owner: str) -> str:
    rows = catalogue.load("lookup/organisations").run(registry.store).values()
    names = {str(row["organisation"]).rsplit("/", 1)[-1]: str(row["name"]) for row in rows}
    if owner not in names:
        raise NotFoundError(f"Không có cơ quan {owner}", f"There is no organisation {owner}")
    return names[owner]


def _functions(
    registry: Registry, features: Sequence[str], given: Mapping[str, str]
) -> tuple[tuple[OfferedFunction, ...], list[str]]:
    """Return the features that are functions we know, and those of which nobody can say which."""
    found, open_, hints = [], [], []
    for feature in dict.fromkeys(" ".join(text.split()) for text in features):
        ranked = registry.matcher.rank(feature, frozenset(), limit=1).capabilities
        sure = ranked[0].id if ranked and ranked[0].chance >= SURE else None
        capability = given.get(feature) or sure
        if capability:
            found.append(OfferedFunction(text=feature, capability=capability))
        else:
            open_.append(feature)
            hints.append(f"“{feature}” ({', '.join(item.id for item in ranked[:3]) or '?'})")
    if not found:
        vi = f"Không tính năng nào gắn được với chức năng của sổ; chỉ ra bằng --function: {'; '.join(hints)}"
        raise InputError(
            vi, f"No feature is a function that we know; say so by --function: {'; '.join(hints)}"
        )
    return tuple(found), open_
