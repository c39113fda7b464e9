"""What every answer tells the browser beside Django's own headers and the content policy."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from halte.core.access import stated
from halte.core.machines import is_for_machines

# "Around me" asks where the reader is, passkeys ask for the key. No page needs anything else.
OWN = ("geolocation", "publickey-credentials-create", "publickey-credentials-get")
NONE = (
    "accelerometer", "autoplay", "browsing-topics", "camera", "display-capture",
    "encrypted-media", "fullscreen", "gyroscope", "hid", "idle-detection", "local-fonts",
    "magnetometer", "microphone", "midi", "payment", "picture-in-picture", "screen-wake-lock",
    "serial", "storage-access", "usb", "xr-spatial-tracking",
)  # fmt: skip
PERMISSIONS = ", ".join([*(f"{name}=(self)" for name in OWN), *(f"{name}=()" for name in NONE)])


class HeadersMiddleware:
    """Browser features off; no other site loads our pages as parts of its own; work pages stay in
    no cache, so that the next person at a shared desk cannot go back to them."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        # What programs read is open to every site.
        others = "cross-origin" if is_for_machines(request) else "same-origin"
        response.headers.setdefault("Cross-Origin-Resource-Policy", others)
        if request.resolver_match and stated(request.resolver_match.func) != "public":
            response.headers["Cache-Control"] = "private, no-store"
        return response
