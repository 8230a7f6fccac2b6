"""Finding rules through screening, on the shipped registry: what a reviewer reads of a line."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from registry.answers import FindingSeen, Screening
from registry.bootstrap import open_registry
from registry.config import Settings
from registry.intake.batch import Intake, read
from registry.intake.usage import period_end
from registry.model import Batch, BatchLine
from registry.opened import Registry
from registry.usecases.screen import screen
from tests.screening_support import DAY, one
from tests.test_cli import contents, objects, rasoat

ROOM = "Trang bị phòng họp trực tuyến tại Sở"


@pytest.fixture(scope="module")
def screening(registry: Registry, data: Path) -> Screening:
    return screen(registry, read(data / "dev" / "batch-2023.jsonl"), DAY)


def said(screening: Screening, rule: str) -> dict[str, FindingSeen]:
    """Return the finding of a rule by line."""
    return {
        line.id: finding
        for line in screening.lines
        for finding in line.findings
        if finding.rule == f"findings/{rule}"
    }


def of(screening: Screening, rule: str) -> FindingSeen:
    return said(screening, rule)["l1"]


def test_no_rule_speaks_of_most_lines(screening: Screening) -> None:
    for rule in (
        "need-to-justify",
        "cost-outlier",
        "low-use-stated",
        "shared-components",
        "mandate",
        "weak-evidence",
    ):
        lines = said(screening, rule)
        assert 0 < len(lines) <= 30, rule
        assert all(finding.message and finding.message_en and finding.reversal for finding in lines.values())


def test_a_meeting_room_is_to_be_justified_by_what_the_file_does_not_say(registry: Registry) -> None:
    bare = of(one(registry, ROOM, proposer="Sở Nội vụ tỉnh Quảng Ngãi"), "need-to-justify")
    assert "Hệ thống hội nghị truyền hình tỉnh Quảng Ngãi" in bare.message
    assert "Một năm bao nhiêu cuộc họp trực tuyến" in bare.message
    assert any("73/2019/NĐ-CP" in item.text for item in bare.evidence)
    told = of(one(registry, ROOM, "Mỗi năm 46 cuộc họp, 12 điểm cầu."), "need-to-justify")
    assert "Một năm bao nhiêu cuộc họp trực tuyến" not in told.message
    assert "Bao nhiêu điểm cầu" not in told.message
    assert "hiện có là gì" in told.message


def test_what_did_not_exist_yet_is_not_offered_instead(registry: Registry) -> None:
    old = of(one(registry, ROOM, as_of="2005-01-01"), "need-to-justify")
    assert not any("2017" in item.text or "2019" in item.text for item in old.evidence)


def test_an_operations_centre_is_to_be_justified_below_the_province_only(registry: Registry) -> None:
    title = "Xây dựng trung tâm điều hành thông minh"
    district = one(registry, title, proposer="UBND huyện Bình Sơn, tỉnh Quảng Ngãi")
    province = one(registry, title, proposer="Sở Thông tin và Truyền thông tỉnh Quảng Ngãi")
    assert "IOC" in of(district, "need-to-justify").message
    assert not any("IOC" in item.message for item in said(province, "need-to-justify").values())


def test_a_price_far_from_that_of_alike_lines_is_told_with_the_method(registry: Registry) -> None:
    prices = (350_000, 340_000, 360_000, 350_000, 2_000_000)
    lines = tuple(
        BatchLine(
            id=f"l{number}",
            title="Mua bản quyền phần mềm diệt virus",
            description=f"{40 + number} máy tính",
            cost_vnd=price * (40 + number),
            province="tỉnh Quảng Ngãi",
        )
        for number, price in enumerate(prices)
    )
    result = screen(registry, Intake(Batch(id="thu", title="thử", lines=lines)), DAY)
    found = said(result, "cost-outlier")
    assert found.keys() == {"l4"}
    assert "2.000.000 đồng/máy, bằng 5,7 lần trung vị 350.000 đồng/máy (so với 4 việc" in found["l4"].message
    assert {item.kind for item in found["l4"].evidence} == {"line"}


def test_four_alike_lines_are_too_few_to_judge_a_price(registry: Registry) -> None:
    lines = tuple(
        BatchLine(id=f"l{n}", title="Mua bản quyền phần mềm diệt virus", description="10 máy", cost_vnd=cost)
        for n, cost in enumerate((3_000_000, 3_100_000, 3_200_000, 90_000_000))
    )
    result = screen(registry, Intake(Batch(id="thu", title="thử", lines=lines)), DAY)
    assert said(result, "cost-outlier") == {}


def test_low_use_in_the_words_of_the_line_is_told_back(registry: Registry) -> None:
    title = "Nâng cấp phần mềm hồ sơ nhân sự của tỉnh"
    low = one(registry, title, "Hiện mới 11/43 đơn vị cập nhật thường xuyên.")
    assert "11/43 đơn vị cập nhật" in of(low, "low-use-stated").message
    much = one(registry, title, "Hiện đã có 40/43 đơn vị cập nhật thường xuyên.")
    assert said(much, "low-use-stated") == {}
    assert any("Mức sử dụng hiện nay" in question for question in much.lines[0].questions)


def test_shared_components_are_named_with_the_words_and_the_law_of_the_date(registry: Registry) -> None:
    title, text = "Thay bệnh án giấy bằng bệnh án trên máy", "Ký số phiếu điều trị."
    before = of(one(registry, title, text), "shared-components").message
    assert "“ký số”; 130/2018/NĐ-CP" in before
    after = of(one(registry, title, text, as_of="2025-01-01"), "shared-components").message
    assert "68/2024/NĐ-CP" in after
    assert "130/2018" not in after


def test_a_mandatory_platform_is_told_with_its_law(registry: Registry) -> None:
    finding = of(one(registry, "Xây dựng phần mềm đăng ký khai sinh, khai tử, kết hôn cho các xã"), "mandate")
    assert "bắt buộc dùng theo" in finding.message
    assert "87/2020/NĐ-CP" in finding.message
    assert {item.kind for item in finding.evidence} == {"platform", "law"}


@pytest.mark.parametrize(
    ("period", "end"),
    [
        ("2022", "2023-01-01"),
        ("2022-12", "2023-01-01"),
        ("Quý I/2023", "2023-04-01"),
        ("2023-Q4", "2024-01-01"),
        ("03/2023", "2023-04-01"),
        ("31/3/2023", "2023-04-01"),
        ("2023-03-31", "2023-04-01"),
    ],
)
def test_periods_as_people_write_them(period: str, end: str) -> None:
    assert period_end(period) == end


@pytest.mark.usefixtures("registry")
class TestUsage:
    """Usage figures from a file: into the journal whole, or refused with the place."""

    @pytest.fixture
    def home(self, settings: Settings, tmp_path: Path) -> Path:
        shutil.copytree(settings.home, tmp_path / "home")
        return tmp_path / "home"

    def test_recorded_use_is_told_of_a_line_that_extends_the_system(self, home: Path, tmp_path: Path) -> None:
        file = tmp_path / "su-dung.csv"
        file.write_text(
            "Hệ thống,Kỳ,Tài khoản đã cấp,Người dùng thực tế,Nguồn\nqni-ioc,Quý IV/2022,60,4,Báo cáo\n",
            encoding="utf-8",
        )
        done = objects(rasoat(home, "usage", file, "--by", "Nguyễn Thị Lan", "--json"))
        assert [item["about"] for item in done] == ["https://w3id.org/rasoat/platform/qni-ioc"]
        title = "Bổ sung phân hệ cho trung tâm điều hành thông minh của tỉnh"
        with open_registry(Settings(home)) as registry:
            finding = of(one(registry, title), "low-use")
            assert "6 % số tài khoản có dùng (kỳ Quý IV/2022)" in finding.message
            assert [item.kind for item in finding.evidence] == ["entry"]
            assert said(one(registry, title, as_of="2022-12-01"), "low-use") == {}

    @pytest.mark.parametrize(
        ("rows", "place"),
        [
            ([{"system": "qni-ioc", "period": "2022", "active": "bốn"}], 'dòng 1, cột "active"'),
            (
                [{"system": "qni-ioc", "period": "2022", "active": 4}, {"period": "2022"}],
                'dòng 2, cột "system"',
            ),
            ([{"system": "qni-ioc", "period": "năm ngoái", "active": 4}], 'dòng 1, cột "period"'),
            ([{"system": "qni-ioc", "period": "2022", "active": 9, "registered": 3}], 'dòng 1, cột "active"'),
            ([{"system": "xyzw", "period": "2022", "active": 4}], 'dòng 1, cột "system"'),
        ],
    )
    def test_bad_figures_are_refused_and_nothing_is_written(
        self, home: Path, tmp_path: Path, rows: list[dict[str, object]], place: str
    ) -> None:
        file = tmp_path / "su-dung.jsonl"
        file.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
        before = contents(home)
        done = rasoat(home, "usage", file, "--by", "Lan")
        assert done.returncode == 2
        assert f"tệp su-dung.jsonl, {place}" in done.stderr
        assert contents(home) == before
