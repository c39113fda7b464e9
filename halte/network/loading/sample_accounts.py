"""One account of each role over the sample data; they go when the sample goes."""

import secrets
from collections.abc import Callable, Iterator

from django.db import transaction

from halte.accounts import domain
from halte.accounts.bodies import scope_of_body
from halte.accounts.enums import ROLES, BodyKind, Role, ScopeKind
from halte.accounts.models import Body, Invitation, Membership, User
from halte.accounts.scopes import REGION, Scope
from halte.accounts.sign_in import factors
from halte.network.loading.reading import LoadError
from halte.network.models import SampleTrace, Space
from halte.network.scopes import scope_of_organisation, scope_of_space

# A domain that can never receive mail (RFC 2606): no real person has such an address.
DOMAIN = "@sample.invalid"
BODIES = "sample-"


def make(say: Callable[[str], None]) -> None:
    """Make the accounts, or give those that exist new passwords. Raises `LoadError` without
    sample data, so that no account with a printed password stands over real data alone."""
    if not SampleTrace.objects.exists():
        raise LoadError("Sample accounts need the sample data. First: halte load sample")
    space = Space.objects.select_related("organisation").order_by("pk").first()
    if space is None:
        raise LoadError("There is no space to work in. First: halte load brussels")
    with transaction.atomic():
        for role, scope in _roles(space):
            say(f"{role.value:15} {_account(role, scope)}")
    say("A fourth word is the secret of an app for codes: type it into one to sign in.")
    say(f"Space: {space.slug}. To take the accounts away: halte unload sample")


def _roles(space: Space) -> Iterator[tuple[Role, Scope]]:
    """Every role, over one space, its organisation and sample bodies."""
    scopes = {
        ScopeKind.REGION: REGION,
        ScopeKind.ORGANISATION: scope_of_organisation(space.organisation),
        ScopeKind.SPACE: scope_of_space(space),
        ScopeKind.BODY: _body(BodyKind.WORKING_GROUP, "Groupe exemple", "Voorbeeldgroep"),
        ScopeKind.CALL: _body(BodyKind.JURY, "Jury exemple", "Voorbeeldjury"),
    }
    for kind, roles in ROLES.items():
        for role in roles:
            yield role, scopes[kind]


def _body(kind: BodyKind, name_fr: str, name_nl: str) -> Scope:
    """A body of the sample; the real ones keep their own members."""
    body, _made = Body.objects.get_or_create(
        slug=f"{BODIES}{kind.value.replace('_', '-')}",
        defaults={"kind": kind, "name_fr": name_fr, "name_nl": name_nl},
    )
    return scope_of_body(body)


def _account(role: Role, scope: Scope) -> str:
    """Address and password of the account of a role."""
    email, password = f"{role.value.replace('_', '-')}{DOMAIN}", secrets.token_urlsafe(12)
    user = User.objects.filter(email=email).first()
    if user is None:
        user = User.objects.create_user(email, password, name=role.value.replace("_", " ").title())
    else:
        user.set_password(password)
        user.save(update_fields=["password"])
    held = Membership.objects.running().in_scope(scope).filter(user=user, role=role)
    if not held.exists():
        domain.give_role(user, role, scope, by=None, tell=False)
    secret = factors.give_known_app(user) if factors.is_required(user) else ""
    return f"{email}  {password}  {secret}".rstrip()


@transaction.atomic
def take_away() -> int:
    """Delete the sample accounts, their roles and invitations; returns how many accounts."""
    users = User.objects.filter(email__endswith=DOMAIN)
    memberships = Membership.objects.filter(user__in=users)
    Invitation.objects.filter(membership__in=memberships).delete()
    memberships.delete()
    count = users.count()
    users.delete()
    _take_bodies_away()
    return count


def _take_bodies_away() -> None:
    """The sample bodies go, unless somebody real has joined one."""
    for body in Body.objects.filter(slug__startswith=BODIES):
        if not Membership.objects.in_scope(scope_of_body(body)).exists():
            body.delete()
