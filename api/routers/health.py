"""Whether the process lives, and whether it can answer."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.concurrency import run_in_threadpool

from api import wire
from api.deps import RegistryDep

router = APIRouter(tags=["health"])


@router.get("/healthz", response_model=wire.Health, summary="Tiến trình còn chạy (The process lives)")
async def alive() -> dict[str, str]:
    """Answer without touching the store."""
    return {"status": "ok"}


@router.get(
    "/readyz",
    response_model=wire.Ready,
    responses={503: wire.problem_response("Sổ đăng ký chưa dùng được (The registry cannot answer)")},
    summary="Trả lời được chưa (The registry answers)",
)
async def ready(registry: RegistryDep) -> dict[str, str]:
    """Ask the store something; 503 while it cannot answer."""
    await run_in_threadpool(registry.store.ask, "ASK { ?s ?p ?o }")
    return {"status": "ok", "snapshot": registry.snapshot}
