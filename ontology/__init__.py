"""The vocabulary of Rà soát: OWL classes and properties, code lists and SHACL shapes, as files.

The package imports no RDF library: it only says where its files are.
"""

from importlib.resources import files
from importlib.resources.abc import Traversable

VERSION_IRI = "https://w3id.org/rasoat/ontology/1.0.0"


def path(name: str) -> Traversable:
    """Return the packaged file ``name`` (for example ``"core.ttl"`` or ``"shapes/platform.ttl"``)."""
    return files(__name__).joinpath(name)


def text(name: str) -> str:
    """Return the UTF-8 text of the packaged file ``name``."""
    return path(name).read_text(encoding="utf-8")


def shape_names() -> list[str]:
    """Return the file names of the SHACL shapes, sorted, relative to this package."""
    return sorted(f"shapes/{item.name}" for item in path("shapes").iterdir() if item.name.endswith(".ttl"))
