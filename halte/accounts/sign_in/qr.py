"""The picture that an app scans, and the secret to type for whoever cannot scan."""

import segno
from allauth.mfa.adapter import get_adapter

from halte.accounts.models import User


def of_app(user: User, secret: str) -> dict[str, str]:
    """The address of the secret, its picture as a data address, the secret in groups of four."""
    address = get_adapter().build_totp_url(user, secret)
    picture = segno.make(address, error="m").svg_data_uri(scale=5, border=4, light="white")
    groups = " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))
    return {"address": address, "picture": picture, "secret": groups}
