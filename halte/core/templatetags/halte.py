"""Small pieces of markup that every page uses."""

import json
from functools import lru_cache

from django import template
from django.templatetags.static import static
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from halte.core import i18n

register = template.Library()

# What could end a data block early, written so that JSON reads the same.
SCRIPT_ESCAPES = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026"}
# Pictures with a direction are mirrored where one reads from right to left.
FLIPPED = {"person-walking", "signpost-split-fill", "person-wheelchair", "arrow-left"}


@register.simple_tag(takes_context=True)
def icon(context, name: str) -> SafeString:
    """A picture of the sprite, hidden from screen readers: a word always stands beside it.

    The sprite of the work face holds more pictures; public pages do not load those.
    """
    return _icon(name, "vendor/icons-work.svg" if context.get("at_work") else "vendor/icons.svg")


@lru_cache(maxsize=512)
def _icon(name: str, sprite: str) -> SafeString:
    return format_html(
        '<svg class="i{}" aria-hidden="true" focusable="false"><use href="{}#i-{}"/></svg>',
        " i-flip" if name in FLIPPED else "",
        static(sprite),
        name,
    )


@register.simple_tag(takes_context=True)
def same_page_in(context, code: str) -> str:
    """The address of the present page, filters included, in another language."""
    address, own = context["request"].get_full_path(), f"/{i18n.language()}/"
    return f"/{code}/{address[len(own) :]}" if address.startswith(own) else f"/{code}/"


@register.filter
def localized(row, field: str) -> str:
    """`{{ space|localized:"name" }}`: the field in the reader's language, or else in another one,
    marked as such so that it is read and written in the right direction."""
    text, code = i18n.localized_with_language(row, field)
    if not text or code == i18n.language():
        return conditional_escape(text)
    return format_html('<bdi lang="{}">{}</bdi>', code, text)


@register.filter
def language_name(code: str) -> str:
    return i18n.language_name(code)


@register.filter
def json_ld(data: dict) -> SafeString:
    """Facts for search engines; a data block, which no browser runs."""
    text = json.dumps(data, ensure_ascii=False).translate(SCRIPT_ESCAPES)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(text))  # noqa: S308


@register.filter
def at(mapping: dict, key: str):
    """`mapping[key]`, or nothing."""
    return mapping.get(key, "") if mapping else ""


@register.filter
def as_json(value) -> str:
    """A value for a script, in an attribute of the page; escaped like any text."""
    return json.dumps(value)
