"""The capabilities as a tree: sectors, groups, functions, with the number of platforms that offer each."""

from __future__ import annotations

from dataclasses import dataclass

from ontology import namespaces as ns
from registry.ids import fold
from registry.opened import Registry
from registry.usecases.asking import ask
from registry.usecases.groupings import Named


@dataclass(frozen=True)
class Node:
    """A capability. ``broader``: id of the one above it, empty at the top; ``platforms``: how many do it."""

    capability: Named
    sector: Named
    broader: str
    platforms: int


def tree(registry: Registry) -> dict[str, Node]:
    """Return all capabilities by id, in the order of their sectors and names."""
    nodes = (
        Node(
            Named(ns.local_id(row["capability"], ns.CAPABILITY), row["label"], row["labelEn"]),
            Named(ns.local_id(row["sector"], ns.SECTOR), row["sectorName"], row["sectorNameEn"]),
            ns.local_id(row["broader"], ns.CAPABILITY) if row["broader"] else "",
            int(row["platforms"]),
        )
        for row in ask(registry, "lookup/capability-tree", {})
    )
    # By the letters without their marks: "Đ" is beside "D" for a Vietnamese reader, not after "Y".
    ordered = sorted(nodes, key=lambda node: (fold(node.sector.vi), fold(node.capability.vi)))
    return {node.capability.id: node for node in ordered}


def offering(registry: Registry, capability: str, as_of: str) -> list[str]:
    """Return the ids of the platforms that cover a capability, and existed at the date, by name."""
    rows = ask(
        registry, "lookup/capability-platforms", {"capability": ns.CAPABILITY + capability, "asOf": as_of}
    )
    return [
        ns.local_id(row["platform"], ns.PLATFORM)
        for row in rows
        if row["status"].rsplit("/", 1)[-1] != "absent"
    ]
