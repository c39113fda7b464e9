"""What the work pages share."""

from django import template

from halte.accounts.permissions import is_coordination
from halte.network.permissions import can_read_findings, can_review_corrections

register = template.Library()


@register.inclusion_tag("network/_work_menu.html", takes_context=True)
def work_menu(context) -> dict:
    """The work pages that the reader may open."""
    request = context["request"]
    return {
        "request": request,
        "csrf_token": context.get("csrf_token"),
        "messages": context.get("messages"),
        "findings": can_read_findings(request.user),
        "corrections": can_review_corrections(request.user),
        "coordination": is_coordination(request.user),
        "register": can_read_findings(request.user),
    }
