"""A small screening made by hand, with every verdict and every awkward text."""

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
        line(3, '=HYPERLINK("http://x")', "in_development", None, platforms=(LAND,)),
        line(4, "Quản lý nghĩa trang\x0b nhân dân", "none", 300_000_000, near_misses=(NEAR,)),
        line(5, "Mua máy tính", "not_software", 6_000_000),
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
