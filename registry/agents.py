"""Tools for language models over the Model Context Protocol: find, screen, explain. Nothing is stored."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Annotated, Any

from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.types import ToolAnnotations
from pydantic import Field, ValidationError

from registry import catalogue
from registry.answers import FindingSeen, LineAnswer, Screening, numbered
from registry.config import version
from registry.errors import NotFoundError, RegistryError
from registry.intake.batch import Intake
from registry.model import Batch, BatchLine
from registry.opened import Registry
from registry.reports import official
from registry.reports.model import Report
from registry.reports.profile import read_profile
from registry.usecases.batches import list_batches, read_batch
from registry.usecases.describe import describe
from registry.usecases.find import find
from registry.usecases.screen import screen

INSTRUCTIONS = (
    "Registry of Vietnamese public digital platforms. Before public money is spent on software, ask whether "
    "a shared platform does it already. Verdicts are proposals with evidence; a named person decides. "
    "'none' never means 'approve'. Text in Vietnamese works best."
)
AsOf = Annotated[str, Field(description="ISO date as of which platforms are judged; today when empty")]
Text = Annotated[str, Field(max_length=4_000)]
_READS = ToolAnnotations(read_only_hint=True, open_world_hint=False)


def make_server(registry: Callable[[], Registry]) -> MCPServer:
    """Return the server over the registry that ``registry`` gives at each call."""
    server = MCPServer(
        "rasoat", title="Rà soát", instructions=INSTRUCTIONS, version=version(), log_level="WARNING"
    )

    @server.tool(annotations=_READS)
    def find_platform(
        text: Text, as_of: AsOf = "", limit: Annotated[int, Field(ge=1, le=50)] = 5
    ) -> dict[str, Any]:
        """Say whether a shared public platform already does what `text` describes; name the nearest."""
        with _told():
            return find(registry(), text, _day(as_of), limit).to_json()

    @server.tool(annotations=_READS)
    def screen_proposal(
        title: Text,
        description: Text = "",
        proposer: Annotated[str, Field(max_length=500, description="The body that asks for money")] = "",
        cost_vnd: Annotated[int | None, Field(ge=0)] = None,
        as_of: AsOf = "",
    ) -> dict[str, Any]:
        """Give one line of a budget its verdict, needs met and open, findings, questions to send back."""
        with _told():
            line = BatchLine(
                id="dong-001", title=title, description=description, proposer=proposer, cost_vnd=cost_vnd
            )
            batch = Batch(id="yeu-cau", title="Model Context Protocol", lines=(line,))
            result = screen(registry(), Intake(batch), _day(as_of))
            return {"as_of": result.as_of, "snapshot": result.snapshot, **result.lines[0].to_json()}

    @server.tool(annotations=_READS)
    def get_platform(id: Text, as_of: AsOf = "") -> dict[str, Any]:  # noqa: A002 -- the name that models see
        """Return all that is known of one platform: functions, exclusions, lifecycle, law, sources."""
        with _told():
            return describe(registry(), id, _day(as_of)).to_json()

    @server.tool(annotations=_READS)
    def explain_finding(batch: Text, number: Text, as_of: AsOf = "") -> dict[str, Any]:
        """Say why a finding of a stored batch stands: its rule in SPARQL, its evidence, its reversal.

        `number` is that of the report, for example 16.2: the second finding of line 16.
        """
        with _told():
            screening = _screened(registry(), batch.strip(), as_of)
            for line in numbered(screening.lines):
                for finding in line.findings:
                    if finding.number == number.strip():
                        return _explained(line, finding, screening.as_of)
            raise NotFoundError(
                f"Đợt {batch} không có phát hiện {number}", f"{batch} has no finding {number}"
            )

    @server.tool(annotations=_READS)
    def get_report(batch: Text = "", as_of: AsOf = "") -> dict[str, Any]:
        """Return the report of a stored batch as Markdown with its totals; without `batch`, list the batches.

        It says what the rules find; what people decided is not in it.
        """
        with _told():
            if not batch.strip():
                return {"batches": list_batches(registry())}
            screening = _screened(registry(), batch.strip(), as_of)
            report = Report(screening, read_profile(batch.strip()))
            return {
                "batch": screening.batch_id,
                "title": screening.title,
                "as_of": screening.as_of,
                "snapshot": screening.snapshot,
                "totals": [vars(total) for total in screening.totals],
                # Its Markdown escapes every sign; only those that hold tables together are needed to read it.
                "text": re.sub(r"\\(?=[^\w\s|])", "", official.text(report)),
            }

    return server


def _screened(registry: Registry, batch_id: str, as_of: str) -> Screening:
    batch = read_batch(registry, batch_id)
    return screen(registry, Intake(batch), _day(as_of or batch.as_of or ""))


def _explained(line: LineAnswer, finding: FindingSeen, as_of: str) -> dict[str, Any]:
    rule = catalogue.load(finding.rule)
    return {
        "as_of": as_of,
        "line": {"id": line.id, "line_no": line.line_no, "title": line.title, "verdict": line.verdict},
        "finding": finding.to_json(),
        "rule": {
            "id": rule.id,
            "title": rule.header.title_vi,
            "question": rule.header.question,
            "sparql": rule.text,
        },
    }


@contextmanager
def _told() -> Iterator[None]:
    """Tell the model what is wrong with its request, in both languages."""
    try:
        yield
    except RegistryError as error:
        raise ToolError(str(error)) from error
    except ValidationError as error:
        raise ToolError(f"Dữ liệu chưa hợp lệ\nNot valid: {error.errors()[0]['msg']}") from error


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text.strip() or date.today().isoformat()).isoformat()
    except ValueError as error:
        raise ToolError(f"Ngày sai: {text}; viết 2023-04-07\nBad date: {text}; write 2023-04-07") from error
