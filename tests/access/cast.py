"""Who gets what at guarded addresses: the people of the tables, and the table itself.

Each area has a test file beside this one, with the routes that it covers, rows that could leak and
the table that it expects. A test that fails prints the whole table as it is.
"""

from collections.abc import Mapping
from copy import deepcopy
from datetime import timedelta
from http.cookies import SimpleCookie

from django.apps import apps
from django.db import connection, transaction
from django.test import Client
from django.urls import resolve
from django.utils import timezone
from django.utils.translation import override

from halte.accounts.bodies import scope_of_body
from halte.accounts.enums import BodyKind, Role
from halte.accounts.models import Body, User
from halte.accounts.scopes import REGION
from halte.accounts.tests.factories import make_member, make_user
from halte.network.models import Space
from halte.network.scopes import scope_of_organisation, scope_of_space

# An address, and what is posted there; None asks to read.
Addresses = Mapping[str, tuple[str, dict | None]]

UNCOUNTED = {"RateCount", "Session", "CacheEntry"}


def cast(space: Space, elsewhere: Space) -> dict[str, User | None]:
    """One person of each kind. `elsewhere` is a space of another organisation."""
    here, there = scope_of_space(space), scope_of_space(elsewhere)
    house, other_house = (scope_of_organisation(each.organisation) for each in (space, elsewhere))
    body, jury = (
        scope_of_body(Body.objects.create(slug=f"cast-{kind}", kind=kind, name_fr="x"))
        for kind in (BodyKind.WORKING_GROUP, BodyKind.JURY)
    )
    today = timezone.localdate()
    past = {"starts_on": today - timedelta(days=30), "ends_on": today}
    return {
        "stranger": None,
        "no role": make_user(),
        "ex-coordinator": make_member(Role.COORDINATOR, here, **past).user,
        "coordinator to come": make_member(
            Role.COORDINATOR, here, starts_on=today + timedelta(days=1)
        ).user,
        "closed coordinator": make_member(Role.COORDINATOR, here, make_user(is_active=False)).user,
        "facilitator elsewhere": make_member(Role.FACILITATOR, there).user,
        "coordinator elsewhere": make_member(Role.COORDINATOR, there).user,
        "manager elsewhere": make_member(Role.MANAGER, other_house).user,
        "referrer": make_member(Role.REFERRER, house).user,
        "network editor": make_member(Role.NETWORK_EDITOR, house).user,
        "member": make_member(Role.MEMBER, body).user,
        "chair": make_member(Role.CHAIR, body).user,
        "jury member": make_member(Role.JURY_MEMBER, jury).user,
        "auditor": make_member(Role.AUDITOR, REGION).user,
        "facilitator": make_member(Role.FACILITATOR, here).user,
        "coordinator": make_member(Role.COORDINATOR, here).user,
        "manager": make_member(Role.MANAGER, house).user,
        "officer": make_member(Role.OFFICER, REGION).user,
        "administrator": make_member(Role.ADMINISTRATOR, REGION).user,
        "superuser": make_user(is_superuser=True),
    }


def browser_of(user: User | None) -> Client:
    """A browser in which somebody is signed in; a stranger's for None."""
    client = Client()
    if user:
        client.force_login(user)
    return client


def who_gets_what(
    space: Space, elsewhere: Space, addresses: Addresses, secrets: Mapping[str, str]
) -> tuple[str, dict[str, set[str]]]:
    """The table of answers as text, and which of the secrets each person could read anywhere.

    Whoever is refused must have changed nothing, and a GET never changes anything.
    """
    head = "".join(_cell(name, name) for name in addresses)
    lines, read = [f"{'':23}{head}".rstrip()], {}
    for role, user in cast(space, elsewhere).items():
        line, signed_in = f"{role:23}", browser_of(user).cookies
        for name, (address, data) in addresses.items():
            answer, changed = _ask(signed_in, address, data)
            text = answer.getvalue().decode(errors="replace")
            seen = {what for what, secret in secrets.items() if secret in text}
            read[role] = read.get(role, set()) | seen
            assert not changed or (data is not None and answer.status_code in {200, 201, 302}), (
                f"{role} changed rows at {address} and was answered {answer.status_code}"
            )
            line += _cell(name, str(answer.status_code))
        lines.append(line.rstrip())
    return "\n".join(lines), read


def _cell(name: str, text: str) -> str:
    return text.ljust(max(len(name) + 1, 5))


def _ask(signed_in: SimpleCookie, address: str, data: dict | None):
    """One request that leaves nothing behind: the answer, and whether rows changed."""
    client = Client()
    client.cookies = deepcopy(signed_in)
    before = _writes()
    with transaction.atomic():
        answer = client.get(address) if data is None else client.post(address, data)
        changed = _writes() != before
        transaction.set_rollback(True)
    return answer, changed


def _writes() -> int:
    """How many rows of ours this transaction has written so far, but sessions and counters."""
    tables = [
        model._meta.db_table
        for model in apps.get_models()
        if model.__module__.startswith("halte.") and model.__name__ not in UNCOUNTED
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT coalesce(sum(n_tup_ins + n_tup_upd + n_tup_del), 0)
               FROM pg_stat_xact_user_tables WHERE relname = ANY(%s)""",
            [tables],
        )
        return cursor.fetchone()[0]


def routes(addresses: Addresses) -> set[str]:
    """The routes behind some addresses, without the language."""
    with override("en"):
        paths = {address.partition("?")[0] for address, _data in addresses.values()}
        return {resolve(path).route.split("/", 1)[-1] for path in paths}
