"""Reads the curated source: YAML files, one record one block, sorted by id.

All scalars are read as text, so a date or a ``no`` stays what the steward wrote. Errors name the file
and the line of the record.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import ValidationError

from registry.errors import InputError, Place, RecordError
from registry.model import (
    Batch,
    Capability,
    ChangeEvent,
    DemandGroup,
    DepartmentKind,
    LocalDuty,
    Organisation,
    Platform,
    Record,
    Sector,
    UserGroup,
)
from registry.rule_records import Justification, SharedComponent

R = TypeVar("R", bound=Record)


class Loader(yaml.CBaseLoader):
    """Reads every scalar as text and refuses a key that is given twice."""


def _mapping(loader: Loader, node: yaml.MappingNode) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for key_node, value_node in node.value:
        key = loader.construct_object(key_node, deep=True)
        if key in result:
            raise yaml.MarkedYAMLError(problem=f"duplicate:{key}", problem_mark=key_node.start_mark)
        result[key] = loader.construct_object(value_node, deep=True)
    return result


Loader.add_constructor("tag:yaml.org,2002:map", _mapping)


@dataclass(frozen=True)
class Curated:
    """Everything that the curated source says."""

    platforms: tuple[Platform, ...]
    capabilities: tuple[Capability, ...]
    organisations: tuple[Organisation, ...]
    change_events: tuple[ChangeEvent, ...]
    department_kinds: tuple[DepartmentKind, ...]
    local_duties: tuple[LocalDuty, ...]
    demand_groups: tuple[DemandGroup, ...]
    sectors: tuple[Sector, ...]
    user_groups: tuple[UserGroup, ...]
    batches: tuple[Batch, ...]
    justifications: tuple[Justification, ...]
    shared_components: tuple[SharedComponent, ...]


def shipped_path() -> Path:
    """Return the directory of the curated source inside the installed package."""
    with as_file(files("registry").joinpath("data")) as path:
        return path


def read(root: Path, overlay: Path | None = None) -> Curated:
    """Read and validate the curated source under ``root``, with the platforms of a folder laid over it.

    A record of ``overlay`` takes the place of the shipped one with its id, or is added. Raises `RecordError`
    naming file and line for a record that breaks the model or repeats an id.
    """
    content = Curated(
        platforms=_records(root / "platforms", Platform),
        capabilities=_records(root / "capabilities", Capability),
        organisations=_records(root / "organisations.yaml", Organisation),
        change_events=_records(root / "change-events.yaml", ChangeEvent),
        department_kinds=_records(root / "department-kinds.yaml", DepartmentKind),
        local_duties=_records(root / "local-duties.yaml", LocalDuty),
        demand_groups=_records(root / "demand-groups.yaml", DemandGroup),
        sectors=_records(root / "sectors.yaml", Sector),
        user_groups=_records(root / "user-groups.yaml", UserGroup),
        batches=_records(root / "batches", Batch),
        justifications=_records(root / "justifications.yaml", Justification),
        shared_components=_records(root / "shared-components.yaml", SharedComponent),
    )
    if overlay is not None and overlay.is_dir():
        return laid_over(content, _records(overlay, Platform))
    return content


def laid_over(content: Curated, newer: Sequence[Platform]) -> Curated:
    """Return the content with platforms added, or in the place of those with their ids.

    A capability that was marked as offered by nobody is offered once a platform of ``newer`` does it.
    """
    by_id = {item.id: item for item in (*content.platforms, *newer)}
    offered = {function.capability for item in newer for function in item.functions}
    return replace(
        content,
        platforms=tuple(by_id[key] for key in sorted(by_id)),
        capabilities=tuple(
            item if item.offered or item.id not in offered else item.model_copy(update={"offered": True})
            for item in content.capabilities
        ),
    )


def body(item: Record) -> dict[str, Any]:
    """Return the content of the block of a record, what is as by default left out."""
    return item.model_dump(mode="json", exclude_defaults=True, exclude={"id"})


def written(item: Platform) -> str:
    """Return a record as a block of the curated source; reading it gives the same record."""
    return dumped({item.id: body(item)})


def dumped(content: dict[str, Any]) -> str:
    """Return YAML in the form of the curated source: keys in their order, text as it is."""
    return yaml.dump(content, Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False, width=110)


def _records(path: Path, kind: type[R]) -> tuple[R, ...]:
    records: dict[str, R] = {}
    for file in sorted(path.glob("*.yaml")) if path.is_dir() else [path]:
        for record_id, body, line in blocks(file):
            place = Place(file=str(file), row=line, column=record_id)
            if record_id in records:
                raise RecordError(f"Mã {record_id} đã dùng", f"The id {record_id} is used twice", place)
            records[record_id] = record(kind, record_id, body, place)
    return tuple(records[key] for key in sorted(records))


def record(kind: type[R], record_id: str, body: dict[str, Any], place: Place) -> R:
    """Return one validated record; raises `RecordError` at ``place``."""
    try:
        return kind.model_validate({"id": record_id, **body})
    except ValidationError as error:
        details = "; ".join(
            f"{'.'.join(str(part) for part in item['loc'])}: {item['msg']}" for item in error.errors()
        )
        raise RecordError(
            f"Bản ghi {record_id} sai: {details}", f"Record {record_id} is wrong: {details}", place
        ) from error


def block(file: Path, record_id: str) -> dict[str, Any] | None:
    """Return the content of one record of a file without reading the others, or None when it is not there.

    In the curated source only ids stand at the beginning of a line.
    """
    found = re.search(
        rf"^{re.escape(record_id)}:\n(?:[ #\n].*\n?|\n)*", file.read_text(encoding="utf-8"), re.M
    )
    body = yaml.load(found[0], Loader)[record_id] if found else None
    return body if isinstance(body, dict) else None


def blocks(file: Path) -> Iterator[tuple[str, dict[str, Any], int]]:
    """Yield id, content and line number of each record of a YAML file."""
    try:
        text = file.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise InputError("Tệp không phải UTF-8", "The file is not UTF-8", Place(file=str(file))) from error
    except OSError as error:
        raise InputError(
            "Không đọc được tệp", f"Unreadable: {error.strerror}", Place(file=str(file))
        ) from error
    try:
        loader = Loader(text)
        root = loader.get_single_node()
        if root is None:
            return
        if not isinstance(root, yaml.MappingNode):
            raise InputError(
                "Tệp phải là các khối 'mã: nội dung'", "Not a mapping", Place(file=str(file), row=1)
            )
        for key_node, value_node in root.value:
            body = loader.construct_object(value_node, deep=True)
            line = key_node.start_mark.line + 1
            if not isinstance(body, dict):
                raise InputError(
                    f"Khối {key_node.value} trống hoặc sai", "An empty block", Place(file=str(file), row=line)
                )
            yield str(key_node.value), body, line
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        raise RecordError(
            f"YAML sai: {error.problem}", f"Bad YAML: {error.problem}", Place(file=str(file), row=line)
        ) from error
