"""Makes ``api/examples.json``: what the shipped registry answers, for the OpenAPI document.

Run ``python -m tests.api.examples`` after the answers of the service have changed.
"""

from __future__ import annotations

import json
import shutil
import tempfile
import time
from pathlib import Path
from typing import Any

from fastapi.testclient import TestClient

import api
from api.app import create_app
from registry.bootstrap import prepare
from registry.config import Settings
from registry.people.people import People
from registry.people.roles import Role
from registry.people.tokens import Scope

FILE = Path(api.__file__).with_name("examples.json")
BATCH, LINE = "ra-soat-quang-ngai-2023", "qni-b23-009"
LINES = f"/api/batches/{BATCH}/lines"
SENT = [{"title": "Xây dựng phần mềm ghi sổ sinh, tử, kết hôn cho 173 xã", "cost_vnd": 1_980_000_000}]
IDENTITY = "/api/platforms/bca-vneid"
WRITES: dict[str, tuple[str, Any]] = {
    "post /api/batches": (
        "/api/batches",
        {"id": "danh-muc-2026", "title": "Danh mục nhiệm vụ năm 2026", "as_of": "2026-04-07", "lines": SENT},
    ),
    "post /api/batches/{batch_id}/receipts": ("/api/batches/danh-muc-2026/receipts", None),
    "post /api/batches/{batch_id}/lines/{line_id}/decisions": (
        f"{LINES}/{LINE}/decisions",
        {"outcome": "build", "amount_vnd": 900_000_000, "reason": "Xã cần bản riêng", "after": ""},
    ),
    "post /api/batches/{batch_id}/lines/{line_id}/notes": (
        f"{LINES}/{LINE}/notes",
        {"kind": "question", "text": "Bao nhiêu người dùng?"},
    ),
    "post /api/screen": ("/api/screen", {"as_of": "2023-04-07", "lines": SENT}),
    "post /api/screen/bulk": ("/api/screen/bulk", {"as_of": "2023-04-07", "lines": [*SENT, {"titel": "x"}]}),
}
REPLACED = "put /api/batches/{batch_id}"
CHANGED = "put /api/platforms/{platform_id}"
"""The change of a record, which needs the record; what is told of it follows when it is done."""
READS = {
    "get /api/batches/{batch_id}/withdrawn": "/api/batches/danh-muc-2026/withdrawn",
    "get /api/platforms/{platform_id}/record": f"{IDENTITY}/record",
    "get /api/platforms/{platform_id}/versions": f"{IDENTITY}/versions",
    "get /api/platforms/{platform_id}/versions/{version}": f"{IDENTITY}/versions/1",
    "get /api/registrations/{registration_id}": "/api/registrations/{registration}",
    "get /api/platforms": "/api/platforms?q=qu%E1%BA%A3n+l%C3%BD+h%E1%BB%99+t%E1%BB%8Bch&as_of=2023-04-07&limit=1",
    "get /api/platforms/{platform_id}": "/api/platforms/btp-ho-tich-dien-tu?as_of=2023-04-07",
    "get /api/capabilities": "/api/capabilities?sector=tu-phap&limit=2",
    "get /api/capabilities/{capability_id}": "/api/capabilities/dang-ky-ho-tich?as_of=2023-04-07",
    "get /api/organisations": "/api/organisations?q=B%E1%BB%99+TTTT&limit=1",
    "get /api/organisations/{organisation_id}": "/api/organisations/btttt",
    "get /api/legal-documents": "/api/legal-documents?number=87/2020/N%C4%90-CP",
    "get /api/legal-documents/{document_id}": "/api/legal-documents/87-2020-nd-cp/2020-07-28/chinh-phu",
    "get /api/batches": "/api/batches?limit=1&sort=-cost_vnd",
    "get /api/batches/{batch_id}": f"/api/batches/{BATCH}",
    "get /api/batches/{batch_id}/lines": f"{LINES}?limit=1&verdict=covered",
    "get /api/batches/{batch_id}/lines/{line_id}": f"{LINES}/{LINE}",
    "get /api/batches/{batch_id}/findings": f"/api/batches/{BATCH}/findings?line={LINE}&limit=1",
    "get /api/decisions": "/api/decisions?limit=1",
    "get /api/decisions/{number}": "/api/decisions/QD-{year}-00001",
    "get /api/notes": "/api/notes?limit=1",
    "get /api/receipts": "/api/receipts?limit=1",
    "get /api/receipts/{number}": "/api/receipts/PR-{year}-00001",
}
NONE_SHIPPED = {"get /api/reports", "get /api/reports/{number}", "get /api/neighbours"}
"""Reports are issued by people, and neighbours are named by settings; the shipped registry has none."""


def made(client: TestClient, secret: str) -> dict[str, Any]:
    """The answers of a service that may be written to, by method and path of the OpenAPI document."""
    headers = {"Authorization": f"Bearer {secret}"}
    found: dict[str, Any] = {}
    for name, (path, body) in WRITES.items():
        answer = client.post(path, json=body, headers=headers)
        assert answer.is_success, answer.text
        bulk = answer.headers["content-type"].startswith("application/x-ndjson")
        found[name] = answer.text if bulk else answer.json()
    found[CHANGED] = registered(client, headers)
    address = "/api/batches/danh-muc-2026"
    stated = {**headers, "If-Match": client.get(address).headers["etag"]}
    corrected = client.put(address, json={"lines": [{"title": "Cổng dữ liệu mở của tỉnh"}]}, headers=stated)
    assert corrected.status_code == 200, corrected.text
    found[REPLACED] = corrected.json()
    year = found["post /api/batches/{batch_id}/lines/{line_id}/decisions"]["time"][:4]
    for name, path in READS.items():
        path = path.replace("{year}", year).replace("{registration}", found[CHANGED]["id"])
        answer = client.get(path, headers=headers)
        assert answer.status_code == 200, answer.text
        found[name] = answer.json()
    return found


def registered(client: TestClient, headers: dict[str, str]) -> dict[str, Any]:
    """What the service says of a change of a record as soon as it has it; returned when it is done."""
    read = client.get(f"{IDENTITY}/record")
    sent = {"record": {**read.json(), "note": "Đã kiểm tra lại"}, "why": "Công văn 12/STP-VP ngày 02/03/2026"}
    answer = client.put(IDENTITY, json=sent, headers={**headers, "If-Match": read.headers["etag"]})
    assert answer.status_code == 202, answer.text
    while client.get(answer.headers["location"], headers=headers).json()["state"] in ("waiting", "running"):
        time.sleep(1)
    told: dict[str, Any] = answer.json()
    return told


def main() -> None:
    """Write the file anew."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(Path(folder) / "home")
        kept = Settings.from_env()
        if kept.store_path.is_dir():
            shutil.copytree(kept.home, settings.home)
        prepare(settings)
        people = People(settings.people_path)
        account = people.accounts.add("nguyen.an", "Nguyễn Văn An", Role.STEWARD, "một mật khẩu đủ dài")
        secret = people.tokens.add(account, "ví dụ", list(Scope), 1)[1]
        people.close()
        with TestClient(create_app(settings), base_url="https://testserver") as client:
            found = made(client, secret)
    text = json.dumps(found, ensure_ascii=False, indent=1, sort_keys=True)
    FILE.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
