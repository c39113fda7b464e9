"""The reminder, word for word, in the three languages of the work pages."""

import re
from datetime import date, time

import pytest

from halte.accounts.enums import Role
from halte.accounts.tests.factories import make_member, make_user
from halte.core.mail.models import Message
from halte.network.fingerprint import with_everything
from halte.network.models import Space
from halte.network.notifications import is_it_still_right
from halte.network.scopes import scope_of_space
from halte.network.tests.factories import OpeningPeriodFactory, SiteFactory, SpaceFactory

pytestmark = pytest.mark.django_db


def written(language: str, count: int) -> Message:
    """The mail about two spaces, or the first of them, with its links made short."""
    user = make_user(language=language)
    open_ = SpaceFactory(
        slug="un", name_fr="Un", name_nl="Een", name_en="One",
        phone="+3225551212", confirmed_on=date(2026, 5, 4),
    )  # fmt: skip
    site = SiteFactory(space=open_, street="Rue du Test 1", hours_confirmed_on=date(2026, 5, 4))
    for weekday in (0, 1, 2):
        OpeningPeriodFactory(site=site, weekday=weekday)
    OpeningPeriodFactory(site=site, weekday=2, opens=time(14), closes=time(17))
    bare = SpaceFactory(slug="deux", name_fr="Deux", name_nl="Twee", name_en="Two")
    SiteFactory(space=bare, street="Rue du Test 2")
    rows = list(with_everything(Space.objects.order_by("pk")))[:count]
    members = [make_member(Role.COORDINATOR, scope_of_space(row), user) for row in rows]
    is_it_still_right(user, list(zip(rows, members, strict=True)))
    return Message.objects.get()


def plain(text: str) -> str:
    """Without tokens, and with ordinary spaces."""
    text = re.sub(r"/confirm/[\w:=-]+", "/confirm/TOKEN", text)
    return re.sub("[\u202f\u00a0]", " ", text)


EN = """Hello,

This page has not been confirmed lately. People come to the door because of what it says.
Would you look at it? It takes a minute, and you need not sign in.

* One

Rue du Test 1, 1050 Ixelles
Monday and Tuesday: 09:00 – 12:00
Wednesday: 09:00 – 12:00, 14:00 – 17:00
Telephone: 02 555 12 12
Last confirmed on 4 May 2026.

Everything is still right:
http://127.0.0.1:8000/en/work/confirm/TOKEN

Something is wrong:
http://127.0.0.1:8000/en/work/spaces/un

The links for “still right” are meant for you alone and work for 60 days.
You get this mail because you coordinate a space or manage its organisation.
Thank you!

--
Halte sends this mail by itself. You cannot answer it.
http://127.0.0.1:8000
"""
FR = """Bonjour,

Ces pages n’ont pas été confirmées récemment. Des gens viennent jusqu’à la porte parce qu’ils les ont lues.
Voulez-vous y jeter un œil ? Cela prend une minute, sans se connecter.

* Un

Rue du Test 1, 1050 Ixelles
Lundi et mardi : 09:00 – 12:00
Mercredi : 09:00 – 12:00, 14:00 – 17:00
Téléphone : 02 555 12 12
Dernière confirmation : 4 mai 2026.

Tout est toujours exact :
http://127.0.0.1:8000/fr/work/confirm/TOKEN

Il y a une erreur :
http://127.0.0.1:8000/fr/work/spaces/un

* Deux

Rue du Test 2, 1050 Ixelles
Horaires : non affichés ; le public lit « appelez d’abord ».
Téléphone : aucun
Personne ne l’a encore confirmée.

Tout est toujours exact :
http://127.0.0.1:8000/fr/work/confirm/TOKEN

Il y a une erreur :
http://127.0.0.1:8000/fr/work/spaces/deux

Les liens « toujours exact » sont pour vous seul·e et fonctionnent pendant 60 jours.
Vous recevez ce message parce que vous coordonnez un espace ou gérez son organisation.
Merci !

--
Halte envoie ce message automatiquement. Vous ne pouvez pas y répondre.
http://127.0.0.1:8000
"""  # noqa: E501 - a mail
NL = """Hallo,

Deze pagina’s zijn de laatste tijd niet bevestigd. Mensen komen naar de deur om wat erop staat.
Wilt u er even naar kijken? Het duurt een minuut en u hoeft zich niet aan te melden.

* Een

Rue du Test 1, 1050 Elsene
Maandag en dinsdag: 09:00 – 12:00
Woensdag: 09:00 – 12:00, 14:00 – 17:00
Telefoon: 02 555 12 12
Laatst bevestigd op 4 mei 2026.

Alles klopt nog:
http://127.0.0.1:8000/nl/work/confirm/TOKEN

Er klopt iets niet:
http://127.0.0.1:8000/nl/work/spaces/un

* Twee

Rue du Test 2, 1050 Elsene
Openingsuren: niet getoond; het publiek leest ‘bel eerst’.
Telefoon: geen
Nog niemand heeft ze bevestigd.

Alles klopt nog:
http://127.0.0.1:8000/nl/work/confirm/TOKEN

Er klopt iets niet:
http://127.0.0.1:8000/nl/work/spaces/deux

De links ‘klopt nog’ zijn alleen voor u en werken 60 dagen.
U krijgt deze mail omdat u een computerruimte coördineert of de organisatie ervan beheert.
Dank u wel!

--
Halte verstuurt dit bericht automatisch. U kunt er niet op antwoorden.
http://127.0.0.1:8000
"""
SUBJECTS = {
    "en": "Is this still right? Please look at your page on Halte",
    "fr": "Est-ce toujours exact ? Merci de relire votre page sur Halte",
    "nl": "Klopt dit nog? Kijk uw pagina op Halte even na",
}


@pytest.mark.parametrize(
    ("language", "count", "text"), [("en", 1, EN), ("fr", 2, FR), ("nl", 2, NL)]
)
def test_mail_says_what_is_public_and_gives_a_link_for_each(language, count, text, settings):
    settings.BASE_URL = "http://127.0.0.1:8000"
    message = written(language, count)
    assert plain(message.text) == text
    assert plain(message.subject) == SUBJECTS[language]
    links = re.findall(r"http\S+/confirm/\S+", message.text)
    assert len(set(links)) == count
    assert re.findall(r'href="([^"]+/confirm/[^"]+)"', message.html) == links
