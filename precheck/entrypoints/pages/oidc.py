"""The office's own sign-in by OpenID Connect: authorisation code with PKCE, state and nonce; an ID token with our claims.

What an attempt needs on the way back is derived from one secret in a cookie of the browser that began it, so nothing of
it is kept here, and no other browser can end it.
"""

import hashlib
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import httpx
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.httpx_client import OAuth2Client
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet

from precheck.config import Settings
from precheck.domain.errors import Invalid, Transient
from precheck.service.accounts import Identity
from precheck.service.errors import Forbidden
from precheck.storage.values import Level, Role

CALLBACK = "/sign-in/oidc/callback"
ATTEMPT_SECONDS = 600
KNOWN_SECONDS = 3600.0
"""The provider's addresses and keys are asked for again after this; keys also where a token names an unknown one."""

CLOCKS_SECONDS = 60
PATIENCE_SECONDS = 10.0
ALGORITHMS = frozenset(
    {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"}
)
"""Signatures that only the provider can make: never ``none``, never one made with a shared secret."""

EVERY_SITE = "*"

_Kind = TypeVar("_Kind", Role, Level)


class SignInRefused(Exception):
    """The provider did not vouch for anybody, or what it sent is not what we asked for."""


@dataclass(frozen=True, slots=True)
class Client:
    """What the provider knows us by, and which claims of an ID token say role, level and site."""

    issuer: str
    id: str
    secret: str
    redirect_uri: str
    role_claim: str
    level_claim: str
    site_claim: str


@dataclass(frozen=True, slots=True)
class Attempt:
    secret: str

    def derive(self, name: str) -> str:
        """``state``, ``nonce`` or ``verifier``: 64 characters that nobody without the secret can guess."""
        return hashlib.sha256(f"precheck oidc {name} {self.secret}".encode()).hexdigest()


class Provider:
    """Safe for threads."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._turn = threading.Lock()
        self._known: tuple[float, Mapping[str, Any], KeySet] | None = None

    @property
    def issuer(self) -> str:
        return self._client.issuer

    def address(self, attempt: Attempt) -> str:
        """Where the browser goes to sign in. Raises Transient: the provider is away."""
        metadata, _ = self._provider()
        with self._session() as session:
            url, _ = session.create_authorization_url(
                metadata["authorization_endpoint"],
                state=attempt.derive("state"),
                nonce=attempt.derive("nonce"),
                code_verifier=attempt.derive("verifier"),
            )
        return str(url)

    def identify(self, attempt: Attempt, code: str) -> Identity:
        """Who came back.
        Raises SignInRefused: the code or the token is not good; Forbidden: it is somebody without a role here;
        Transient: the provider is away."""
        metadata, _ = self._provider()
        try:
            with self._session() as session:
                token = session.fetch_token(
                    metadata["token_endpoint"], code=code, code_verifier=attempt.derive("verifier")
                )
        except AuthlibBaseError as error:
            raise SignInRefused(error.error) from None
        except (httpx.HTTPError, ValueError) as error:
            raise _unavailable(error) from None
        return self._identity(self._verify_token(attempt, token))

    def _verify_token(self, attempt: Attempt, token: Mapping[str, Any]) -> Mapping[str, Any]:
        text = token.get("id_token")
        if not isinstance(text, str):
            raise SignInRefused("no id_token")
        metadata, keys = self._provider()
        offered = set(metadata.get("id_token_signing_alg_values_supported", ["RS256"]))
        algorithms = sorted(ALGORITHMS & offered)
        try:
            try:
                decoded = jwt.decode(text, keys, algorithms=algorithms)
            except InvalidKeyIdError:
                _, keys = self._provider(fresh=True)
                decoded = jwt.decode(text, keys, algorithms=algorithms)
            claims = CodeIDToken(
                decoded.claims,
                decoded.header,
                {
                    "iss": {"essential": True, "value": self._client.issuer},
                    "aud": {"essential": True, "value": self._client.id},
                },
                {
                    "nonce": attempt.derive("nonce"),
                    "client_id": self._client.id,
                    "access_token": token.get("access_token"),
                },
            )
            claims.validate(leeway=CLOCKS_SECONDS)
        except (JoseError, ValueError) as error:
            raise SignInRefused(type(error).__name__) from None
        return dict(decoded.claims)

    def _identity(self, claims: Mapping[str, Any]) -> Identity:
        client = self._client
        role = _one_of(claims, client.role_claim, Role)
        level = _one_of(claims, client.level_claim, Level)
        site = claims.get(client.site_claim)
        if not isinstance(site, str) or not site.strip():
            raise _missing_claim(client.site_claim)
        subject = str(claims["sub"])
        return Identity(
            subject=hashlib.sha256(f"{client.issuer} {subject}".encode()).hexdigest(),
            login=str(claims.get("preferred_username", "")).strip().lower(),
            name=str(claims.get("name") or claims.get("preferred_username") or "").strip(),
            role=role,
            level=level,
            site=None if site.strip() == EVERY_SITE else site.strip(),
        )

    def _session(self) -> OAuth2Client:
        return OAuth2Client(
            self._client.id,
            self._client.secret,
            scope="openid profile",
            redirect_uri=self._client.redirect_uri,
            code_challenge_method="S256",
            timeout=PATIENCE_SECONDS,
        )

    def _provider(self, *, fresh: bool = False) -> tuple[Mapping[str, Any], KeySet]:
        with self._turn:
            if self._known is None or fresh or time.monotonic() - self._known[0] > KNOWN_SECONDS:
                try:
                    with httpx.Client(timeout=PATIENCE_SECONDS) as http:
                        metadata = _json(
                            http, f"{self._client.issuer.rstrip('/')}/.well-known/openid-configuration"
                        )
                        keys = KeySet.import_key_set(_json(http, metadata["jwks_uri"]))
                except (httpx.HTTPError, JoseError, ValueError, KeyError, TypeError) as error:
                    raise _unavailable(error) from None
                if metadata.get("issuer") != self._client.issuer:
                    raise Invalid(
                        "PRECHECK_OIDC_ISSUER: 与登录服务自称的不同 (the provider calls itself otherwise): "
                        f"{metadata.get('issuer')!r}"
                    )
                self._known = (time.monotonic(), metadata, keys)
            return self._known[1], self._known[2]


def provider_from(settings: Settings) -> Provider | None:
    """The provider that is set; None where none is. Raises Invalid: something that belongs to it is not set."""
    if settings.oidc_issuer is None:
        return None
    if not (settings.oidc_client_id and settings.oidc_client_secret and settings.public_url):
        raise Invalid(
            "PRECHECK_OIDC_ISSUER: 须同时设置 (needs, too) PRECHECK_OIDC_CLIENT_ID, PRECHECK_OIDC_CLIENT_SECRET, "
            "PRECHECK_PUBLIC_URL"
        )
    return Provider(
        Client(
            issuer=settings.oidc_issuer,
            id=settings.oidc_client_id,
            secret=settings.oidc_client_secret.get_secret_value(),
            redirect_uri=settings.public_url + CALLBACK,
            role_claim=settings.oidc_role_claim,
            level_claim=settings.oidc_level_claim,
            site_claim=settings.oidc_site_claim,
        )
    )


def _json(http: httpx.Client, url: str) -> Any:
    answer = http.get(url)
    answer.raise_for_status()
    return answer.json()


def _one_of(claims: Mapping[str, Any], name: str, kind: type[_Kind]) -> _Kind:
    """The claim's value, which may stand in a list of one."""
    value = claims.get(name)
    found = value[0] if isinstance(value, list) and len(value) == 1 else value
    if not isinstance(found, str) or found not in set(kind):
        raise _missing_claim(name)
    return kind(found)


def _missing_claim(claim: str) -> Forbidden:
    return Forbidden(
        f"您的单位账号没有审核权限，请联系管理员（{claim}） (your account has no role here; ask the administrator: {claim})"
    )


def _unavailable(error: Exception) -> Transient:
    return Transient(f"登录服务暂不可用 (the sign-in service is away): {type(error).__name__}")
