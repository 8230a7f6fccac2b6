"""A small report made by hand, with every verdict, decisions, kinds of findings and every awkward text."""

from __future__ import annotations

import unicodedata

import pytest

from registry.answers import (
    Evidence,
    FindingSeen,
    LineAnswer,
    LinePlatform,
    NeedSeen,
    PlatformHit,
    SameNeed,
    Screening,
    VerdictTotal,
)
from registry.entries import DecisionSeen, ReceiptSeen
from registry.reports.model import Report
from registry.reports.profile import Profile

CIVIL_STATUS = LinePlatform(
    id="btp-ho-tich-dien-tu",
    name="Hệ thống hộ tịch điện tử dùng chung",
    owner="Bộ Tư pháp",
    level="national",
    status="operational",
    since="2016-01-01",
    score=0.98,
    met=("Đăng ký hộ tịch",),
    why="đáp ứng: Đăng ký hộ tịch. Nền tảng cấp quốc gia, đang vận hành (từ 01/01/2016), bắt buộc",
    law=("87/2020/NĐ-CP ngày 28/07/2020 của Chính phủ",),
)
LAND = LinePlatform(
    id="btnmt-dat-dai",
    name="Cơ sở dữ liệu quốc gia về đất đai",
    owner="Bộ Nông nghiệp và Môi trường",
    level="national",
    status="developing",
    since="2021",
    score=0.8,
    met=("Quản lý đất đai",),
    why="đáp ứng: Quản lý đất đai. Nền tảng cấp quốc gia, đang xây dựng (từ 2021)",
)
OWN = LinePlatform(
    id="qni-mot-cua",
    name="Hệ thống một cửa điện tử tỉnh",
    owner="UBND tỉnh Quảng Ngãi",
    level="provincial",
    status="operational",
    since="",
    score=0.5,
    met=("Tiếp nhận hồ sơ",),
    why="đáp ứng: Tiếp nhận hồ sơ. Nền tảng của tỉnh, đang vận hành",
)
NEAR = PlatformHit(
    id="liet-si",
    name="Cổng thông tin liệt sĩ",
    owner="Bộ Nội vụ",
    level="national",
    status="operational",
    score=0.3,
    why='tên gần giống: "nghĩa trang liệt sĩ"',
)


def line(number: int, title: str, verdict: str, cost: int | None, **more: object) -> LineAnswer:
    given: dict[str, object] = {
        "id": f"d-{number}",
        "line_no": number,
        "title": title,
        "proposer": "Sở Tư pháp",
        "proposer_now": "Sở Tư pháp",
        "cost_vnd": cost,
        "verdict": verdict,
        "message": f"Kết luận của dòng {number}.",
        "platforms": (),
        **more,
    }
    return LineAnswer(**given)  # type: ignore[arg-type]


@pytest.fixture(scope="session")
def screening() -> Screening:
    decomposed = unicodedata.normalize("NFD", "Phần mềm hộ tịch")
    lines = (
        line(
            1,
            decomposed,
            "covered",
            1_980_000_000,
            platforms=(CIVIL_STATUS,),
            needs=(NeedSeen("dang-ky-ho-tich", "Đăng ký hộ tịch", "hộ tịch", 0.9, "met"),),
            questions=("Vì sao nền tảng đã có chưa đáp ứng?",),
            findings=(
                FindingSeen(
                    "findings/same-need",
                    "warning",
                    "Cùng nhu cầu với dòng 2.",
                    "",
                    (Evidence("line", "thu/d-2", "dòng 2 của đợt này"),),
                ),
                FindingSeen("findings/weak-evidence", "info", "Nền tảng mới biết qua báo chí.", ""),
            ),
            description="Đăng ký, tra cứu hộ tịch",
            sector="tu-phap",
        ),
        line(
            2,
            '<script>alert("x")</script> & một cửa',
            "partly",
            500_000_000,
            proposer="Sở Thông tin và Truyền thông",
            proposer_now="Sở Khoa học và Công nghệ",
            platforms=(CIVIL_STATUS,),
            provincial=(OWN,),
            needs=(
                NeedSeen("dang-ky-ho-tich", "Đăng ký hộ tịch", "hộ tịch", 0.9, "met"),
                NeedSeen("theo-doi-rac", "Theo dõi rác thải", "rác", 0.5, "open"),
            ),
            remainder=("Theo dõi rác thải",),
            findings=(
                FindingSeen(
                    "coverage/answers",
                    "warning",
                    "Tỉnh đã có một cửa.",
                    "",
                    (Evidence("platform", "qni-mot-cua", "Hệ thống một cửa"),),
                ),
            ),
        ),
        line(
            3,
            '=HYPERLINK("http://x")',
            "in_development",
            None,
            platforms=(LAND,),
            findings=(
                FindingSeen(
                    "findings/brand-new",
                    "violation",
                    "Một phát hiện | chưa ai biết *đậm*.",
                    "",
                    (Evidence("law", "87-2020-nd-cp", "87/2020/NĐ-CP ngày 28/07/2020"),),
                    "khi văn bản hết hiệu lực",
                ),
            ),
        ),
        line(4, "Quản lý nghĩa trang\x0b nhân dân", "none", 300_000_000, near_misses=(NEAR,)),
        line(
            5,
            "Phòng họp trực tuyến",
            "not_software",
            6_000_000,
            findings=(FindingSeen("findings/need-to-justify", "warning", "Chưa nêu số cuộc họp.", ""),),
        ),
        line(6, "Chuyển đổi số", "unclear", 0, questions=("Gồm những chức năng nào?",)),
    )
    return Screening(
        batch_id="thu",
        title="Đợt thử năm 2023",
        as_of="2023-04-07",
        snapshot="abc123",
        lines=lines,
        totals=tuple(VerdictTotal(item.verdict, 1, item.cost_vnd or 0) for item in lines),
        same_needs=(SameNeed("dang-ky-ho-tich", "Đăng ký hộ tịch", ("d-1", "d-2"), 2, 2_480_000_000),),
        skipped=({"sheet": "T1", "row": 9, "text": "Tổng cộng", "vi": "dòng tổng cộng", "en": "total row"},),
        remarks=('Trang "T1" không ghi đơn vị tính; tạm hiểu là triệu đồng',),
    )


@pytest.fixture(scope="session")
def profile() -> Profile:
    return Profile(
        superior="UBND TỈNH THỬ",
        agency="SỞ THỬ NGHIỆM",
        agency_in_text="Sở Thử nghiệm",
        sign="BC-STN",
        place="Thử",
        date="2023-02",
        subject="Kết quả rà soát đợt thử",
        addressee="Ủy ban nhân dân tỉnh",
        grounds=("Nghị định số 73/2019/NĐ-CP", "Công văn số 1/UBND"),
        assignment="Công văn số 1/UBND ngày 01/02/2023",
        capacity=("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"),
        recipients=("Như trên",),
        archive="VT, KT",
    )


@pytest.fixture(scope="session")
def report(screening: Screening, profile: Profile) -> Report:
    """Line 2 is decided (after an earlier decision) with an amount, line 6 without one; line 4 has a receipt."""
    first = DecisionSeen(
        number="QD-2023-00001",
        batch_id="thu",
        line_id="d-2",
        outcome="build",
        reason="Nháp.",
        amount_vnd=400_000_000,
        reviewer="Trần Thị Bình",
        time="2023-04-10T08:00:00+07:00",
        current=False,
    )
    kept = DecisionSeen(
        number="QD-2023-00002",
        batch_id="thu",
        line_id="d-2",
        outcome="remainder",
        reason="Chỉ làm phần theo dõi rác.",
        amount_vnd=120_000_000,
        reviewer="Trần Thị Bình",
        time="2023-04-12T08:00:00+07:00",
        findings=("2.1",),
    )
    back = DecisionSeen(
        number="QD-2023-00003",
        batch_id="thu",
        line_id="d-6",
        outcome="send_back",
        reason="Chưa rõ.",
        amount_vnd=None,
        reviewer="Trần Thị Bình",
        time="2023-04-12T09:00:00+07:00",
    )
    receipt = ReceiptSeen(
        number="PR-2023-00004",
        batch_id="thu",
        line_id="d-4",
        verdict="none",
        as_of="2023-04-07",
        snapshot="abc123",
        time="2023-04-11T08:00:00+07:00",
        platforms=(),
        rules={},
        facts={},
        watched=True,
    )
    decisions = {"d-2": (first, kept), "d-6": (back,)}
    return Report(screening, profile, decisions, {"d-4": (receipt,)})
