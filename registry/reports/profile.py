"""Who reports to whom, on what grounds: what the head and the foot of the official report say.

A profile is a small YAML file; what it does not say stays a blank (“…”), to be filled in by hand.
"""

from __future__ import annotations

import unicodedata
from importlib.resources import files
from pathlib import Path

import yaml
from pydantic import ValidationError

from registry.curated import Loader
from registry.errors import InputError, Place
from registry.model import PartialDate, Record, Text

SHIPPED = files("registry.reports").joinpath("profiles")


class Points(Record):
    """The three questions that the report answers, as headings."""

    joint: Text = "Việc mua sắm, thực hiện tập trung các nhiệm vụ cùng nhu cầu"
    need: Text = "Sự cần thiết của các nhiệm vụ phải giải trình nhu cầu"
    platforms: Text = "Phần mềm chuyên ngành đã có nền tảng dùng chung hoặc bộ, ngành đang nghiên cứu"


class Profile(Record):
    """The parameters of one official report (Appendix I of Decree 30/2020/NĐ-CP); empty text is a blank.

    ``assignment`` is the letter that asked for the review; ``capacity`` the lines above the signature, for
    example ``KT. GIÁM ĐỐC``, ``PHÓ GIÁM ĐỐC``; ``archive`` what follows “Lưu:” in the list of recipients.
    """

    superior: Text = ""
    agency: Text = ""
    agency_in_text: Text = ""
    number: Text = ""
    sign: Text = ""
    place: Text = ""
    date: PartialDate | None = None
    subject: Text = "Kết quả rà soát nhiệm vụ, kinh phí công nghệ thông tin, chuyển đổi số"
    addressee: Text = ""
    grounds: tuple[Text, ...] = ()
    assignment: Text = ""
    deadline: PartialDate | None = None
    points: Points = Points()
    capacity: tuple[Text, ...] = ()
    signer: Text = ""
    recipients: tuple[Text, ...] = ()
    archive: Text = ""


def read_profile(batch_id: str, file: Path | None = None) -> Profile:
    """Return the profile of ``file``, else the shipped one named after the batch, else one of blanks.

    Raises `InputError` when the file cannot be read or has unknown or wrong keys.
    """
    shipped = SHIPPED.joinpath(f"{batch_id}.yaml")
    if file is None and not shipped.is_file():
        return Profile()
    source = file or shipped
    place = Place(file=source.name)
    try:
        text = unicodedata.normalize("NFC", source.read_text(encoding="utf-8"))
        return Profile.model_validate(yaml.load(text, Loader) or {})
    except OSError as error:
        raise InputError("Không đọc được tệp", f"Unreadable: {error.strerror}", place) from error
    except UnicodeDecodeError as error:
        raise InputError("Tệp không phải UTF-8", "The file is not UTF-8", place) from error
    except yaml.YAMLError as error:
        raise InputError("Tệp YAML sai", f"Bad YAML: {error}", place) from error
    except ValidationError as error:
        wrong = "; ".join(
            f"{'.'.join(str(part) for part in item['loc'])}: {item['msg']}" for item in error.errors()
        )
        raise InputError(f"Hồ sơ báo cáo sai: {wrong}", f"The profile is wrong: {wrong}", place) from error
