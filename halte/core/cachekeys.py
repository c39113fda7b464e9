"""Names of cache entries that say nothing: libraries put network and e-mail addresses into them."""

import hmac

from django.conf import settings


def secret_key(key: str, prefix: str, version: int) -> str:
    """A digest with the installation's secret, so that guessed addresses cannot be tried on it."""
    whole = f"{prefix}:{version}:{key}"
    return hmac.digest(settings.SECRET_KEY.encode(), whole.encode(), "sha256").hex()
