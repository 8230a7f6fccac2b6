"""Tools for language models over the Model Context Protocol: find, screen, read a card. Nothing is stored."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Annotated, Any

from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.types import ToolAnnotations
from pydantic import Field, ValidationError

from registry.config import version
from registry.errors import RegistryError
from registry.intake.batch import Intake
from registry.model import Batch, BatchLine
from registry.opened import Registry
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

    return server


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
