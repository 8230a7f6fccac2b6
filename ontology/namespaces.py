"""The only place where IRIs are spelled. Everything is plain text; no RDF library is needed here."""

BASE = "https://w3id.org/rasoat/"
RS = BASE + "ontology#"

ORG = "http://www.w3.org/ns/org#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
DCT = "http://purl.org/dc/terms/"
DCAT = "http://www.w3.org/ns/dcat#"
ADMS = "http://www.w3.org/ns/adms#"
PROV = "http://www.w3.org/ns/prov#"
ELI = "http://data.europa.eu/eli/ontology#"
CPSV = "http://purl.org/vocab/cpsv#"
SCHEMA = "https://schema.org/"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
OWL = "http://www.w3.org/2002/07/owl#"
XSD = "http://www.w3.org/2001/XMLSchema#"
SEMAPV = "https://w3id.org/semapv/vocab/"  # why a mapping is believed (SSSOM)
VOID = "http://rdfs.org/ns/void#"
FOAF = "http://xmlns.com/foaf/0.1/"
M8G = "http://data.europa.eu/m8g/"  # the Core Vocabularies of the EU: CPOV (cpov:) and CPSV-AP (cv:)
SD = "http://www.w3.org/ns/sparql-service-description#"
FORMATS = "http://www.w3.org/ns/formats/"

PREFIXES: dict[str, str] = {
    "rs": RS,
    "org": ORG,
    "skos": SKOS,
    "dct": DCT,
    "dcat": DCAT,
    "adms": ADMS,
    "prov": PROV,
    "eli": ELI,
    "cpsv": CPSV,
    "schema": SCHEMA,
    "rdf": RDF,
    "rdfs": RDFS,
    "owl": OWL,
    "xsd": XSD,
}

# Named graphs of the store.
GRAPH_ONTOLOGY = BASE + "graph/ontology"
GRAPH_REGISTRY = BASE + "graph/registry"
GRAPH_REGISTRATIONS = BASE + "graph/registrations"  # who registered a record over the shipped ones, and why
GRAPH_CHANGES = BASE + "graph/changes"  # when each record last changed on this machine
GRAPH_BATCH = BASE + "graph/batch/"  # + batch id
GRAPH_CATALOGUE = BASE + "graph/catalogue"  # made of the others by queries/export when they are published
GRAPH_IMPORTED = BASE + "graph/imported/"  # + name of another registry; in a store of its own
GRAPH_JOURNAL = BASE + "graph/journal/"  # + number of its first entry

# Prefixes of resource IRIs; the bare id follows.
PLATFORM = BASE + "platform/"
CAPABILITY = BASE + "capability/"
ORGANISATION = BASE + "organisation/"
SECTOR = BASE + "sector/"
USER_GROUP = BASE + "user-group/"
LEGAL = BASE + "legal/"
SOURCE = BASE + "source/"
CHANGE_EVENT = BASE + "change-event/"
DEPARTMENT_KIND = BASE + "department-kind/"
LOCAL_DUTY = BASE + "local-duty/"
JUSTIFICATION = BASE + "justification/"
SHARED_COMPONENT = BASE + "shared-component/"
DEMAND_GROUP = BASE + "demand-group/"
BATCH = BASE + "batch/"
PROPOSAL = BASE + "proposal/"
REPORT = BASE + "report/"  # + batch id and date
FINDING = BASE + "finding/"  # + batch id, date and number
ENTRY = BASE + "entry/"  # + number, for example QD-2023-00001
PERSON = BASE + "person/"
CODE = BASE + "code/"  # + scheme/token, for example code/status/operational


def code(scheme: str, token: str) -> str:
    """Return the IRI of ``token`` in a code list, for example ``code("status", "operational")``."""
    return f"{CODE}{scheme}/{token}"


def local_id(iri: str, prefix: str) -> str:
    """Return the bare id of ``iri`` under ``prefix``; the IRI itself when it lies elsewhere."""
    return iri.removeprefix(prefix)
