"""The pages of legal documents and of the duties of provinces, and the ways to them."""

from __future__ import annotations

import html

from fastapi.testclient import TestClient

PAGE = {"accept": "text/html", "accept-language": "vi"}
DECREE = "87-2020-nd-cp/2020-07-28/chinh-phu"
DUTY = "luu-tru-dien-tu-tinh"


def read(client: TestClient, path: str) -> str:
    return html.unescape(client.get(path, headers=PAGE).text)


def test_a_document_tells_what_rests_on_it_and_how_that_is_known(client: TestClient) -> None:
    page = read(client, f"/legal/{DECREE}")
    assert "<h1>87/2020/NĐ-CP</h1>" in page
    assert "ngày 28/07/2020" in page
    assert "Chính phủ" in page
    assert "CSDL hộ tịch điện tử" in page
    assert 'href="/platform/btp-ho-tich-dien-tu"' in page
    assert "theo văn bản" in page


def test_a_recalled_document_is_marked_so(client: TestClient) -> None:
    page = read(client, "/legal/01-2011-qh13/2011-11-11/quoc-hoi")
    assert f'href="/local-duty/{DUTY}"' in page
    recalled = read(client, "/legal/06-qd-ttg/2022-01-06/thu-tuong-chinh-phu")
    assert "chưa xác minh" in recalled
    assert "[recall]" not in recalled


def test_documents_are_found_by_number_issuer_and_subject(client: TestClient) -> None:
    page = read(client, "/legal?q=ho+tich+chinh+phu")
    assert "87/2020/NĐ-CP" in page
    assert "202/2025/QH15" not in page
    assert "Không có văn bản nào như vậy" in read(client, "/legal?q=khong+co+so+nay")


def test_a_duty_tells_its_law_and_sources(client: TestClient) -> None:
    page = read(client, f"/local-duty/{DUTY}")
    assert "Lưu trữ lịch sử và kho lưu trữ điện tử của tỉnh" in page
    assert 'href="/legal/33-2024-qh15/2024-06-21/quoc-hoi"' in page
    assert "Mỗi tỉnh phải làm theo luật" in page
    assert "từ 11/11/2011" in page
    assert "Sở Nội vụ Ninh Thuận" in page


def test_iris_lead_to_the_pages_and_unknown_ones_nowhere(client: TestClient) -> None:
    for path in (f"legal/{DECREE}", f"local-duty/{DUTY}"):
        answer = client.get(f"/id/{path}", headers={"accept": "text/html"}, follow_redirects=False)
        assert answer.headers["location"] == f"/{path}"
    assert client.get("/legal/khong-co/2020/ai", headers=PAGE).status_code == 404
    assert client.get("/legal/%22%3E", headers=PAGE).status_code == 404
    assert client.get("/local-duty/khong-co", headers=PAGE).status_code == 404


def test_evidence_on_a_platform_leads_to_its_document(client: TestClient) -> None:
    assert f'href="/legal/{DECREE}"' in read(client, "/platform/btp-ho-tich-dien-tu")
