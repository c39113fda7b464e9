"""The frame of the work face, for its one template."""

from django import template

from halte.core.work import shortcuts
from halte.core.work.frame import Frame, frame_of

register = template.Library()


@register.simple_tag(takes_context=True)
def frame(context) -> Frame:
    """`{% frame as frame %}`: navigation, spaces and account of whoever is at work."""
    return frame_of(context["request"])


@register.simple_tag(name="shortcuts")
def all_shortcuts() -> list:
    """Every keyboard shortcut of the work face."""
    return shortcuts
