"""Links in reminders: one space, one person, what she was shown.

The link holds everything itself, signed; nothing of it is kept. Whoever has it can say "everything
is still right" in the name of that member, and nothing else. Why so:
docs/adr/080-confirm-by-a-button.md.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils.translation import override

from halte.accounts.enums import Role, ScopeKind
from halte.accounts.models import Membership
from halte.network.domain import confirm_space
from halte.network.fingerprint import fingerprint, with_everything
from halte.network.models import Space

SALT = "halte.network.confirmation"
HOLDS_FOR = timedelta(days=60)
NOTE = "link in a mail"


class LinkProblem(Enum):
    """Why a link confirms nothing."""

    UNKNOWN = "unknown"  # forged, or not whole
    EXPIRED = "expired"
    ENDED = "ended"  # the role, the account or the public page is no more
    CONFIRMED = "confirmed"  # by this link or by somebody else, since the mail
    CHANGED = "changed"  # the page says something else than the mail


class LinkRefused(Exception):
    """The link does not confirm; `space` is known once the link has proved to be ours."""

    def __init__(self, problem: LinkProblem, space: Space | None = None):
        super().__init__(problem.value)
        self.problem, self.space = problem, space


@dataclass(frozen=True, slots=True)
class Asked:
    """What a link asks: is this space, as it is now, still right, says this member."""

    space: Space
    membership: Membership


def make_link(space: Space, membership: Membership, language: str) -> str:
    """The address for the mail; the space should come from `with_everything`."""
    about = space.confirmed_on.isoformat() if space.confirmed_on else ""
    held = [space.uuid.hex, membership.pk, about, fingerprint(space)]
    token = signing.dumps(held, salt=SALT)
    with override(language):
        return settings.BASE_URL + reverse("network:confirm", args=[token])


def open_link(token: str) -> Asked:
    """What the link asks; raises `LinkRefused`. Writes nothing."""
    try:
        held = signing.loads(token, salt=SALT, max_age=HOLDS_FOR)
    except signing.SignatureExpired:
        raise LinkRefused(LinkProblem.EXPIRED) from None
    except signing.BadSignature:
        raise LinkRefused(LinkProblem.UNKNOWN) from None
    uuid, pk, about, seen = held
    space = with_everything(Space.objects.published()).filter(uuid=uuid).first()
    membership = Membership.objects.running().select_related("user").filter(pk=pk).first()
    if space is None or membership is None or not _may_confirm(membership, space):
        raise LinkRefused(LinkProblem.ENDED)
    if space.confirmed_on and (not about or space.confirmed_on > date.fromisoformat(about)):
        raise LinkRefused(LinkProblem.CONFIRMED, space)
    if fingerprint(space) != seen:
        raise LinkRefused(LinkProblem.CHANGED, space)
    return Asked(space, membership)


def _may_confirm(membership: Membership, space: Space) -> bool:
    """Whether this membership, which runs, is one of those that are asked."""
    if not membership.user.is_active:
        return False
    held = (membership.role, membership.scope_kind, membership.scope_uuid)
    return held in {
        (Role.COORDINATOR, ScopeKind.SPACE, space.uuid),
        (Role.MANAGER, ScopeKind.ORGANISATION, space.organisation.uuid),
    }


@transaction.atomic
def confirm_by_link(token: str) -> Space:
    """Confirm the space in the member's name; of two who press at once, the second is told.

    Raises `LinkRefused`.
    """
    asked = open_link(token)
    Space.objects.select_for_update(of=("self",)).get(pk=asked.space.pk)
    asked = open_link(token)
    return confirm_space(asked.space, by=asked.membership.user, note=NOTE)
