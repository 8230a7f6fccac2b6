"""The ids that stand in paths, as OpenAPI describes them."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path

PlatformId = Annotated[
    str, Path(description="Mã nền tảng (Id of the platform)", examples=["btp-ho-tich-dien-tu"])
]
CapabilityId = Annotated[
    str, Path(description="Mã chức năng (Id of the capability)", examples=["dang-ky-ho-tich"])
]
OrganisationId = Annotated[str, Path(description="Mã cơ quan (Id of the organisation)", examples=["btttt"])]
DocumentId = Annotated[
    str,
    Path(
        description="Mã văn bản, có dấu “/” (Id of the document, with slashes)",
        examples=["87-2020-nd-cp/2020-07-28/chinh-phu"],
    ),
]
BatchId = Annotated[str, Path(description="Mã đợt (Id of the batch)", examples=["ra-soat-quang-ngai-2023"])]
LineId = Annotated[
    str, Path(description="Mã dòng, “/” viết là %2F (Id of the line, “/” as %2F)", examples=["qni-b23-009"])
]
DecisionNumber = Annotated[
    str, Path(description="Số quyết định (Number of the decision)", examples=["QD-2026-00001"])
]
ReceiptNumber = Annotated[
    str, Path(description="Số phiếu (Number of the receipt)", examples=["PR-2026-00001"])
]
ReportNumber = Annotated[
    str, Path(description="Số báo cáo (Number of the report)", examples=["BC-2026-00001"])
]
