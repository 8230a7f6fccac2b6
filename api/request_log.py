"""What the server writes down of its work: one line a request, each with the id that its caller was given.

The id comes from the header ``X-Request-ID`` where that is fit, goes out under the same name, and stands in
problems. No line holds a query string or a body: what people type is theirs.
"""

from __future__ import annotations

import logging
import logging.config
import re

from asgi_correlation_id import CorrelationIdMiddleware, correlation_id
from fastapi import FastAPI

HEADER = "X-Request-ID"
LOG = logging.getLogger("rasoat")
_FIT = re.compile(r"[A-Za-z0-9._-]{1,64}")


def install(app: FastAPI) -> None:
    """Give every request an id; to be called last, so that all else happens under it."""
    app.add_middleware(
        CorrelationIdMiddleware, header_name=HEADER, validator=lambda text: bool(_FIT.fullmatch(text))
    )


def request_id() -> str:
    """Return the id of the request at hand; empty outside of one."""
    return correlation_id.get() or ""


def configure(form: str) -> None:
    """Write the log of the application and of its server to stderr, as ``text`` or as ``json`` lines."""
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "filters": {"request": {"()": "asgi_correlation_id.CorrelationIdFilter", "default_value": ""}},
            "formatters": {
                "text": {"format": "%(asctime)s %(levelname)s [%(correlation_id)s] %(message)s"},
                "json": {
                    "()": "pythonjsonlogger.json.JsonFormatter",
                    "fmt": "%(asctime)s %(levelname)s %(name)s %(message)s %(correlation_id)s",
                    "rename_fields": {
                        "asctime": "time",
                        "levelname": "level",
                        "name": "logger",
                        "correlation_id": "request_id",
                    },
                    "datefmt": "%Y-%m-%dT%H:%M:%S%z",
                    "json_ensure_ascii": False,
                },
            },
            "handlers": {
                "stderr": {
                    "class": "logging.StreamHandler",
                    "formatter": form,
                    "filters": ["request"],
                }
            },
            "root": {"level": "WARNING", "handlers": ["stderr"]},
            "loggers": {
                "rasoat": {"level": "INFO"},
                "uvicorn": {"level": "INFO", "handlers": [], "propagate": True},
                "uvicorn.error": {"level": "INFO", "handlers": [], "propagate": True},
                # Measured here, with the route and the time that the server does not know.
                "uvicorn.access": {"handlers": [], "propagate": False},
                # It would warn of every unfit id.
                "asgi_correlation_id": {"level": "ERROR"},
            },
        }
    )
