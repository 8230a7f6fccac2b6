"""Legal documents and what rests on them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from fastapi.responses import JSONResponse

from api import conditional, lists, paths, wire, wire_records
from api.deps import Day, RegistryDep, ask, parse_date
from ontology import namespaces as ns
from registry.errors import NotFoundError
from registry.ids import fold
from registry.opened import Registry
from registry.usecases import modified
from registry.usecases.laws import LegalDocument, legal_documents


@dataclass(frozen=True)
class Narrowed:
    """What the list is narrowed to."""

    number: Annotated[
        str, Query(max_length=200, description="Số, ký hiệu (The number)", examples=["87/2020/NĐ-CP"])
    ] = ""
    issuer: Annotated[
        str, Query(max_length=200, description="Chữ trong tên nơi ban hành (Words of the issuer)")
    ] = ""
    as_of: Annotated[
        Day | None, Query(description="Chỉ văn bản đã ban hành ở ngày này (Only those issued by the date)")
    ] = None

    def keep(self, row: dict[str, Any]) -> bool:
        """Whether a document passes; raises `InputError` for a wrong date."""
        day = parse_date(self.as_of) if self.as_of else ""
        return (
            fold(self.number.strip()) in ("", fold(row["number"]))
            and fold(self.issuer.strip()) in fold(row["issuer"])
            # Dates of any precision compare as text.
            and (not day or not row["date"] or row["date"] <= day)
        )


router = APIRouter(
    prefix="/api/legal-documents", tags=["legal documents"], dependencies=[Depends(conditional.check)]
)


@router.get(
    "",
    summary="Liệt kê văn bản (List legal documents)",
    responses={200: {"model": wire_records.Listed[wire_records.LegalItem]}, **wire.WRONG_PARAMETER},
)
async def documents(
    registry: RegistryDep,
    wanted: Annotated[
        lists.Wanted, Depends(lists.paging("number", "date", "issuer", "platforms", "modified", "id"))
    ],
    narrowed: Annotated[Narrowed, Depends()],
) -> JSONResponse:
    """Liệt kê văn bản mà sổ đăng ký dựa vào; hai văn bản khác nhau có thể trùng số.

    List the legal documents that the registry rests on; two of them may share a number.
    """
    found = await ask(registry, _documents, registry)
    rows = [row for row in found.values() if narrowed.keep(row)]
    return wanted.answer(rows, modified.gone(registry, ns.LEGAL))


@router.get(
    "/{document_id:path}",
    summary="Một văn bản và những gì dựa vào nó (One legal document)",
    responses={
        200: {"model": wire_records.LegalCard},
        404: wire.problem_response("Không có văn bản này (No such document)"),
    },
)
async def document(registry: RegistryDep, document_id: paths.DocumentId) -> JSONResponse:
    """Một văn bản và các nền tảng dựa vào nó. One legal document and the platforms that rest on it."""
    row = (await ask(registry, _documents, registry)).get(document_id)
    if row is None:
        raise NotFoundError(f"Không có văn bản {document_id}", f"There is no legal document {document_id}")
    law = (await ask(registry, legal_documents, registry))[document_id]
    return JSONResponse({**row, "used_by": _platforms(law)})


def _platforms(law: LegalDocument) -> list[dict[str, str]]:
    """Return the platforms that rest on a document, and for what, by name."""
    found = [
        {"id": use.path.partition("/")[2], "name": use.named.vi, "what": use.what}
        for use in law.citing
        if use.kind == "Platform"
    ]
    return sorted(found, key=lambda use: (use["name"], use["id"], use["what"]))


def _documents(registry: Registry) -> dict[str, dict[str, Any]]:
    """Return all documents by id; kept until the content changes."""

    def read() -> dict[str, dict[str, Any]]:
        times = modified.times(registry)
        return {
            law.id: {
                "id": law.id,
                "number": law.number,
                "date": law.date,
                "issuer": law.issuer,
                "platforms": len({use["id"] for use in _platforms(law)}),
                "modified": times.get(ns.LEGAL + law.id, ""),
            }
            for law in legal_documents(registry).values()
        }

    return registry.keep(("legal documents",), read)
