"""Makes what the measurements of workshops need, as JSON: `python -m bench.teaching <sessions>`.

It runs in a process of its own, with the settings of the installation (HALTE_VAR): so many coming
sessions, others to enrol in, a token, and somebody who is signed in.
"""

import json
import os
import subprocess
import sys
from datetime import timedelta

import django

SMALL, AMPLE = 12, 500
AMPLE_SESSIONS = 40
LANGUAGES = ["fr", "nl", "en", "ar", "tr"]
HOURS = 4001  # after which the sessions begin again at the first day
BATCH = 2_000


def made(sessions: int) -> dict:
    """Addresses to enrol at, a token, and the cookie of somebody who is signed in."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.teaching", str(sessions)],
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        cwd=os.environ["HALTE_VAR"],
    )
    return json.loads(done.stdout)


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "halte.settings")
    os.environ["HALTE_LOG"] = "ERROR"
    django.setup()
    json.dump(_made(int(sys.argv[1])), sys.stdout)


def _made(sessions: int) -> dict:
    from django.db import connection  # noqa: PLC0415 - the settings exist from here on

    from halte.accounts.tokens import create_token  # noqa: PLC0415
    from halte.core.history import unwatched  # noqa: PLC0415
    from halte.network.scopes import scope_of_organisation  # noqa: PLC0415
    from halte.workshops.models import Session  # noqa: PLC0415

    with unwatched():
        rows = _activities()
        missing = sessions - Session.objects.filter(capacity=SMALL).count()
        _sessions(rows, missing, SMALL)
        _sessions(rows, AMPLE_SESSIONS, AMPLE)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    crowded = Session.objects.filter(capacity=SMALL, taken=0).order_by("-pk")[0]
    ample = Session.objects.filter(capacity=AMPLE).order_by("-pk")[:AMPLE_SESSIONS]
    organisation = crowded.space.organisation
    scope = scope_of_organisation(organisation)
    token = create_token(scope, name="bench", allows=["write"], by=None)
    return {
        "crowded": str(crowded.uuid),
        "ample": [str(session.uuid) for session in ample],
        "token": token.secret,
        "cookie": _cookie(),
    }


def _activities() -> list:
    """One for each space. Themes, levels and languages are uneven in number: each meets each."""
    from halte.network.enums import Service  # noqa: PLC0415
    from halte.network.models import Site  # noqa: PLC0415
    from halte.workshops.enums import Level  # noqa: PLC0415
    from halte.workshops.models import Activity  # noqa: PLC0415

    sites = dict(Site.objects.published().order_by("-position").values_list("space", "pk"))
    known = set(Activity.objects.values_list("space", flat=True))
    Activity.objects.bulk_create(
        (
            Activity(
                space_id=space,
                title_fr=f"Atelier {number}",
                title_nl=f"Workshop {number}",
                theme=Service.values[number % len(Service.values)],
                level=Level.values[number // 3 % len(Level.values)],
                language=LANGUAGES[number // 7 % len(LANGUAGES)],
                maximum=SMALL,
            )
            for number, space in enumerate(sorted(sites))
            if space not in known
        ),
        batch_size=BATCH,
    )
    rows = Activity.objects.order_by("pk").values_list("pk", "space")
    return [(pk, space, sites[space]) for pk, space in rows if space in sites]


def _sessions(rows: list, count: int, seats: int) -> None:
    """Sessions of these activities in turn, an hour later each."""
    from django.utils import timezone  # noqa: PLC0415

    from halte.workshops.enums import SessionState  # noqa: PLC0415
    from halte.workshops.models import Session  # noqa: PLC0415

    start = timezone.now().replace(minute=0, second=0, microsecond=0) + timedelta(days=1)
    for first in range(0, count, BATCH):
        made = []
        for number in range(first, min(first + BATCH, count)):
            activity, space, site = rows[number % len(rows)]
            at = start + timedelta(hours=number % HOURS)
            made.append(
                Session(
                    activity_id=activity,
                    space_id=space,
                    site_id=site,
                    starts_at=at,
                    ends_at=at + timedelta(hours=2),
                    capacity=seats,
                    state=SessionState.PUBLISHED,
                )
            )
        Session.objects.bulk_create(made)


def _cookie() -> str:
    """The session of somebody who signed in."""
    from django.conf import settings  # noqa: PLC0415
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY  # noqa: PLC0415
    from django.contrib.auth import SESSION_KEY as USER_KEY  # noqa: PLC0415

    from halte.accounts.models import User  # noqa: PLC0415
    from halte.accounts.session_store import SessionStore  # noqa: PLC0415

    user = User.objects.filter(email="bench@example.org").first()
    user = user or User.objects.create_user("bench@example.org")
    session = SessionStore()
    session[USER_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"


if __name__ == "__main__":
    main()
