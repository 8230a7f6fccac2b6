"""Words that pages show for codes, and the sentences of the engine that they repeat, in Vietnamese.

`everything` lists them for the test that each has its English in the catalogue.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from api.navigation import NAVIGATION
from registry.answers import NOT_YET
from registry.usecases import explain
from registry.wording import (
    EVIDENCE,
    JUDGEMENTS,
    LEVELS,
    MANDATES,
    NOTE_KINDS,
    OUTCOMES,
    STATUSES,
    VERDICTS,
)

KINDS = {
    "information-system": "hệ thống thông tin",
    "platform": "nền tảng",
    "database": "cơ sở dữ liệu",
    "portal": "cổng thông tin",
    "service": "dịch vụ",
    "app": "ứng dụng",
    "infrastructure": "hạ tầng",
}
PROVINCE_USES = {
    "direct": "tỉnh dùng trực tiếp",
    "feeds": "tỉnh chỉ gửi, nhận dữ liệu",
    "own_instance": "mỗi tỉnh một bản riêng",
    "none": "tỉnh không dùng",
    "unknown": "chưa rõ",
}
NEED_STATES = {
    "met": "đã có",
    "in_development": "đang xây dựng",
    "open": "chưa thấy",
}
NEIGHBOUR_KINDS = {
    "rasoat": "một Rà soát khác",
    "sparql": "máy chủ SPARQL",
    "import": "bản đã nhập về đây",
}
ROLES = {
    "reader": "người đọc",
    "reviewer": "người rà soát",
    "steward": "người giữ sổ",
    "admin": "quản trị",
}
FIELDS = {
    # Of a platform's record, and of the parts that have rows.
    "id": "Mã",
    "name_vi": "Tên",
    "name_en": "Tên tiếng Anh",
    "alt_names": "Còn gọi là",
    "level": "Cấp",
    "owner": "Chủ quản, như nguồn viết",
    "owner_ids": "Mã chủ quản",
    "owner_now": "Chủ quản nay",
    "owner_now_ids": "Mã chủ quản nay",
    "sector": "Lĩnh vực",
    "kind": "Loại",
    "functions": "Chức năng",
    "excludes": "Không làm",
    "users": "Người dùng",
    "territory": "Địa bàn",
    "province_use": "Tỉnh dùng thế nào",
    "province_use_basis": "Căn cứ về việc tỉnh dùng",
    "status": "Tình trạng",
    "status_since": "Tình trạng này từ",
    "lifecycle": "Vòng đời",
    "mandate": "Mức bắt buộc",
    "legal_basis": "Căn cứ pháp lý",
    "replaces": "Thay cho",
    "part_of": "Là phần của",
    "urls": "Trang web",
    "sources": "Nguồn",
    "evidence": "Mức bằng chứng",
    "note": "Ghi chú",
    "text": "Lời của nguồn",
    "capability": "Mã chức năng",
    "since": "Bắt đầu từ",
    "observed": "Thấy như vậy lúc",
    "basis": "Căn cứ",
    "number": "Số, ký hiệu",
    "date": "Ngày",
    "issuer": "Cơ quan ban hành",
    "what": "Nói gì",
    "url": "Địa chỉ",
    "title": "Tên trang, văn bản",
}
CITING = {
    # What rests on a legal document, by class, in the order of the page.
    "Platform": "Nền tảng",
    "LocalDuty": "Việc mỗi tỉnh phải hoặc được tự làm",
    "SharedComponent": "Thành phần dùng chung",
    "Justification": "Nhu cầu phải thuyết minh",
    "DemandGroup": "Nhu cầu chung của nhiều cơ quan",
    "Proposal": "Nhiệm vụ đã đề xuất",
    "ChangeEvent": "Lần sắp xếp tổ chức",
    "DepartmentKind": "Cơ quan chuyên môn cấp tỉnh",
    "Organization": "Cơ quan",
}
OBLIGATIONS = {"must": "phải làm", "may": "được làm"}
JOB_STATES = {
    "waiting": "đang chờ",
    "running": "đang làm",
    "done": "đã vào sổ",
    "failed": "bị từ chối",
    "kept": "bản nháp",
}
STAGES = {
    # What the work on the registry says of itself while it runs.
    name: name
    for name in (
        "Đọc sổ đăng ký",
        "Kiểm tra theo khuôn SHACL",
        "Chạy các câu hỏi chất lượng",
        "Lập chỉ mục tìm kiếm",
        "Ghi kho dữ liệu",
        "Nạp sổ mới",
        "chờ đến lượt",
    )
}
ACTIONS = {
    "session.start": "đăng nhập",
    "session.end": "đăng xuất",
    "session.refused": "đăng nhập bị từ chối",
    "session.throttled": "đăng nhập bị tạm chặn",
    "account.add": "tạo tài khoản",
    "account.role": "đổi vai trò",
    "account.disable": "khóa tài khoản",
    "account.enable": "mở lại tài khoản",
    "account.password": "đổi mật khẩu",
    "token.add": "tạo mã truy cập",
    "token.revoke": "thu hồi mã truy cập",
    "upload.keep": "gửi tệp",
    "upload.discard": "bỏ tệp đã gửi",
    "batch.import": "lưu đợt",
    "batch.replace": "thay đợt",
    "batch.again": "rà soát lại",
    "batch.deadline": "đặt hạn",
    "receipt.issue": "lập phiếu",
    "judgement.add": "đánh giá",
    "line.decision": "quyết định một dòng",
    "line.second": "cho ý kiến thứ hai",
    "line.note": "ghi chú hoặc hỏi về một dòng",
    "line.answer": "ghi trả lời",
    "line.judge": "đánh giá nền tảng của một dòng",
    "report.profile": "ghi tham số báo cáo",
    "report.periodic": "lập báo cáo định kỳ",
    "record.register": "đăng ký bản ghi",
    "remark.add": "báo sai",
    "remark.settle": "xử lý báo sai",
    "search.keep": "theo dõi một tìm kiếm",
    "search.end": "thôi theo dõi một tìm kiếm",
    "watch.run": "theo dõi, mở lại dòng",
}
SCOPES = {
    "read": "đọc",
    "screen": "rà soát các dòng gửi kèm",
    "decide": "quyết định, ghi chú, lập phiếu",
    "import": "lưu các đợt",
    "steward": "đăng ký bản ghi nền tảng",
}
TOKEN_STATES = {"active": "đang dùng", "expired": "đã hết hạn", "revoked": "đã thu hồi"}
LINE_STATES = {
    "undecided": "chưa quyết định",
    "reopened": "mở lại",
    "second": "chờ ý kiến thứ hai",
    "decided": "đã quyết định",
}
COLUMNS = {
    # Of a batch, as `registry.intake` names them.
    "number": "Số thứ tự",
    "title": "Tên nhiệm vụ",
    "description": "Nội dung",
    "proposer": "Đơn vị đề xuất",
    "cost": "Kinh phí",
    "funding_source": "Nguồn vốn",
    "province": "Địa phương",
    "year": "Năm",
    "kind": "Loại",
    "legal": "Căn cứ",
    "note": "Ghi chú",
    "id": "Mã",
}
FINDING_LEVELS = {"violation": "vi phạm", "warning": "cần xem", "info": "để biết"}
OUTCOME_HINTS = {
    "join": "Không làm mới; dùng nền tảng đã có.",
    "join_later": "Chờ nền tảng đang xây dựng rồi dùng.",
    "extend": "Đề nghị cơ quan chủ quản bổ sung chức năng còn thiếu.",
    "remainder": "Chỉ làm phần chưa nơi nào có và gọi các thành phần dùng chung.",
    "joint": "Nhiều cơ quan cùng cần: một đầu mối mua chung.",
    "build": "Cho làm, kèm phiếu ghi đã tìm ở đâu và không thấy gì.",
    "send_back": "Trả lại, kèm câu hỏi phải trả lời.",
    "exempt": "Không thuộc diện rà soát, kèm lý do.",
}
PROPOSED = {
    # The outcome that goes with what a verdict proposes; "none" proposes nothing.
    "covered": "join",
    "partly": "remainder",
    "in_development": "join_later",
    "unclear": "send_back",
}
AGAINST = (
    # The fixed parts of `registry.usecases.explain.against`, before any quoted text.
    "được biết là không làm:",
    "nội dung gần hơn với việc",
    "cơ quan của tỉnh không làm việc trong hệ thống này",
    "tỉnh chỉ gửi dữ liệu lên, không làm việc trong hệ thống này",
    "mỗi nơi tự cài đặt, vận hành bản riêng",
    "chưa rõ tỉnh được dùng thế nào",
    "hệ thống riêng của một tỉnh",
    "dành cho cơ quan Đảng; nội dung không nói đến cơ quan Đảng",
    NOT_YET,
    "chỉ biết theo trí nhớ, cần xác minh",
)
UNSURE = explain.UNSURE
"""Ends what may well be done by the platform, but not surely enough."""
REMAINDERS = (explain.OWN_PART, explain.LOCAL_PART, explain.OWN_CHOICE, explain.OPENING, explain.PERHAPS)
CODES: tuple[Mapping[str, str], ...] = (
    LEVELS,
    STATUSES,
    MANDATES,
    EVIDENCE,
    VERDICTS,
    KINDS,
    PROVINCE_USES,
    NEED_STATES,
    NEIGHBOUR_KINDS,
    ROLES,
    FIELDS,
    CITING,
    OBLIGATIONS,
    JOB_STATES,
    STAGES,
    ACTIONS,
    SCOPES,
    TOKEN_STATES,
    LINE_STATES,
    COLUMNS,
    OUTCOMES,
    OUTCOME_HINTS,
    FINDING_LEVELS,
    JUDGEMENTS,
    NOTE_KINDS,
)


def everything() -> Iterator[str]:
    """Yield every Vietnamese text that reaches a page by a variable and not by a template."""
    for codes in CODES:
        yield from codes.values()
    yield from AGAINST
    yield from explain.QUESTIONS.values()
    yield from REMAINDERS
    yield from (item.label for item in NAVIGATION)


def opening(sentence: str) -> tuple[str, str]:
    """Return the fixed part of a sentence of the engine, and what it quotes after it."""
    fixed, quote, rest = sentence.partition('"')
    return fixed.strip(), f"{quote}{rest}"
