"""The languages that a team may speak: ISO 639-1, by their names in the reader's language."""

from halte.core.i18n import language_name
from halte.network.folding import fold

# Asked for most: the languages of the public pages come first.
OFTEN = ("fr", "nl", "en", "ar", "tr", "ro", "sq", "pl", "pt", "es")
ISO_639_1 = (
    "aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs cu cv cy da "
    "de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy "
    "hz ia id ie ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg "
    "li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or "
    "os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su sv sw ta "
    "te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu"
)


def languages_by_name(already: list[str]) -> list[tuple[str, str]]:
    """Code and name: those in front (`in_front`), then all others by name.

    `already` are codes on record; one that is no longer in the list stays choosable.
    """
    front = in_front(already)
    others = {*ISO_639_1.split()} - {*front}
    named = [(code, _capital(language_name(code))) for code in others]
    return [
        *[(code, _capital(language_name(code))) for code in front],
        *sorted(named, key=lambda one: fold(one[1])),
    ]


def in_front(already: list[str]) -> list[str]:
    """The languages that are asked for most, and those on record."""
    return [*OFTEN, *(code for code in already if code not in OFTEN)]


def _capital(name: str) -> str:
    return name[:1].upper() + name[1:]
