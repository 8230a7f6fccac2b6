"""`rasoat check`: the shipped source is clean, and a broken copy is told what is broken, and where."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from ontology import namespaces as ns
from registry import curated, rdf, reasoning
from registry.curated import Curated
from registry.errors import InputError
from registry.usecases.check import SOURCES, CheckReport, check
from registry.validation import LEVELS, CheckFinding, quality
from tests.ontology_support import shipped, short


@cache
def shipped_report() -> CheckReport:
    return check(curated.shipped_path())


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(curated.shipped_path(), tmp_path / "data"))


SMALL = {
    "organisations.yaml": """
btctw:
  name_vi: Ban Tổ chức Trung ương
  type: party-body
  valid_from: '1948-10-20'
  evidence: recall
""",
    "sectors.yaml": """
dang:
  vi: Công tác Đảng
  en: Party affairs
  labels:
  - tổ chức xây dựng Đảng
""",
    "user-groups.yaml": """
can-bo:
  vi: Cán bộ
  en: Officials
  strings:
  - cán bộ
""",
    "capabilities/dang.yaml": """
cong-tac-dang:
  vi: Công tác Đảng
  en: Party work
  sector: dang
  scope: Mọi nghiệp vụ công tác Đảng.

quan-ly-dang-vien:
  vi: Quản lý đảng viên
  en: Party member records
  sector: dang
  broader: cong-tac-dang
  scope: Hồ sơ đảng viên, chuyển sinh hoạt Đảng.
""",
    "platforms/btctw.yaml": """dang-vien:
  name_vi: Cơ sở dữ liệu đảng viên
  level: party
  owner: Ban Tổ chức Trung ương
  owner_ids:
  - btctw
  owner_now: Ban Tổ chức Trung ương
  owner_now_ids:
  - btctw
  sector: tổ chức xây dựng Đảng
  kind: database
  functions:
  - text: quản lý hồ sơ đảng viên
    capability: quan-ly-dang-vien
  users:
  - cán bộ
  territory: toàn quốc
  status: operational
  lifecycle:
  - status: operational
    since: '2010'
  sources:
  - url: https://example.org/dang-vien
  evidence: press
""",
}


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """Return a source of a few records that is all right."""
    root = tmp_path / "data"
    for name, _, _ in SOURCES:
        if name.endswith(".yaml"):
            root.mkdir(exist_ok=True)
            (root / name).touch()
        else:
            (root / name).mkdir(parents=True)
    for name, text in SMALL.items():
        (root / name).write_text(text, encoding="utf-8")
    return root


def edit(file: Path, old: str, new: str) -> int:
    """Replace the first ``old`` in the file; return the line where it stood."""
    text = file.read_text(encoding="utf-8")
    assert old in text, f"{old!r} is not in {file}"
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


def record_lines(file: Path) -> dict[str, int]:
    return {record_id: line for record_id, _, line in curated.blocks(file)}


def about(report: CheckReport, entity: str) -> Iterator[CheckFinding]:
    return (finding for finding in report.findings if short(finding.entity) == entity)


def test_the_shipped_registry_has_no_violation() -> None:
    found = [finding for finding in shipped_report().findings if finding.level == "violation"]
    assert [(short(finding.entity), finding.en, finding.value) for finding in found] == []


def test_findings_are_sorted_counted_and_placed() -> None:
    report = shipped_report()
    ranks = [LEVELS.index(finding.level) for finding in report.findings]
    assert ranks == sorted(ranks)
    assert sum(report.counts.values()) == len(report.findings)
    assert report.triples > 50_000
    for finding in report.findings:
        assert finding.vi
        assert finding.en
        assert Path(str(finding.place.file)).is_file(), finding
        assert finding.place.row is not None


def test_the_report_is_json() -> None:
    report = shipped_report()
    content = json.loads(json.dumps(report.to_json()))
    assert content["counts"].keys() == set(LEVELS)
    assert content["reasoning"] is None
    assert len(content["findings"]) == len(report.findings)
    for finding in content["findings"]:
        assert finding.keys() == {
            "level",
            "entity",
            "property",
            "value",
            "vi",
            "en",
            "source",
            "policy",
            "file",
            "line",
        }


def test_quality_queries_give_findings_of_their_level() -> None:
    found = quality(shipped().store)
    assert found
    assert {finding.source.partition("/")[0] for finding in found} == {"quality"}
    assert {finding.source for finding in found if finding.source == "quality/platform-known-by-recall"}
    assert {f.level for f in found if f.source == "quality/platform-known-by-recall"} == {"info"}


def test_every_part_of_the_source_is_checked() -> None:
    assert len(SOURCES) == len(Curated.__dataclass_fields__)
    root = curated.shipped_path()
    assert {name for name, _, _ in SOURCES} == {path.name for path in root.iterdir() if path.suffix != ".md"}
    for name, _, prefix in SOURCES:
        file = min((root / name).glob("*.yaml")) if (root / name).is_dir() else root / name
        iris = {triple.subject.value for triple in shipped().facts}
        assert {prefix + record_id for record_id in record_lines(file)} <= iris


def test_records_that_cannot_be_read_are_all_reported(copy: Path) -> None:
    platforms = copy / "platforms"
    again = (platforms / "bca.yaml").read_text(encoding="utf-8")
    first = next(iter(record_lines(platforms / "bca.yaml")))
    (platforms / "zz-again.yaml").write_text(again.split("\n\n")[0] + "\n", encoding="utf-8")
    level_line = edit(platforms / "bct.yaml", "level: ", "level: galactic-")
    (copy / "sectors.yaml").write_bytes("y-te:\n  vi: Y tế\n".encode("utf-16"))
    edit(copy / "local-duties.yaml", "vi: ", "vi: [")
    (copy / "user-groups.yaml").unlink()

    report = check(copy)

    assert report.triples == 0
    assert report.counts == {"violation": len(report.findings), "warning": 0, "info": 0}
    places = {(Path(str(finding.place.file)).name, finding.place.row) for finding in report.findings}
    before = max(line for line in record_lines_of(platforms / "bct.yaml") if line < level_line)
    assert ("zz-again.yaml", 1) in places
    assert ("bct.yaml", before) in places
    assert {name for name, _ in places} == {
        "zz-again.yaml",
        "bct.yaml",
        "sectors.yaml",
        "local-duties.yaml",
        "user-groups.yaml",
    }
    (twice,) = about(report, f"platform/{first}")
    assert "đã dùng" in twice.vi
    assert "bca.yaml, line 1" in twice.en


def record_lines_of(file: Path) -> list[int]:
    return list(record_lines(file).values())


def test_a_record_that_breaks_a_shape_is_reported_where_it_stands(copy: Path) -> None:
    file = copy / "platforms" / "bca.yaml"
    records = list(record_lines(file).items())
    (owner_id, _), (function_id, _), (kind_id, _) = records[:3]
    blocks = file.read_text(encoding="utf-8").split("\n\n")
    blocks[0] = blocks[0].replace("owner_ids:\n  - ", "owner_ids:\n  - no-such-", 1)
    blocks[1] = blocks[1].replace("capability: ", "capability: no-such-", 1)
    blocks[2] = blocks[2].replace("kind: ", "kind: galactic-", 1)
    file.write_text("\n\n".join(blocks), encoding="utf-8")

    report = check(copy)

    new = {finding.rank() for finding in report.findings} - {
        finding.rank() for finding in shipped_report().findings
    }
    found = {finding.vi: finding for finding in report.findings if finding.rank() in new}
    lines = record_lines(file)

    owner = found["Cơ quan chủ quản phải là một tổ chức đã đăng ký"]
    assert owner.en == "The owner is a registered organisation"
    assert short(owner.entity) == f"platform/{owner_id}"
    assert short(owner.property) == "rs:owner"
    assert short(owner.value).startswith("organisation/no-such-")
    assert (owner.place.file, owner.place.row) == (str(file), lines[owner_id])

    unknown = found["Chức năng phải gắn với đúng một chức năng nghiệp vụ đã có"]
    assert short(unknown.entity).startswith(f"platform/{function_id}/function/")
    assert short(unknown.value).startswith("capability/no-such-")
    assert (unknown.place.file, unknown.place.row) == (str(file), lines[function_id])

    kind = found["Dạng nền tảng phải thuộc danh mục"]
    assert short(kind.entity) == f"platform/{kind_id}"
    assert kind.level == "violation"


def test_a_day_that_is_none_is_reported_where_it_stands(copy: Path) -> None:
    edit(copy / "organisations.yaml", "valid_to: ", "valid_to: '2025-02-30' #")
    (day,) = check(copy).findings
    assert day.level == "violation"
    assert "valid_to" in day.vi
    assert Path(str(day.place.file)).name == "organisations.yaml"
    assert day.place.row


def test_a_small_clean_source_has_no_finding_and_is_reasoned_over(small: Path) -> None:
    said: list[str] = []
    report = check(small, reason=True, progress=said.append)
    assert [finding.en for finding in report.findings] == []
    assert said[-1] == "Suy luận bằng HermiT"
    assert report.reasoning is not None
    assert report.reasoning.members[ns.RS + "PartyPlatform"] == {ns.PLATFORM + "dang-vien"}
    assert report.to_json()["reasoning"]["members"] == {
        "NationalPlatform": 0,
        "MinistryPlatform": 0,
        "PartyPlatform": 1,
        "ProvincialPlatform": 0,
    }


def test_a_contradiction_in_the_source_is_a_violation(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # The record model refuses such a day itself; this is what stands behind it.
    monkeypatch.setattr(rdf, "date_time", lambda _: "2025-02-30T00:00:00Z")
    report = check(small, reason=True)
    assert report.reasoning is not None
    assert not report.reasoning.consistent
    (contradiction,) = (finding for finding in report.findings if finding.source == "reasoning")
    assert contradiction.level == "violation"
    assert "2025-02-30" in contradiction.vi
    assert "2025-02-30" in contradiction.en


def test_a_disagreement_of_reasoner_and_query_is_a_violation(
    small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = {ns.RS + "NationalPlatform": frozenset({ns.PLATFORM + "dang-vien"})}
    monkeypatch.setattr(reasoning, "reason", lambda _: reasoning.Reasoning(True, 1, 0.1, members=wrong))
    found = check(small, reason=True).findings
    assert {(short(finding.entity), short(finding.value), finding.en) for finding in found} == {
        ("platform/dang-vien", "rs:NationalPlatform", "Reasoning puts it in this class, the query does not"),
        ("platform/dang-vien", "rs:PartyPlatform", "The query puts it in this class, reasoning does not"),
    }
    assert {(finding.level, finding.place.row) for finding in found} == {("violation", 1)}


def test_a_directory_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="nowhere"):
        check(tmp_path / "nowhere")
