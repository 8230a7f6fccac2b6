"""The settings file: what it says, who has the last word, and that its documentation is all of it."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from typer.testing import CliRunner

from registry.cli import app
from registry.config import Federation, Operation, Public, Settings, known
from registry.config_file import documented
from registry.errors import InputError

ROOT = Path(__file__).parents[1]


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("RASOAT_CONFIG", str(tmp_path / "rasoat.toml"))
    monkeypatch.delenv("RASOAT_HOME", raising=False)
    return tmp_path / "rasoat.toml"


def test_the_file_sets_and_the_environment_has_the_last_word(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file.write_text(
        'home = "/srv/rà-soát"\nreading = "closed"\nsparql_rows = 70\nlog = "json"\n'
        'public_graphs = ["https://e.test/a", "https://e.test/b/"]\n'
        'neighbours = ["hue=rasoat:https://hue.test"]\nneighbour_seconds = 1.5\n',
        encoding="utf-8",
    )
    assert Settings.from_env() == Settings(Path("/srv/rà-soát"), closed=True)
    assert Public.from_env() == Public(graphs=("https://e.test/a", "https://e.test/b/"), rows=70)
    assert Federation.from_env() == Federation(("hue=rasoat:https://hue.test",), 1.5)
    assert Operation.from_env().log == "json"
    monkeypatch.setenv("RASOAT_SPARQL_ROWS", "80")
    monkeypatch.setenv("RASOAT_HOME", "/srv/khac")
    assert Public.from_env().rows == 80
    assert Settings.from_env().home == Path("/srv/khac")


def test_without_it_everything_is_as_documented(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RASOAT_HOME", str(tmp_path))
    monkeypatch.delenv("RASOAT_CONFIG", raising=False)
    assert Settings.from_env() == Settings(tmp_path)
    uncommented = re.sub(r"^# (\w+ = )", r"\1", documented(known()), flags=re.MULTILINE)
    (tmp_path / "rasoat.toml").write_text(uncommented, encoding="utf-8")
    assert tomllib.loads(uncommented).keys() == {item.key for item in known()}
    assert (Public.from_env(), Federation.from_env(), Operation.from_env()) == (
        Public(),
        Federation(),
        Operation(),
    )
    assert Settings.from_env() == Settings(tmp_path)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("log = ", "TOML"),
        ('colour = "red"', "colour"),
        ("[log]\na = 1", "log"),
        ('log = "xml"', "RASOAT_LOG"),
        ("shutdown_seconds = 0", "RASOAT_SHUTDOWN_SECONDS"),
    ],
)
def test_a_wrong_file_is_refused_with_what_is_wrong(file: Path, content: str, told: str) -> None:
    file.write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=told):
        Operation.from_env()


def test_a_file_that_was_named_must_be_there(file: Path) -> None:
    with pytest.raises(InputError, match=r"rasoat\.toml"):
        Operation.from_env()


def test_the_command_prints_the_file(file: Path) -> None:
    printed = CliRunner().invoke(app, ["config"])
    assert printed.stdout == documented(known())
    file.write_text(printed.stdout, encoding="utf-8")
    assert Operation.from_env() == Operation()


def test_no_setting_is_read_or_named_that_is_not_described() -> None:
    described = {item.variable for item in known()} | {"RASOAT_CONFIG"}
    for path in [*(ROOT / "registry").rglob("*.py"), *(ROOT / "api").rglob("*.py"), ROOT / "README.md"]:
        named = set(re.findall(r"\bRASOAT_[A-Z_]*[A-Z]\b", path.read_text(encoding="utf-8")))
        assert not named - described, path
    for item in known():
        assert item.vi.endswith("."), item.key
        assert item.en.endswith("."), item.key
