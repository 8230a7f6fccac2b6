"""What matching knows of platforms and capabilities: texts and ids, no graph."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from registry.matching.index import Phrase
from registry.model import Capability, LocalDuty, Nature, Platform


@dataclass(frozen=True)
class PlatformFacts:
    """A platform as matching sees it; ``functions`` are (text, capability id).

    party: whether it is for Party bodies only (query `prepare/party-only`).
    """

    id: str
    name: str
    level: str
    province: str
    use: str
    mandate: str
    users: tuple[str, ...]
    functions: tuple[tuple[str, str], ...]
    excludes: tuple[str, ...]
    addresses: tuple[str, ...]
    party: bool


@dataclass(frozen=True)
class CapabilityFacts:
    """A capability as matching sees it; ``not_same`` are (capability id, what tells it apart).

    ``duty``: at some time each province runs or ran this itself by law.
    """

    id: str
    label: str
    scope: str
    sector: str
    nature: Nature
    supporting: bool
    top: bool
    duty: bool
    not_same: tuple[tuple[str, str], ...]


def platform_facts(platforms: Iterable[Platform], party: Collection[str]) -> dict[str, PlatformFacts]:
    """Return the facts of each platform by id; ``party`` are the ids of those for Party bodies only."""
    return {
        item.id: PlatformFacts(
            item.id,
            item.name_vi,
            item.level,
            item.territory,
            item.province_use,
            item.mandate,
            item.users,
            tuple((function.text, function.capability) for function in item.functions),
            item.excludes,
            item.urls,
            item.id in party,
        )
        for item in platforms
    }


def capability_facts(
    capabilities: Iterable[Capability], duties: Iterable[LocalDuty]
) -> dict[str, CapabilityFacts]:
    """Return the facts of each capability by id."""
    local = {key for duty in duties if not duty.replaceable for key in duty.capabilities}
    return {
        item.id: CapabilityFacts(
            item.id,
            item.vi,
            item.scope,
            item.sector,
            item.nature,
            item.supporting,
            item.broader is None,
            item.id in local,
            tuple((other.capability, other.why) for other in item.not_same),
        )
        for item in capabilities
    }


def phrases(platforms: Iterable[Platform], capabilities: Iterable[Capability]) -> Iterator[Phrase]:
    """Yield every way to say a platform (names, aliases, functions), what it does not do, or a capability."""
    for platform in platforms:
        target = f"platform/{platform.id}"
        yield from (Phrase(target, "name", name) for name in (platform.name_vi, platform.name_en) if name)
        yield from (Phrase(target, "alias", name) for name in platform.alt_names)
        yield from (Phrase(target, "function", function.text) for function in platform.functions)
        yield from (Phrase(f"not/{platform.id}", "excluded", text) for text in platform.excludes)
    for capability in capabilities:
        if capability.broader is not None:
            target = f"capability/{capability.id}"
            yield Phrase(target, "label", capability.vi)
            yield Phrase(target, "label", capability.en)
            yield from (Phrase(target, "said", text) for text in (*capability.said_as, *capability.said_en))
