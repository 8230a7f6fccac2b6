"""Words as officials type them are read as they were meant; the expectation is written out correctly."""

from __future__ import annotations

import unicodedata

import pytest

from registry.intake.batch import Intake
from registry.matching.reading import Reader
from registry.matching.text import marked, syllables
from registry.opened import Registry
from registry.usecases.find import find

TODAY = "2026-11-23"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("phan mem quan ly ho tich", "phần mềm quản lý hộ tịch"),
        ("ho so suc khoe dien tu", "hồ sơ sức khỏe điện tử"),
        ("so hoa so ho tich", "số hóa sổ hộ tịch"),  # the same letters meant differently: số, sổ
        ("quan ly nguoi co cong", "quản lý người có công"),
    ],
)
def test_diacritics_are_restored_in_a_query_without_any(reader: Reader, typed: str, meant: str) -> None:
    assert reader.meant(typed) == reader.written(meant)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("phần mền quãn lý hộ ngèo", "phần mềm quản lý hộ nghèo"),  # wrong marks and letters
        ("mở rộgn hệ thống", "mở rộng hệ thống"),  # swapped letters
        ("kiểm tra côgn vụ", "kiểm tra công vụ"),
        ("quanr lys hooj tichj", "quản lý hộ tịch"),  # Telex with the input method off
        ("ddaats ddai", "đất đai"),
        ("phanmem quanly", "phần mềm quản lý"),  # spaces left out
        ("phầnmềm quảnlý", "phần mềm quản lý"),
    ],
)
def test_typing_errors_are_mended(reader: Reader, typed: str, meant: str) -> None:
    assert reader.meant(typed) == reader.written(meant)


@pytest.mark.parametrize(
    "text",
    [
        "Phần mềm quản lý hộ tịch, chứng thực",
        "Tra cứu giá đất theo bảng giá của tỉnh",
        "Kê khai và lập bản đồ các cơ sở xả thải toàn tỉnh",
        "Phần mềm theo dõi hộ thoát nghèo, tái nghèo từng thôn",
        "mở rộng công vụ",
        "tuyên dương, phát động tại 13 phòng, sáu địa phương",
        "Thay 35 bộ máy tính để bàn đã hết khấu hao",
        "quản lý hộ và nhân khẩu theo sổ cộng tác viên",
        "nâng cấp eOffice và iOffice, gia hạn BKAV",  # brands, also beside words that they never stood beside
    ],
)
def test_correct_text_is_left_as_it_is(reader: Reader, text: str) -> None:
    assert reader.meant(text) == reader.written(text)


def test_hardly_any_word_of_the_2023_titles_is_changed(reader: Reader, batch: Intake) -> None:
    changed = total = 0
    for line in batch.batch.lines:
        meant, written = reader.meant(line.title), reader.written(line.title)
        assert len(meant) == len(written), line.title
        changed += sum(word != typed for word, typed in zip(meant, written, strict=True))
        total += len(written)
    assert total > 1000
    assert changed < total / 50


@pytest.mark.parametrize(
    ("old", "new", "form"), [("hoà", "hòa", "hoa2"), ("uỷ", "ủy", "uy3"), ("thuỷ", "thủy", "thuy3")]
)
def test_old_and_new_tone_placement_are_one_word(old: str, new: str, form: str) -> None:
    assert marked(old) == marked(new) == form
    assert marked(old.upper()) == form


def test_words_that_differ_in_a_mark_are_two_words() -> None:
    assert len({marked(word) for word in ("lưu", "lứu", "luu", "lửu")}) == 4
    assert marked("đất") != marked("dất")


@pytest.mark.parametrize(
    "text", ["fishing boat tracking", "land registration database", "civil servant records"]
)
def test_english_is_left_alone(reader: Reader, text: str) -> None:
    assert reader.meant(text) == text.split()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("CSDL CBCCVC", "cơ sở dữ liệu cán bộ công chức viên chức"),
        ("PM QLVB", "phần mềm quản lý văn bản"),
        ("hồ sơ GCNQSDĐ", "hồ sơ giấy chứng nhận quyền sử dụng đất"),
        ("csdl ldtbxh", "cơ sở dữ liệu lao động thương binh xã hội"),
    ],
)
def test_abbreviations_are_opened(reader: Reader, typed: str, meant: str) -> None:
    assert reader.meant(typed) == [marked(word) for word in meant.split()]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("ngành NN", "ngành nông nghiệp"),
        ("cơ quan NN", "cơ quan nhà nước"),
        ("người NN", "người nước ngoài"),
        ("Sở TC", "sở tài chính"),
        ("khiếu nại TC", "khiếu nại tố cáo"),
        ("TC cán bộ", "tổ chức cán bộ"),
        ("HT thông tin", "hệ thống thông tin"),
        ("đăng ký HT", "đăng ký hộ tịch"),
        ("DL mở", "dữ liệu mở"),
        ("khách DL", "khách du lịch"),
        ("HS sức khỏe", "hồ sơ sức khỏe"),
        ("tuyển sinh HS", "tuyển sinh học sinh"),
    ],
)
def test_the_neighbours_decide_what_an_abbreviation_stands_for(
    reader: Reader, typed: str, meant: str
) -> None:
    assert reader.meant(typed) == [marked(word) for word in meant.split()]


@pytest.mark.parametrize("text", ["quản lý hộ tịch", "Uỷ ban nhân dân", "khiếu nại TC", "phần mền hộ ngèo"])
def test_decomposed_letters_are_the_same_letters(registry: Registry, reader: Reader, text: str) -> None:
    apart = unicodedata.normalize("NFD", text)
    assert apart != text
    assert syllables(apart) == syllables(text)
    assert reader.meant(apart) == reader.meant(text)
    assert find(registry, apart, TODAY).results == find(registry, text, TODAY).results
