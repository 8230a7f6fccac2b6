"""The page of the needs that several bodies of a batch share."""

from __future__ import annotations

from fastapi import APIRouter

router = APIRouter(prefix="/batches/{batch_id}/needs", include_in_schema=False)
