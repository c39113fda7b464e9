"""The words of a mail, from its three templates."""

from dataclasses import dataclass

from django.conf import settings
from django.template import Context
from django.template.loader import get_template
from django.utils.translation import get_language_info, override


@dataclass(frozen=True)
class Words:
    subject: str
    text: str
    html: str


def render(template: str, context: dict, language: str) -> Words:
    """Fill `mail/<template>_subject.txt`, `.txt` and `.html` in a language.

    Plain texts are not escaped. Raises `ValueError` when the subject is not one line.
    """
    with override(language):
        whole = {
            **context,
            "language": language,
            "direction": "rtl" if get_language_info(language)["bidi"] else "ltr",
            "base_url": settings.BASE_URL,
        }
        subject = _filled(f"mail/{template}_subject.txt", whole, escape=False).strip()
        if not subject or len(subject.splitlines()) > 1:
            raise ValueError(f"The subject of the mail “{template}” must be one line.")
        return Words(
            subject,
            _filled(f"mail/{template}.txt", whole, escape=False).strip() + "\n",
            _filled(f"mail/{template}.html", whole, escape=True),
        )


def _filled(name: str, context: dict, *, escape: bool) -> str:
    # Behind Django's wrapper, which would escape plain text, too.
    template = get_template(name).template  # type: ignore[attr-defined]
    return template.render(Context(context, autoescape=escape))
