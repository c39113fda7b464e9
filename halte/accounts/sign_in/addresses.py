"""Another e-mail address: it counts once somebody opened the link that was sent there."""

from allauth.core import ratelimit
from django.core import signing
from django.db import IntegrityError, transaction
from django.http import HttpRequest

from halte.accounts import notifications
from halte.accounts.models import User
from halte.accounts.notifications import Change
from halte.core.models import LogEntry

SALT = "halte.accounts.address"
LINK_HOLDS = 24 * 3600


def ask(request: HttpRequest, address: str) -> bool:
    """Send the link; False after too many. A taken address gets no mail and the same answer."""
    if not ratelimit.consume(request, action="manage_email", user=request.user):
        return False
    person = request.user
    if not User.objects.filter(email=address).exists():
        secret = signing.dumps([person.pk, person.email, address], salt=SALT)
        notifications.confirm_address(person, address, secret)
    LogEntry.record(person, "ask for another address", by=person)
    return True


def read(secret: str) -> tuple[User, str] | None:
    """Whose link it is and to which address; None when it is forged, old, or used."""
    try:
        pk, before, after = signing.loads(secret, salt=SALT, max_age=LINK_HOLDS)
    except signing.BadSignature:
        return None
    user = User.objects.filter(pk=pk, email=before, is_active=True).first()
    return (user, after) if user else None


@transaction.atomic
def confirm(user: User, address: str) -> bool:
    """Make it the address that signs in; False when somebody else has it by now."""
    before = user.email
    try:
        with transaction.atomic():
            changed = User.objects.filter(pk=user.pk, email=before).update(email=address)
    except IntegrityError:
        return False
    if not changed:
        return False
    LogEntry.record(user, "change the address", by=user)
    notifications.account_changed(user, Change.ADDRESS, to=before)
    return True
