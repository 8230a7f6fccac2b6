"""Signing in through OpenID Connect (authorization code with PKCE), by the library Authlib."""

from __future__ import annotations

import logging
from typing import Any

from authlib.integrations.base_client.errors import OAuthError
from authlib.integrations.starlette_client import OAuth
from fastapi import Request
from httpx2 import HTTPError
from joserfc.errors import JoseError
from starlette.responses import Response

from api.security.visitor import get_people, visitor
from registry.config import OidcSettings
from registry.errors import SignInError
from registry.people.accounts import Account

LOG = logging.getLogger(__name__)


def client(settings: OidcSettings) -> Any:
    """Return the client of the provider; nothing is contacted before someone signs in."""
    return OAuth().register(
        name="oidc",
        client_id=settings.client_id,
        client_secret=settings.client_secret,
        server_metadata_url=f"{settings.issuer}/.well-known/openid-configuration",
        client_kwargs={"scope": "openid profile email", "code_challenge_method": "S256", "timeout": 10},
    )


async def leave(request: Request, callback: str, goal: str) -> Response:
    """Send the browser to the provider; it comes back to the address ``callback``, then to ``goal``."""
    # Authlib keeps its state in a "session"; ours is on the server, under the browser's cookie.
    kept: dict[str, Any] = {}
    request.scope["session"] = kept
    try:
        response: Response = await request.app.state.oidc.authorize_redirect(request, callback)
    except (OAuthError, HTTPError) as error:
        raise _unreachable(error) from error
    get_people(request).sessions.keep_handshake(visitor(request).cookie, {"kept": kept, "goal": goal})
    return response


async def arrive(request: Request) -> tuple[Account, str]:
    """Return who came back from the provider, and where they wanted to go; raises `SignInError`."""
    people = get_people(request)
    handshake = people.sessions.take_handshake(visitor(request).cookie)
    request.scope["session"] = handshake.get("kept", {})
    try:
        token = await request.app.state.oidc.authorize_access_token(request)
    except (OAuthError, HTTPError, JoseError, ValueError) as error:
        raise _unreachable(error) from error
    person = token["userinfo"]
    name = str(person.get("preferred_username") or person.get("email") or person["sub"])
    account = people.accounts.vouched(person["iss"], person["sub"], name, str(person.get("name") or name))
    return account, str(handshake.get("goal", "/"))


def _unreachable(error: Exception) -> SignInError:
    # The cause is for whoever runs the server: a wrong secret, clock or address.
    LOG.warning("OpenID Connect: %s: %s", type(error).__name__, error)
    return SignInError(
        "Không đăng nhập được qua hệ thống xác thực chung; hãy thử lại",
        f"Signing in through the provider failed ({type(error).__name__}); try again",
    )
