"""Passkeys belong to a name such as `epn.example`: browsers make none for a bare address of a
network, such as 127.0.0.1."""

from ipaddress import ip_address

from django.http import HttpRequest
from django.http.request import split_domain_port


def without_passkeys(request: HttpRequest) -> dict[str, str]:
    """For pages with passkeys: `numbers` where this host has no name, and with `elsewhere` the same
    page by name where it runs on the reader's own machine."""
    host, port = split_domain_port(request.get_host())
    try:
        address = ip_address(host.strip("[]"))
    except ValueError:
        return {}
    if not address.is_loopback:
        return {"numbers": host}
    named = f"localhost:{port}" if port else "localhost"
    return {"numbers": host, "elsewhere_by_name": f"{request.scheme}://{named}{request.path}"}
