"""Findings over a whole batch and over the province's past, on the shipped registry."""

from __future__ import annotations

from itertools import count

from registry.answers import FindingSeen, LineAnswer, Screening
from registry.intake.batch import Intake
from registry.model import Batch, BatchLine
from registry.opened import Registry
from registry.usecases.screen import screen
from tests.screening_support import DAY

NEED, REPEAT, TWICE, OWN = (
    f"findings/{name}" for name in ("same-need", "repeat-funding", "repeat-in-batch", "provincial-platform")
)


def batch(registry: Registry, *rows: tuple[str, str], as_of: str = DAY, kind: str = "") -> Screening:
    """Return the answer to lines of Quảng Ngãi, each a body and a title; every line asks for 100 VND."""
    number = count(1)
    lines = tuple(
        BatchLine(
            id=f"d-{place}",
            line_no=place,
            title=title,
            proposer=f"{body} tỉnh Quảng Ngãi",
            province="tỉnh Quảng Ngãi",
            year=int(as_of[:4]),
            cost_vnd=100,
            kind=kind,
        )
        for place, (body, title) in zip(number, rows, strict=False)
    )
    return screen(registry, Intake(Batch(id="thu", title="thử", lines=lines)), as_of)


def of(line: LineAnswer, rule: str) -> list[FindingSeen]:
    return [finding for finding in line.findings if finding.rule == rule]


def test_the_same_need_under_different_words_and_natures_is_one_cluster(registry: Registry) -> None:
    result = batch(
        registry,
        ("Sở Tư pháp", "Mua phần mềm diệt virus cho 30 máy"),
        ("UBND huyện Tư Nghĩa", "Thuê dịch vụ EDR bảo vệ điểm cuối"),
        ("Sở Y tế", "Lắp đặt thiết bị điểm cầu hội nghị truyền hình"),
        ("Sở Xây dựng", "Mua tài khoản họp trực tuyến"),
        ("Sở Công Thương", "Phần mềm quản lý hóa chất"),
    )
    clusters = {need.capability: need for need in result.same_needs}
    assert clusters["bao-ve-may-tinh"].line_ids == ("d-1", "d-2")
    assert clusters["bao-ve-may-tinh"].cost_vnd == 200
    assert clusters["bao-ve-may-tinh"].lead == "Sở Thông tin và Truyền thông"
    assert clusters["hoi-nghi-truyen-hinh"].line_ids == ("d-3", "d-4")
    (finding,) = of(result.lines[0], NEED)
    assert "2 dòng của 2 cơ quan" in finding.message
    assert [(item.kind, item.id) for item in finding.evidence] == [
        ("group", "bao-ve-may-tinh"),
        ("line", "thu/d-2"),
    ]
    assert finding.evidence[1].text.startswith("Dòng 2: Thuê dịch vụ EDR")
    assert not of(result.lines[4], NEED)


def test_after_the_merger_of_departments_the_police_lead_on_security(registry: Registry) -> None:
    rows = (("Sở Tư pháp", "Mua phần mềm diệt virus"), ("Sở Y tế", "Bản quyền chống mã độc"))
    (need,) = batch(registry, *rows, as_of="2025-06-01").same_needs
    assert need.lead == "Công an tỉnh"


def test_lines_of_one_body_are_no_shared_need_but_may_be_one_task_split(registry: Registry) -> None:
    result = batch(
        registry,
        ("Sở Tư pháp", "Trang bị phòng họp trực tuyến tầng 2"),
        ("Sở Tư pháp", "Thiết bị hội nghị truyền hình cho hội trường"),
    )
    assert result.same_needs == ()
    (finding,) = of(result.lines[0], TWICE)
    assert [item.id for item in finding.evidence] == ["thu/d-2"]


def test_scanning_into_a_ministrys_system_is_not_archive_scanning(registry: Registry) -> None:
    result = batch(
        registry,
        ("Sở Tư pháp", "Quét, nhập sổ hộ tịch vào phần mềm hộ tịch của Bộ"),
        ("Sở Xây dựng", "Chỉnh lý, quét hồ sơ lưu kho"),
        ("UBND huyện Tư Nghĩa", "Số hóa tài liệu lưu trữ các phòng"),
        kind="digitisation",
    )
    (need,) = result.same_needs
    assert need.line_ids == ("d-2", "d-3")
    # What is scanned goes into the province's archive system, which the finding names.
    assert [platform.id for platform in result.lines[1].provincial] == ["qni-luu-tru-dien-tu"]
    assert len(of(result.lines[1], OWN)) == 1


def test_a_central_task_is_repeated_by_a_department_but_not_by_machines_without_network(
    registry: Registry,
) -> None:
    result = batch(
        registry,
        ("Sở Tư pháp", "Mua bản quyền phần mềm chống mã độc"),
        ("Sở Tư pháp", "Phần mềm diệt virus cho máy soạn văn bản mật không nối mạng"),
        ("Sở Thông tin và Truyền thông", "Gia hạn hệ thống chống mã độc tập trung"),
    )
    (finding,) = of(result.lines[0], REPEAT)
    assert [(item.kind, item.id.rpartition("/")[2]) for item in finding.evidence] == [
        ("line", "qni-ma-doc-tap-trung")
    ]
    assert not of(result.lines[1], REPEAT)
    assert not result.lines[1].provincial
    assert not of(result.lines[2], REPEAT)  # the upkeep of what the same body runs


def test_a_districts_land_data_repeat_the_task_of_that_district_only(registry: Registry) -> None:
    result = batch(
        registry,
        ("UBND huyện Tư Nghĩa", "Chuẩn hóa dữ liệu đất đai huyện Tư Nghĩa"),
        ("UBND huyện Mộ Đức", "Chuẩn hóa dữ liệu đất đai huyện Mộ Đức"),
        kind="database",
    )
    cited = [
        [item.id.rpartition("/")[2] for finding in of(line, REPEAT) for item in finding.evidence]
        for line in result.lines
    ]
    assert cited == [["qni-vilg-tu-nghia"], []]


def test_a_batch_that_is_stored_does_not_repeat_itself(registry: Registry) -> None:
    line = BatchLine(
        id="qni-soc",
        title="Xây dựng hệ thống giám sát an toàn thông tin (SOC) tỉnh Quảng Ngãi",
        proposer="Sở Thông tin và Truyền thông tỉnh Quảng Ngãi",
        province="tỉnh Quảng Ngãi",
    )
    result = screen(registry, Intake(Batch(id="thu", title="thử", lines=(line,))), DAY)
    assert not of(result.lines[0], REPEAT)
