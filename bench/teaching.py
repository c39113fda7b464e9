"""Makes what the measurements of workshops need, as JSON: `python -m bench.teaching <sessions>`.

It runs in a process of its own, with the settings of the installation (HALTE_VAR): so many coming
sessions, others to enrol in, a token, and somebody who is signed in.
"""

import json
import os
import subprocess
import sys

import django

SMALL, AMPLE = 12, 500
AMPLE_SESSIONS = 40
# Themes, languages and levels are spread as uneven numbers, so that each meets each.
ACTIVITIES = """
    INSERT INTO workshops_activity (uuid, space_id, title_fr, title_nl, title_en, description_fr,
        description_nl, description_en, theme, level, framework, competences, language,
        audience_fr, audience_nl, audience_en, price, price_note_fr, price_note_nl, price_note_en,
        bring_fr, bring_nl, bring_en, minimum, maximum, is_shared, created_at)
    SELECT gen_random_uuid(), id, 'Atelier ' || n, 'Workshop ' || n, '', '', '', '',
        (%(themes)s::text[])[1 + n %% array_length(%(themes)s::text[], 1)],
        (%(levels)s::text[])[1 + n / 3 %% array_length(%(levels)s::text[], 1)],
        'digcomp-3.0', '{}', (ARRAY['fr', 'nl', 'en', 'ar', 'tr'])[1 + n / 7 %% 5],
        '', '', '', 'free', '', '', '', '', '', '', 1, 12, false, now()
    FROM (SELECT id, row_number() OVER (ORDER BY id) AS n FROM network_space WHERE is_published
          ORDER BY id) AS spaces
"""
SESSIONS = """
    INSERT INTO workshops_session (uuid, activity_id, space_id, site_id, room, starts_at, ends_at,
        capacity, computers_needed, kept_for_referrers, state, sequence, taken, waiting, created_at)
    SELECT gen_random_uuid(), a.id, a.space_id, t.id, '', at, at + interval '2 hours', %(seats)s, 0,
        0, 'published', 0, 0, 0, now()
    FROM generate_series(1, %(count)s) AS n
    JOIN (SELECT id, space_id, row_number() OVER (ORDER BY id) - 1 AS place
          FROM workshops_activity) AS a
        ON a.place = n %% (SELECT count(*) FROM workshops_activity)
    CROSS JOIN LATERAL (SELECT id FROM network_site WHERE space_id = a.space_id
        ORDER BY position LIMIT 1) AS t
    CROSS JOIN LATERAL (SELECT date_trunc('hour', now()) + interval '1 day'
        + n %% 4001 * interval '1 hour' AS at) AS day
"""


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
    from django.db import connection, transaction  # noqa: PLC0415 - the settings exist from here on

    from halte.accounts.tokens import create_token  # noqa: PLC0415
    from halte.network.enums import Service  # noqa: PLC0415
    from halte.network.scopes import scope_of_organisation  # noqa: PLC0415
    from halte.workshops.enums import Level  # noqa: PLC0415
    from halte.workshops.models import Activity, Session  # noqa: PLC0415

    with transaction.atomic(), connection.cursor() as cursor:
        if not Activity.objects.exists():
            cursor.execute(ACTIVITIES, {"themes": Service.values, "levels": Level.values})
        missing = sessions - Session.objects.filter(capacity=SMALL).count()
        for seats, count in ((SMALL, missing), (AMPLE, AMPLE_SESSIONS)):
            cursor.execute(SESSIONS, {"seats": seats, "count": count})
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
