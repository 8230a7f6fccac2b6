"""All suites of outside tests against one registry."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pyoxigraph as ox
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.app import create_app
from registry.config import Public
from registry.opened import Registry
from registry.store.oxigraph import OxigraphStore
from registry.usecases.publish import export
from tests.conformance import reconciliation, shapes, sparql
from tests.conformance.results import MATERIAL, Suite

DATA = "http://kasei.us/2009/09/sparql/data/"
"""Where the manifest of the protocol tests says that its data are."""


def run(registry: Registry) -> list[Suite]:
    """Return what all suites say."""
    with TestClient(protocol_app(registry), raise_server_exceptions=False) as client:
        suites = [*sparql.protocol(client)]
    with TestClient(create_app(registry), raise_server_exceptions=False) as client:
        suites += [
            sparql.service_description(client),
            reconciliation.replies(client),
            reconciliation.queries(client),
        ]
    with TemporaryDirectory() as folder:
        files = export(registry.store, Public(), Path(folder))
        return suites + shapes.validate(next(file for file in files if file.suffix == ".nq"))


def protocol_app(registry: Registry) -> FastAPI:
    """Return the service over the data of the protocol tests, which it publishes."""
    store = OxigraphStore.memory()
    for file in (MATERIAL / "sparql11-protocol").glob("*.nt"):
        triples = [quad.triple for quad in ox.parse(path=str(file))]
        store.replace({f"{DATA}{file.stem}.rdf": triples})
    return create_app(replace(registry, store=store), public=Public(graphs=(DATA,)))
