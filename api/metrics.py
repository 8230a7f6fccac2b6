"""What the service did, for Prometheus at ``/metrics``: requests, time, verdicts, the size of the store."""

from __future__ import annotations

import time
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.concurrency import run_in_threadpool
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
)
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.deps import RegistryDep, at_once
from api.request_log import LOG
from registry.config import version

router = APIRouter(tags=["health"])


class Metrics:
    """The counters of one application. No label holds a text that someone typed."""

    def __init__(self) -> None:
        self.collected = CollectorRegistry()
        self._seconds = Histogram(
            "rasoat_request_seconds",
            "Time to answer, in seconds",
            ("method", "route", "status"),
            registry=self.collected,
        )
        self._verdicts = Counter(
            "rasoat_verdicts", "Verdicts given", ("question", "verdict"), registry=self.collected
        )
        self.triples = Gauge("rasoat_store_triples", "Triples in the store", registry=self.collected)
        self.info = Gauge("rasoat_info", "What runs", ("version", "snapshot"), registry=self.collected)

    def verdict(self, question: str, verdict: str) -> None:
        """Count a verdict; ``question`` is ``find`` or ``screen``."""
        self._verdicts.labels(question, verdict).inc()

    def answered(self, scope: Scope, status: int, seconds: float) -> None:
        """Count and log an answer under its route, so that addresses do not multiply the series."""
        route = getattr(scope.get("route"), "path", "other")
        known = scope["method"] in ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH")
        method = scope["method"] if known else "other"
        self._seconds.labels(method, route, str(status)).observe(seconds)
        ms = round(seconds * 1000, 1)
        told = {"method": method, "route": route, "status": status, "ms": ms}
        LOG.info("%s %s %s %s ms", method, route, status, ms, extra=told)


def get_metrics(request: Request) -> Metrics:
    """Return the counters of the application."""
    metrics: Metrics = request.app.state.metrics
    return metrics


MetricsDep = Annotated[Metrics, Depends(at_once(get_metrics))]


@router.get("/metrics", response_class=Response, summary="Số liệu vận hành (Metrics for Prometheus)")
async def show(registry: RegistryDep, metrics: MetricsDep) -> Response:
    """Return the counters in the text format of Prometheus."""
    metrics.triples.set(await run_in_threadpool(registry.store.count))
    metrics.info.labels(version(), registry.snapshot).set(1)
    return Response(generate_latest(metrics.collected), media_type=CONTENT_TYPE_LATEST)


class Measured:
    """Measures every request, from its arrival to the end of its answer."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self.app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and count its answer; one that fails counts as 500."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        status, start = 500, time.perf_counter()

        async def noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, noting)
        finally:
            self._metrics.answered(scope, status, time.perf_counter() - start)
