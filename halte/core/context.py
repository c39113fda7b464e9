"""What every page shows around its content."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language_info

from halte.core.i18n import language, own_name
from halte.core.work.addresses import LANGUAGES, is_work


def site(request: HttpRequest) -> dict:
    """The languages, the direction of the text and the address of this page in other languages."""
    code = language()
    at_work = is_work(request.path_info)
    return {
        "language": code,
        "direction": "rtl" if get_language_info(code)["bidi"] else "ltr",
        "to_review": code in settings.LANGUAGES_TO_REVIEW,
        "at_work": at_work,
        "languages": [
            (other, own_name(other))
            for other, _ in settings.LANGUAGES
            if not at_work or other in LANGUAGES
        ],
        "base_url": settings.BASE_URL,
    }
