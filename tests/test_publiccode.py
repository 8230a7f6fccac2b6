"""publiccode.yml: valid files become records that pass the shapes, invalid ones are refused with the reason."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from registry import curated
from registry.errors import ConflictError, InputError, NotFoundError
from registry.intake.publiccode import read
from registry.model import Source
from registry.opened import Registry
from registry.usecases.overlay import Overlay, Signature
from registry.usecases.publiccode import Said, platform, refuse_another
from registry.usecases.register import present, register

DAY = "2026-07-01"
SAID = Said("btp", "ministry")


@pytest.fixture
def file(data: Path) -> Path:
    return data / "publiccode" / "valid.yml"


def changed(file: Path, folder: Path, old: str, new: str) -> Path:
    text = file.read_text(encoding="utf-8")
    assert text.count(old) == 1
    (folder / "publiccode.yml").write_text(text.replace(old, new), encoding="utf-8")
    return folder / "publiccode.yml"


def test_a_valid_file_is_a_record_with_its_origin_that_passes_all_checks(
    registry: Registry, file: Path, tmp_path: Path
) -> None:
    record = platform(registry, read(file), SAID, DAY)
    assert record.id == "btp-so-ho-khau-mo"
    assert (record.name_vi, record.owner, record.status) == ("Sổ hộ khẩu mở", "Bộ Tư pháp", "operational")
    assert (record.evidence, record.province_use) == ("press", "own_instance")
    assert record.lifecycle[0].observed == DAY
    assert record.sources == (
        Source(url="https://ma-nguon.test/so-ho-khau", title="publiccode.yml của Sổ Hộ Khẩu Mở"),
    )
    assert {item.text: item.capability for item in record.functions} == {
        "Quản lý nhân khẩu": "quan-ly-thong-tin-dan-cu",
        "Quản lý hồ sơ, văn bản đi đến": "quan-ly-van-ban-dieu-hanh",
    }
    assert "Tính năng rất quan trọng" in record.note
    assert "EUPL-1.2 OR AGPL-3.0-or-later" in record.note

    overlay = Overlay(tmp_path / "registry")
    written = tmp_path / "record.yaml"
    written.write_text(curated.written(record), encoding="utf-8")
    signature = Signature("Lan", "publiccode.yml", datetime(2026, 7, 1, tzinfo=UTC))
    register(overlay, curated.shipped_path(), written, signature)
    kept = present(overlay, curated.shipped_path(), record.id)
    assert kept == record
    # The same file again is a new version of it; another software of that name does not take its place.
    refuse_another(record, kept)
    with pytest.raises(ConflictError, match="btp-so-ho-khau-mo"):
        refuse_another(
            platform(registry, read(file), Said("btp", "ministry", "https://khac.test/"), DAY), kept
        )


def test_a_person_may_say_which_function_a_feature_is(registry: Registry, file: Path) -> None:
    said = Said("btp", "ministry", functions={"Tính năng rất quan trọng": "dang-ky-ho-tich"})
    found = {item.text: item.capability for item in platform(registry, read(file), said, DAY).functions}
    assert found["Tính năng rất quan trọng"] == "dang-ky-ho-tich"


def test_without_a_known_function_or_owner_it_is_refused(
    registry: Registry, file: Path, tmp_path: Path
) -> None:
    with pytest.raises(NotFoundError, match="khong-co"):
        platform(registry, read(file), Said("khong-co", "ministry"), DAY)
    vague = changed(
        file,
        tmp_path,
        "      - Quản lý nhân khẩu\n      - Quản lý hồ sơ, văn bản đi đến\n",
        "",
    )
    with pytest.raises(InputError, match="Tính năng rất quan trọng"):
        platform(registry, read(vague), SAID, DAY)


@pytest.mark.parametrize(
    ("old", "new", "line", "told"),
    [
        ('"0.7"', '"9"', 2, "publiccodeYmlVersion"),
        ("name: Sổ Hộ Khẩu Mở\n", "", 2, "name.*còn thiếu"),
        ('url: "https://ma-nguon.test/so-ho-khau.git"', "url: so-ho-khau", 4, "url.*địa chỉ"),
        ('"2026-05-04"', '"04/05/2026"', 7, "releaseDate.*2017-04-15"),
        ("document-management", "so-sach", 10, "categories.*danh mục"),
        ("stable", "xong", 11, "developmentStatus"),
        ("countries: [VN]", "countries: [VNM]", 15, "countries.*mã nước"),
        ("    shortDescription: Made for a test.\n", "", 28, "description.en.shortDescription.*còn thiếu"),
        ("    features:\n      - Register of people\n", "    features: []\n", 32, "description.en.features"),
        ("EUPL-1.2 OR AGPL-3.0-or-later", "Của tôi", 35, "SPDX"),
        ("    - name: Người Thử\n      email: thu@ma-nguon.test\n", "    []\n", 38, "contacts"),
        ("thu@ma-nguon.test", "thu", 41, "email"),
        ("localisationReady: true", "localisationReady: yes", 43, "localisationReady.*true"),
        ("[vi, en]", "[tiếng-việt]", 44, "BCP 47"),
        ("legal:\n", "legal:\n  mau: xanh\n", 35, "mau.*tên lạ"),
    ],
)
def test_an_invalid_file_is_refused_with_the_reason_and_its_line(
    file: Path, tmp_path: Path, old: str, new: str, line: int, told: str
) -> None:
    with pytest.raises(InputError, match=told) as refused:
        read(changed(file, tmp_path, old, new))
    assert refused.value.place.row == line
    assert (refused.value.place.file or "").endswith("publiccode.yml")
    assert refused.value.en != refused.value.vi


@pytest.mark.parametrize("content", [b"", b"- a\n", b"name: [", b"\xff\xfe", b"name: a\nname: b\n"])
def test_what_is_no_such_file_is_refused(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "publiccode.yml"
    file.write_bytes(content)
    with pytest.raises(InputError, match=r"publiccode\.yml"):
        read(file)
