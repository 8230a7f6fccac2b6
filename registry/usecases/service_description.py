"""What the SPARQL service says of itself."""

from __future__ import annotations

import pyoxigraph as ox

from ontology import namespaces as ns
from registry import catalogue
from registry.store.base import Store

_PREFIXES = {**ns.PREFIXES, "sd": ns.SD, "formats": ns.FORMATS, "void": ns.VOID}


def describe(store: Store, endpoint: str, media_type: str) -> bytes:
    """Return the description of the service at ``endpoint`` over ``store``, as RDF in ``media_type``."""
    query = catalogue.load("linked/service").filled({"endpoint": endpoint})
    form = ox.RdfFormat.from_media_type(media_type)
    prefixes = _PREFIXES if form == ox.RdfFormat.TURTLE else None
    return ox.serialize(store.construct(query), format=form, prefixes=prefixes) or b""
