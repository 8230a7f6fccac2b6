"""What searches and lines are answered with, on the shipped registry."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from registry.answers import Screening
from registry.matching.lexicon import Lexicon
from registry.matching.matcher import Matcher
from registry.matching.nature import kind_of_work
from registry.matching.ranking import Ranking
from registry.matching.score import complete
from registry.opened import Registry
from registry.usecases.explain import LOCAL_PART, OPENING, OWN_CHOICE, OWN_PART
from registry.usecases.find import find, read_queries
from tests.matching.conftest import Ask

TODAY = "2026-11-23"


@pytest.mark.parametrize(
    ("query", "capability"),
    [
        ("quản lý lưu trú", "thong-bao-luu-tru"),
        ("quản lý lưu trữ", "quan-ly-ho-so-luu-tru-dien-tu"),
        ("quản lý chợ", "quan-ly-cho-sieu-thi"),
        ("quản lý chó", "quan-ly-cho-meo-nuoi"),
        ("thuê đất", "quan-ly-quy-dat-cong"),
        ("quản lý cầu", "quan-ly-cau"),
        ("ngân hàng câu hỏi", "ngan-hang-cau-hoi"),
    ],
)
def test_a_mark_decides_what_is_asked_for(matcher: Matcher, query: str, capability: str) -> None:
    assert matcher.rank(query).capabilities[0].id == capability


def test_a_mark_decides_which_platform_answers(registry: Registry) -> None:
    guests, archive = (find(registry, f"quản lý {what}", TODAY) for what in ("lưu trú", "lưu trữ"))
    assert guests.results[0].id == "bca-thong-bao-luu-tru"
    assert guests.verdict == "covered"
    assert archive.results[0].id == "bnv-luu-tru-tai-lieu-dien-tu"


@pytest.mark.parametrize(
    ("query", "platform"),
    [
        ("VNeID", "bca-vneid"),
        ("tích hợp VNeID vào cổng dịch vụ công của tỉnh", "bca-vneid"),
        ("eTax", "btc-etax"),
        ("ETAX MOBILE", "btc-etax-mobile"),
        ("thuedientu.gdt.gov.vn", "btc-etax"),
        ("tra cứu trên vbpl.vn", "btp-csdl-quoc-gia-phap-luat"),
    ],
)
def test_a_platform_that_is_named_comes_first(registry: Registry, query: str, platform: str) -> None:
    assert find(registry, query, TODAY).results[0].id == platform


@pytest.mark.parametrize(
    ("query", "platform"),
    [("học bạ số", "bgddt-hoc-ba-so"), ("VssID", "bhxh-vssid"), ("Postmart", "btttt-postmart")],
)
def test_a_platform_is_no_answer_before_it_exists(registry: Registry, query: str, platform: str) -> None:
    now, before = find(registry, query, TODAY), find(registry, query, "2015-01-01")
    assert (now.verdict, now.results[0].id) == ("covered", platform)
    assert before.verdict == "none"
    assert platform not in {hit.id for hit in before.results}


def test_a_line_is_judged_as_of_its_date(ask: Ask) -> None:
    title = "Phần mềm hộ tịch"
    assert ask(title, as_of="2023-04-07").verdict == "covered"
    before = ask(title, as_of="2005-01-01")
    assert before.verdict == "none"
    assert "btp-ho-tich-dien-tu" not in {near.id for near in before.near_misses}


def test_scanning_registers_is_work_where_software_for_them_is_covered(ask: Ask) -> None:
    scanning, software = ask("Số hóa sổ hộ tịch"), ask("Phần mềm hộ tịch")
    assert scanning.verdict == "not_software"
    assert software.verdict == "covered"
    assert software.platforms[0].id == "btp-ho-tich-dien-tu"


def test_words_of_work_decide_what_is_asked_for(matcher: Matcher) -> None:
    asked = {
        title: matcher.is_work(matcher.rank(title).capabilities[0].id)
        for title in ("Số hóa sổ hộ tịch", "Sổ hộ tịch", "Số hóa hồ sơ đất đai", "Hồ sơ đất đai")
    }
    assert list(asked.values()) == [True, False, True, False]


@pytest.mark.parametrize(
    ("title", "kind", "work"),
    [
        ("Mua máy tính và tập huấn", "", "hardware"),  # the first word tells
        ("Tập huấn và mua máy tính", "", "training"),
        ("Mua máy tính", "service", "service"),  # as the batch states
        ("Làm đường", "other", "digitisation"),  # no word tells: the likeliest by what was trained
    ],
)
def test_the_kind_of_work(title: str, kind: str, work: str) -> None:
    assert kind_of_work(title, kind, {"hardware": 0.2, "digitisation": 0.5}) == work


@pytest.mark.parametrize("title", ["Camera giao thông", "Lắp đặt camera giao thông tại các nút giao"])
def test_cameras_are_hardware(ask: Ask, title: str) -> None:
    answer = ask(title)
    assert answer.verdict == "not_software"
    assert not answer.platforms


def test_time_sheets_are_not_the_database_of_civil_servants(ask: Ask) -> None:
    answer = ask("Phần mềm chấm công cán bộ, công chức")
    assert answer.verdict == "none"
    assert [need.capability for need in answer.needs if need.state == "open"] == ["cham-cong"]
    near = {item.id: item for item in answer.near_misses}
    assert any("Chấm công" in said for said in near["bnv-csdlqg-can-bo-cong-chuc-vien-chuc"].against)


@pytest.mark.parametrize(
    "title",
    [
        "Phần mềm phòng họp không giấy",
        "Phần mềm điều hành tác nghiệp",
        "Hệ thống điều hành tác nghiệp dùng chung",
    ],
)
def test_a_platform_of_the_party_is_for_the_party(ask: Ask, title: str) -> None:
    system = "vptw-dieu-hanh-tac-nghiep"
    department, party = ask(title), ask(title, proposer="Tỉnh ủy Quảng Ngãi")
    assert department.verdict == "none"
    assert any(
        "Đảng" in said for near in department.near_misses if near.id == system for said in near.against
    )
    assert party.verdict in ("covered", "partly")
    assert [item.id for item in party.platforms] == [system]


@pytest.mark.parametrize(
    "title",
    [
        "Trục tích hợp, chia sẻ dữ liệu LGSP của tỉnh",
        "LGSP của tỉnh",
        "Hệ thống một cửa điện tử",
        "Nâng cấp phần mềm quản lý văn bản và điều hành của tỉnh",
        "Trung tâm điều hành thông minh IOC của tỉnh",
    ],
)
def test_what_each_province_runs_itself_is_not_flagged(registry: Registry, ask: Ask, title: str) -> None:
    answer = ask(title)
    assert answer.verdict == "none"
    assert "findings/local-duty" in {finding.rule for finding in answer.findings}
    assert find(registry, title, TODAY).verdict == "none"


@pytest.mark.parametrize(
    ("title", "platform"),
    [
        ("Kết nối cổng dịch vụ công của tỉnh với cơ sở dữ liệu quốc gia về dân cư", "bca-csdlqg-dan-cu"),
        ("Kết nối trục liên thông văn bản quốc gia", "vpcp-truc-lien-thong-van-ban"),
        ("Kết nối dữ liệu bảo hiểm xã hội", "bhxh-csdl-quoc-gia-bao-hiem"),
    ],
)
def test_connecting_to_a_national_system_leaves_the_connecting(ask: Ask, title: str, platform: str) -> None:
    answer = ask(title)
    assert answer.verdict == "partly"
    assert answer.platforms[0].id == platform
    assert all("kết nối" in part.casefold() for part in answer.remainder)


@pytest.mark.parametrize(
    ("search", "platform"),
    [
        ("Hệ thống của tỉnh lấy dữ liệu của các bộ qua trục quốc gia nào?", "btttt-ndxp"),
        ("bản tin nguồn do trung ương cấp cho đài xã", "btttt-thong-tin-nguon-tw"),
    ],
)
def test_what_the_state_has_of_it_is_told_from_what_each_province_runs(
    registry: Registry, search: str, platform: str
) -> None:
    answer = find(registry, search, TODAY)
    assert (answer.verdict, answer.results[0].id) == ("covered", platform)


def test_connecting_an_own_system_to_that_of_the_government_leaves_the_own_one(ask: Ask) -> None:
    own, linked = (
        "Hệ thống báo cáo của tỉnh",
        "Nối phần mềm báo cáo của tỉnh với hệ thống báo cáo của Chính phủ",
    )
    assert ask(own).verdict == "none"
    answer = ask(linked)
    assert answer.verdict == "partly"
    assert answer.platforms[0].id == "vpcp-he-thong-thong-tin-bao-cao"
    assert answer.remainder[0] == LOCAL_PART


@pytest.mark.parametrize(
    "search",
    [
        "phần mềm phục vụ công tác chuyên môn của cơ quan",
        "Đơn vị đề nghị đầu tư hệ thống hiện đại, đồng bộ để nâng cao hiệu quả hoạt động",
        "phan mem",
    ],
)
def test_a_search_that_does_not_say_what_is_asked_is_unclear(registry: Registry, search: str) -> None:
    assert find(registry, search, TODAY).verdict == "unclear"


@pytest.mark.parametrize("search", ["đất đai", "hóa đơn", "VNeID"])
def test_one_telling_word_is_enough_for_a_search(registry: Registry, search: str) -> None:
    assert find(registry, search, TODAY).verdict == "covered"


def test_small_chances_added_name_nobody() -> None:
    assert complete(full=0.95, answered=0.9, best=0.6)
    assert not complete(full=0.95, answered=0.9, best=0.3)
    assert not complete(full=0.7, answered=0.9, best=0.9)


def test_where_a_platform_only_takes_data_the_province_s_own_part_remains(ask: Ask) -> None:
    answer = ask("Phần mềm quản lý hồ sơ cán bộ")
    assert answer.verdict == "partly"
    assert [item.id for item in answer.platforms] == ["bnv-csdlqg-can-bo-cong-chuc-vien-chuc"]
    assert answer.remainder == (OWN_PART,)


def test_where_the_law_lets_a_province_choose_a_person_decides(ask: Ask) -> None:
    answer = ask("Cổng công bố dữ liệu mở của tỉnh")
    assert (answer.verdict, answer.platforms[0].id) == ("partly", "bca-cong-du-lieu-quoc-gia")
    assert answer.remainder == (OWN_CHOICE,)
    (choice,) = (item for item in answer.findings if item.rule == "findings/local-choice")
    assert "47/2020/NĐ-CP" in " ".join(item.text for item in choice.evidence)


def test_a_need_that_nobody_meets_is_not_taken_by_a_neighbour(registry: Registry) -> None:
    for need, meant in {
        "quản lý nhà văn hóa thôn": "Quản lý nhà văn hóa, sân bãi, đặt chỗ",
        "quản lý mốc biên giới": "Quản lý đường biên, cột mốc biên giới quốc gia, khu vực biên giới",
        "xét tốt nghiệp lớp 9": "Xét công nhận tốt nghiệp trung học cơ sở",
    }.items():
        answer = find(registry, need, TODAY)
        assert answer.verdict == "none"
        assert f'được hiểu là "{meant}"' in answer.message or f'với việc "{meant}"' in answer.message
        assert len(answer.results) >= 3


def test_no_platform_is_likelier_than_that_there_is_an_answer(matcher: Matcher, data: Path) -> None:
    for _, query in read_queries(data / "dev" / "queries.jsonl"):
        ranking = matcher.rank(query)
        assert all(match.chance <= ranking.answered for match in ranking.platforms)


def test_what_has_only_a_word_in_common_is_not_shown_beside_an_answer(registry: Registry) -> None:
    answer = find(registry, "quản lý nghĩa trang liệt sĩ", TODAY, limit=10)
    assert answer.results[0].id == "bldtbxh-thong-tin-liet-si"
    assert all(hit.score >= 0.005 for hit in answer.results)
    assert len(answer.results) < 10


def test_a_pilot_covers_nothing(ask: Ask) -> None:
    answer = ask("Phần mềm quản lý nhiệm vụ khoa học và công nghệ cấp tỉnh")
    assert (answer.platforms[0].id, answer.platforms[0].status) == ("bkhcn-stm", "pilot")
    assert answer.verdict == "partly"
    assert answer.remainder == (OPENING,)


def test_how_much_a_system_is_used_is_no_function_that_remains(ask: Ask) -> None:
    title = "Nâng cấp phần mềm theo dõi sản xuất trồng trọt"
    answer = ask(title, "Mới có 3/13 huyện nhập số liệu; cập nhật diện tích, năng suất; chấm công nhân viên")
    assert answer.verdict == "partly"
    assert not any("3/13" in part for part in answer.remainder), answer.remainder


def test_every_platform_of_a_line_says_why_it_is_shown(screening: Screening) -> None:
    shown = [item for line in screening.lines for item in (*line.platforms, *line.provincial)]
    assert len(shown) > 50
    for item in shown:
        assert item.why, item.id
        assert item.words, item.id
        assert item.function, item.id


def test_a_short_form_is_explained_by_what_it_stands_for(registry: Registry) -> None:
    best = find(registry, "chế độ NKT", TODAY).results[0]
    assert {"người", "khuyết", "tật"} <= set(best.words)


def test_a_search_that_does_not_speak_of_the_party_is_not_answered_by_its_platform(
    registry: Registry,
) -> None:
    answer = find(registry, "phòng họp không giấy", TODAY)
    assert answer.verdict == "none"
    assert "Đảng" in answer.message
    assert find(registry, "phòng họp không giấy của Tỉnh ủy", TODAY).verdict == "covered"


def test_what_a_platform_is_known_not_to_do_is_no_answer(registry: Registry, ask: Ask) -> None:
    answer = find(registry, "camera giao thông", TODAY)
    assert answer.verdict == "none"
    assert "camera giao thông đường phố" in answer.results[0].against[0]
    assert find(registry, "camera trên xe khách", TODAY).verdict == "covered"
    assert ask("Camera giao thông").platforms == ()


def test_near_misses_say_what_speaks_against_them(screening: Screening) -> None:
    lines = [line for line in screening.lines if line.verdict == "none"]
    assert all(line.near_misses for line in lines)
    told = sum(all(near.against for near in line.near_misses) for line in lines)
    assert told > 0.8 * len(lines)


def test_scores_tell_platforms_apart(registry: Registry, data: Path) -> None:
    queries = read_queries(data / "dev" / "queries.jsonl")
    answers = [find(registry, query, TODAY) for _, query in queries]
    scores = [[hit.score for hit in answer.results] for answer in answers]
    assert len(scores) == 150
    for found in scores:
        assert found == sorted(found, reverse=True)
        assert all(0 <= score < 1 for score in found)
    tied = sum(len(found) > 1 and found[0] == found[1] for found in scores)
    assert tied < 0.05 * len(scores)


def test_the_trained_model_knows_the_whole_registry(matcher: Matcher) -> None:
    asked_for = {key for key, facts in matcher.capabilities.items() if not facts.top}
    assert len(asked_for) > 500
    assert asked_for - set(matcher.encoder.capabilities.ids) == set()
    assert set(matcher.platforms) - set(matcher.encoder.platforms.ids) == set()


def summary(ranking: Ranking) -> str:
    """Return all of a ranking that is shown or judged, exactly."""
    platforms = [
        (item.id, item.chance, item.capability, item.own, item.not_for) for item in ranking.platforms
    ]
    capabilities = [(item.id, item.chance, item.phrase) for item in ranking.capabilities]
    return json.dumps([platforms, capabilities, ranking.weight, ranking.answered], ensure_ascii=False)


def test_the_same_question_has_the_same_answer(matcher: Matcher, data: Path) -> None:
    queries = [query for _, query in read_queries(data / "dev" / "queries.jsonl")]
    first = [summary(matcher.rank(query)) for query in queries]
    # In another order: no answer depends on the question before.
    again = [summary(matcher.rank(query)) for query in reversed(queries)]
    assert first == again[::-1]


def test_a_matcher_is_the_same_after_saving(matcher: Matcher, data: Path, tmp_path: Path) -> None:
    matcher.save(tmp_path / "index.npz", "2026-11-23T00:00")
    restored, snapshot = Matcher.restore(tmp_path / "index.npz", Lexicon.shipped())
    assert snapshot == "2026-11-23T00:00"
    assert [path.name for path in tmp_path.iterdir()] == ["index.npz"]
    assert restored.platforms == matcher.platforms
    assert restored.capabilities == matcher.capabilities
    for _, query in read_queries(data / "dev" / "queries.jsonl"):
        assert summary(restored.rank(query)) == summary(matcher.rank(query)), query
