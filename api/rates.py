"""How often programs may ask, by token or else by address; counted by the library `limits`."""

from __future__ import annotations

import math
import time

from fastapi import Request
from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from api.heads import say
from api.security.visitor import address, bearer, visitor
from registry.config import Rates
from registry.errors import InputError, SignInError, ThrottledError

OFF = "off"


class RateLimits:
    """The requests of one server; a server with several processes counts in each."""

    def __init__(self, rates: Rates) -> None:
        """Raises `InputError` for a rate that cannot be read."""
        self._limiter = MovingWindowRateLimiter(MemoryStorage())
        self._token, self._address = _rate(rates.token), _rate(rates.address)

    def count(self, request: Request) -> None:
        """Count a request; raises `ThrottledError` with the seconds to wait beyond the limit."""
        item, who = self._address, address(request)
        if bearer(request):
            try:
                token = visitor(request).token
            except SignInError:
                token = None  # guessing counts as what comes from the address
            item, who = (self._token, f"token {token.id}") if token else (item, who)
        if item is None:
            return
        free = self._limiter.hit(item, who)
        left = self._limiter.get_window_stats(item, who)
        seconds = max(1, math.ceil(left.reset_time - time.time()))
        say(request, "RateLimit-Policy", f'"default";q={item.amount};w={item.get_expiry()}')
        say(request, "RateLimit", f'"default";r={left.remaining};t={seconds}')
        if not free:
            raise ThrottledError(
                f"Quá {item.amount} yêu cầu trong {item.get_expiry()} giây; hãy đợi {seconds} giây",
                f"More than {item.amount} requests in {item.get_expiry()} seconds; wait {seconds} seconds",
                code="too-many-requests",
                seconds=seconds,
            )


async def count(request: Request) -> None:
    """Count a request where the server has limits. A coroutine: a thread would cost more than the work."""
    limits = request.app.state.rates
    if isinstance(limits, RateLimits):
        limits.count(request)


def _rate(text: str) -> RateLimitItem | None:
    if text.strip().lower() == OFF:
        return None
    try:
        return parse(text)
    except ValueError as error:
        raise InputError(
            f"Không hiểu giới hạn “{text}”; viết như 600/minute hoặc off",
            f"Not a rate: “{text}”; write it like 600/minute, or off",
        ) from error
