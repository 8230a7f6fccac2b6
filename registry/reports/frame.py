"""What the head and the foot of the official report say, blanks included: shared by .docx and PDF.

Source of the layout: Decree 30/2020/NĐ-CP of 5 March 2020 on clerical work, Appendix I, part I.
"""

from __future__ import annotations

from dataclasses import dataclass

from registry.reports.profile import Profile
from registry.reports.words import BLANK, long_date

MOTTO = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")


@dataclass(frozen=True)
class Frame:
    """The lines of the head and the foot; ``attached`` stands under the title of each annex."""

    superior: str
    agency: str
    number: str
    place_date: str
    subject: str
    addressee: str
    grounds: tuple[str, ...]
    recipients: tuple[str, ...]
    capacity: tuple[str, ...]
    signer: str
    attached: str

    @classmethod
    def of(cls, profile: Profile) -> Frame:
        """Return the lines of a profile."""
        number = f"{profile.number or BLANK}/{profile.sign or BLANK}"
        day = long_date(profile.date)
        ends = [";"] * (len(profile.grounds) - 1) + ["."]
        return cls(
            superior=profile.superior or BLANK,
            agency=profile.agency or BLANK,
            number=f"Số: {number}",
            place_date=f"{profile.place or BLANK}, {day}",
            subject=profile.subject,
            addressee=f"Kính gửi: {profile.addressee or BLANK}",
            grounds=tuple(f"Căn cứ {text}{end}" for text, end in zip(profile.grounds, ends, strict=False)),
            recipients=(
                *(f"- {one};" for one in profile.recipients or (BLANK,)),
                f"- Lưu: {profile.archive or f'VT, {BLANK}'}.",
            ),
            capacity=profile.capacity or (BLANK,),
            signer=profile.signer or BLANK,
            attached=f"(Kèm theo Báo cáo số {number} {day} của {profile.agency_in_text or BLANK})",
        )
