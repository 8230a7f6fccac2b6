"""Reading publiccode.yml, the description that public software carries with its source code.

The rules are those of the standard up to 0.7 (https://yml.publiccode.tools, CC0), as far as the file alone
can tell: whether an address answers or a picture is there is not looked up.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit

import yaml
from babel import Locale
from license_expression import ExpressionError, get_spdx_licensing
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    model_validator,
)

from registry.curated import Loader
from registry.errors import InputError, Place, RecordError
from registry.invalid import said

VERSIONS = (
    "0",
    "0.2",
    "0.2.0",
    "0.2.1",
    "0.2.2",
    "0.3",
    "0.3.0",
    "0.4",
    "0.4.0",
    "0.5",
    "0.5.0",
    "0.7",
    "0.7.0",
)
MOST_BYTES = 1_000_000


def _matching(pattern: str, vi: str, en: str) -> AfterValidator:
    compiled = re.compile(pattern)

    def check(value: str) -> str:
        if not compiled.fullmatch(value):
            raise ValueError(f"{vi} / {en}")
        return value

    return AfterValidator(check)


def _address(*schemes: str) -> AfterValidator:
    def check(value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme not in schemes or not parts.hostname or re.search(r"\s", value):
            raise ValueError(
                f"không phải địa chỉ {', '.join(schemes)} / not an address of {', '.join(schemes)}"
            )
        return value

    return AfterValidator(check)


def _licence(value: str) -> str:
    try:
        get_spdx_licensing().parse(value, validate=True)
    except ExpressionError as error:
        raise ValueError("không phải giấy phép theo SPDX / not an SPDX licence expression") from error
    return value


def _country(value: str) -> str:
    if not re.fullmatch(r"[A-Z]{2}|[a-z]{2}", value) or value.upper() not in Locale("en").territories:
        raise ValueError("không phải mã nước hai chữ / not a two-letter country code")
    return value


@cache
def _lists() -> dict[str, list[str]]:
    text = files("registry.intake").joinpath("publiccode.yaml").read_text(encoding="utf-8")
    lists: dict[str, list[str]] = yaml.load(text, Loader)
    return lists


def _among(name: str) -> AfterValidator:
    def check(value: str) -> str:
        if value not in _lists()[name]:
            raise ValueError(
                f"“{value}” không có trong danh mục của chuẩn / “{value}” is not in the list of the standard"
            )
        return value

    return AfterValidator(check)


def _language(value: str) -> str:
    if value.split("-")[0].lower() not in Locale("en").languages:
        raise ValueError("không có ngôn ngữ này / there is no such language")
    return value


def _boolean(value: object) -> object:
    if value not in ("true", "false"):
        raise ValueError("phải là true hoặc false / must be true or false")
    return value == "true"


def _listed(value: object) -> object:
    """Return a text as a list of one, where the standard allows both; nothing as none."""
    return [value] if isinstance(value, str) and value else value or ()


Line = Annotated[str, Field(min_length=1)]
Repository = Annotated[str, _address("http", "https", "git", "ssh", "svn", "svn+ssh", "git+ssh")]
Page = Annotated[str, _address("http", "https")]
Uri = Annotated[str, _matching(r"[a-z][a-z0-9+.-]*:\S+", "không phải URI", "not a URI")]
Day = Annotated[
    str,
    _matching(
        r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])",
        "ngày phải viết như 2017-04-15",
        "write a date like 2017-04-15",
    ),
]
Email = Annotated[
    str, _matching(r"[^@\s]+@[^@\s]+\.[^@\s.]+", "không phải thư điện tử", "not an e-mail address")
]
MimeType = Annotated[str, _matching(r"[\w.+-]+/[\w.+-]+", "không phải kiểu MIME", "not a MIME type")]
Picture = Annotated[
    str,
    _matching(
        r"(https?://|(?!/|[a-z]+:)).*\.(svg|svgz|png|SVG|SVGZ|PNG)",
        "phải là tệp SVG hoặc PNG trong kho mã",
        "an SVG or PNG file in the repository",
    ),
]
Language = Annotated[
    str,
    _matching(
        r"[A-Za-z]{2,3}(-[A-Za-z]{4})?(-([A-Za-z]{2}|\d{3}))?(-([A-Za-z0-9]{5,8}|\d[A-Za-z0-9]{3}))*",
        "không phải mã ngôn ngữ BCP 47",
        "not a BCP 47 language tag",
    ),
    AfterValidator(_language),
]
Country = Annotated[str, AfterValidator(_country)]
Boolean = Annotated[bool, BeforeValidator(_boolean)]
"""YAML 1.1 also has yes, no, on and off; the standard does not take them."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Description(_Part):
    """What the software is for, in one language."""

    localisedName: str = ""  # noqa: N815 -- the names are those of the standard
    genericName: Annotated[str, Field(max_length=35)] = ""  # noqa: N815
    shortDescription: Annotated[str, Field(min_length=1, max_length=150)]  # noqa: N815
    longDescription: Annotated[str, Field(min_length=150, max_length=10_000)]  # noqa: N815
    documentation: Page | None = None
    apiDocumentation: Page | None = None  # noqa: N815
    features: tuple[Line, ...] = Field(min_length=1)
    screenshots: tuple[Line, ...] = ()
    videos: tuple[Page, ...] = ()
    awards: tuple[Line, ...] = ()


class Organisation(_Part):
    """Who publishes or pays for the software."""

    uri: Uri
    name: str = ""


class Legal(_Part):
    """Licence and copyright."""

    license: Annotated[Line, AfterValidator(_licence)]
    mainCopyrightOwner: str = ""  # noqa: N815
    repoOwner: str = ""  # noqa: N815
    authorsFile: str = ""  # noqa: N815


class Contractor(_Part):
    """Who is paid to maintain the software, and until when."""

    name: Line
    until: Day
    email: Email | None = None
    website: Page | None = None


class Contact(_Part):
    """A person who maintains the software."""

    name: Line
    email: Email | None = None
    phone: str = ""
    affiliation: str = ""


class Maintenance(_Part):
    """How the software is maintained."""

    type: Literal["internal", "contract", "community", "none"]
    contractors: tuple[Contractor, ...] = ()
    contacts: tuple[Contact, ...] = ()

    @model_validator(mode="after")
    def _somebody(self) -> Self:
        if (self.type == "contract") != bool(self.contractors):
            raise ValueError(
                "contractors phải có khi và chỉ khi type là contract / contractors go with type contract only"
            )
        if self.type in ("internal", "community") and not self.contacts:
            raise ValueError("thiếu contacts / contacts are missing")
        return self


class Localisation(_Part):
    """In which languages the software is available."""

    localisationReady: Boolean  # noqa: N815
    availableLanguages: tuple[Language, ...] = Field(min_length=1)  # noqa: N815


class Dependency(_Part):
    """What must be installed beside the software."""

    name: Line
    versionMin: str = ""  # noqa: N815
    versionMax: str = ""  # noqa: N815
    version: str = ""
    optional: Boolean = False


class DependsOn(_Part):
    """All that must be installed beside it."""

    open: tuple[Dependency, ...] = ()
    proprietary: tuple[Dependency, ...] = ()
    hardware: tuple[Dependency, ...] = ()


class Audience(_Part):
    """For which countries and fields the software is meant."""

    scope: tuple[Annotated[str, _among("scopes")], ...] = ()
    countries: tuple[Country, ...] = ()
    unsupportedCountries: tuple[Country, ...] = ()  # noqa: N815


class Support(_Part):
    """A standard, rule or system that the software complies with."""

    id: Uri


class PublicCode(_Part):
    """One publiccode.yml. The section of Italy is taken as it is; the standard gives it up in 0.7."""

    publiccodeYmlVersion: Literal[VERSIONS]  # type: ignore[valid-type]  # noqa: N815
    name: Line
    applicationSuite: str = ""  # noqa: N815
    url: Repository
    landingURL: Page | None = None  # noqa: N815
    isBasedOn: Annotated[tuple[Repository, ...], BeforeValidator(_listed)] = ()  # noqa: N815
    softwareVersion: str = ""  # noqa: N815
    releaseDate: Day | None = None  # noqa: N815
    logo: Picture | None = None
    monochromeLogo: Picture | None = None  # noqa: N815
    inputTypes: tuple[MimeType, ...] = ()  # noqa: N815
    outputTypes: tuple[MimeType, ...] = ()  # noqa: N815
    platforms: Annotated[tuple[Line, ...], BeforeValidator(_listed)] = Field(min_length=1)
    categories: Annotated[tuple[Annotated[str, _among("categories")], ...], BeforeValidator(_listed)] = ()
    usedBy: tuple[Line, ...] = ()  # noqa: N815
    fundedBy: tuple[Organisation, ...] = ()  # noqa: N815
    roadmap: Page | None = None
    developmentStatus: Literal["concept", "development", "beta", "stable", "obsolete"]  # noqa: N815
    softwareType: Literal[  # noqa: N815
        "standalone/mobile",
        "standalone/iot",
        "standalone/desktop",
        "standalone/web",
        "standalone/backend",
        "standalone/other",
        "addon",
        "library",
        "configurationFiles",
    ]
    supports: tuple[Support, ...] = ()
    organisation: Organisation | None = None
    intendedAudience: Audience | None = None  # noqa: N815
    description: dict[Language, Description] = Field(min_length=1)
    legal: Legal
    maintenance: Maintenance
    localisation: Localisation
    dependsOn: DependsOn | None = None  # noqa: N815
    IT: dict[str, Any] | None = None
    it: dict[str, Any] | None = None


def read(file: Path) -> PublicCode:
    """Return the description in ``file``; raises `InputError` or `RecordError` with all reasons and lines."""
    place = Place(file=str(file))
    try:
        content = file.read_bytes()[: MOST_BYTES + 1]
        text = content.decode()
    except UnicodeDecodeError as error:
        raise InputError("Tệp không phải UTF-8", "The file is not UTF-8", place) from error
    except OSError as error:
        raise InputError("Không đọc được tệp", f"Unreadable: {error.strerror}", place) from error
    if len(content) > MOST_BYTES:
        raise InputError("Tệp quá lớn", f"The file is larger than {MOST_BYTES} bytes", place)
    try:
        loader = Loader(text)
        root = loader.get_single_node()
        body = loader.construct_document(root) if root is not None else None
    except yaml.MarkedYAMLError as error:
        row = error.problem_mark.line + 1 if error.problem_mark else None
        raise RecordError(
            f"YAML sai: {error.problem}", f"Bad YAML: {error.problem}", Place(str(file), row=row)
        ) from error
    if root is None or not isinstance(body, dict):
        raise InputError("Tệp không phải publiccode.yml", "The file is no publiccode.yml", place)
    try:
        return PublicCode.model_validate(body)
    except ValidationError as error:
        raise _refused(error, root, file) from error


def _refused(error: ValidationError, root: yaml.Node, file: Path) -> RecordError:
    found = [
        (".".join(map(str, item["loc"])), _line(root, item["loc"]), *said(item)) for item in error.errors()
    ]
    _, row, _, _ = found[0]
    return RecordError(
        "; ".join(f"{path} (dòng {line}) {vi}" for path, line, vi, _ in found),
        "; ".join(f"{path} (line {line}): {en}" for path, line, _, en in found),
        Place(str(file), row=row, column=found[0][0] or None),
    )


def _line(node: yaml.Node, path: tuple[int | str, ...]) -> int:
    """Return the line of a value, or of what it is missing from."""
    for part in path:
        if isinstance(node, yaml.MappingNode):
            children: Mapping[Any, yaml.Node] = {key.value: value for key, value in node.value}
        else:
            children = dict(enumerate(node.value)) if isinstance(node, yaml.SequenceNode) else {}
        if part not in children:
            break
        node = children[part]
    return node.start_mark.line + 1
