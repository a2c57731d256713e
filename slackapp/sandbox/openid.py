"""Sign in with Slack: what was agreed to, and the signed token that says who agreed."""

import base64
import hashlib
import json
import secrets
import time
from dataclasses import dataclass, field
from functools import cached_property

from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256

from slackapp.sandbox.model import JSON

TTL_SECONDS = 300
"""How long what Slack says about a person holds; real time, not the calendar's."""


@dataclass(frozen=True, slots=True)
class Agreed:
    """One person's agreement, as it was asked for."""

    user: str
    redirect_uri: str
    nonce: str
    state: str


@dataclass
class OpenID:
    """Codes that wait to be traded, and the key that signs.

    ``says`` replaces claims of the tokens to come: what a broken or forged issuer would say.
    """

    says: JSON = field(default_factory=dict)
    _codes: dict[str, Agreed] = field(default_factory=dict, repr=False)

    def agree(self, agreed: Agreed) -> str:
        """A code for an agreement."""
        code = secrets.token_urlsafe(24)
        self._codes[code] = agreed
        return code

    def spend(self, code: str) -> Agreed | None:
        """What the code stands for, once; None for an unknown one."""
        return self._codes.pop(code, None)

    def claims(self, agreed: Agreed, *, issuer: str, audience: str, team: str) -> JSON:
        """What is said about the person: with the scope ``openid`` alone, who they are."""
        now = int(time.time())
        return {
            "iss": issuer,
            "sub": agreed.user,
            "aud": audience,
            "exp": now + TTL_SECONDS,
            "iat": now,
            "auth_time": now,
            "nonce": agreed.nonce,
            "https://slack.com/team_id": team,
            "https://slack.com/user_id": agreed.user,
            **self.says,
        }

    def signed(self, claims: JSON) -> str:
        """The claims as a JSON Web Token (RS256)."""
        head = {"typ": "JWT", "alg": "RS256", "kid": self._kid}
        said = f"{_encoded(json.dumps(head).encode())}.{_encoded(json.dumps(claims).encode())}"
        signature = self._key.sign(said.encode(), padding.PKCS1v15(), SHA256())
        return f"{said}.{_encoded(signature)}"

    def keys(self) -> JSON:
        """The public key, as ``/openid/connect/keys`` serves it."""
        numbers = self._key.public_key().public_numbers()
        return {
            "keys": [
                {
                    "kty": "RSA",
                    "use": "sig",
                    "alg": "RS256",
                    "kid": self._kid,
                    "n": _encoded(numbers.n.to_bytes(256, "big")),
                    "e": _encoded(numbers.e.to_bytes(3, "big")),
                }
            ]
        }

    @cached_property
    def _key(self) -> rsa.RSAPrivateKey:
        return rsa.generate_private_key(public_exponent=65537, key_size=2048)

    @property
    def _kid(self) -> str:
        n = self._key.public_key().public_numbers().n
        return hashlib.sha256(n.to_bytes(256, "big")).hexdigest()[:16]


def _encoded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
