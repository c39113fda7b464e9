"""What is written down, told and ended when allauth or Django says that something happened."""

from allauth.account import signals as account
from allauth.mfa import signals as mfa
from allauth.mfa.models import Authenticator
from allauth.socialaccount import signals as elsewhere
from django.contrib.auth import signals as auth
from django.contrib.contenttypes.models import ContentType
from django.dispatch import receiver

from halte.accounts import notifications
from halte.accounts.models import Session, User
from halte.accounts.notifications import Change
from halte.accounts.sign_in import factors, sessions
from halte.core.models import LogEntry


@receiver(auth.user_logged_in)
def signed_in(sender, request, user, **rest) -> None:
    """The sign-in itself is written down by halte/oversight/apps.py."""
    sessions.begin(request)
    factors.remember(request, user)


@receiver(auth.user_logged_out)
def signed_out(sender, request, user, **rest) -> None:
    if user is not None:
        LogEntry.record(user, "sign out", by=user)


@receiver(auth.user_login_failed)
def failed(sender, credentials, **rest) -> None:
    """As much work for an unknown address as for a known one: nothing can be told from the time."""
    user = User.objects.filter(email=str(credentials.get("email", "")).lower()).first()
    LogEntry.objects.create(
        content_type=ContentType.objects.get_for_model(User),
        object_id=user.pk if user else 0,
        verb="fail to sign in",
    )


@receiver(account.authentication_step_completed)
def proven(sender, request, user, method, reauthenticated=False, **rest) -> None:
    if reauthenticated:
        sessions.prove(request)


@receiver(mfa.authentication_failed)
def factor_failed(sender, user, authenticator, **rest) -> None:
    LogEntry.record(user, "fail a second step", note=authenticator.type)


@receiver(mfa.authenticator_used)
def factor_used(sender, user, authenticator, **rest) -> None:
    if authenticator.type == Authenticator.Type.RECOVERY_CODES:
        LogEntry.record(user, "use a recovery code", by=user)
        notifications.account_changed(user, Change.CODE_USED)


@receiver(mfa.authenticator_added)
def factor_added(sender, request, user, authenticator, **rest) -> None:
    if authenticator.type == Authenticator.Type.RECOVERY_CODES:
        return
    LogEntry.record(user, "add a factor", by=user, note=authenticator.type)
    notifications.account_changed(user, Change.FACTOR_ADDED)
    factors.remember(request, user)
    if factors.of(user).count() == 1:
        # Sessions from before the first factor were opened with a password alone.
        sessions.end_others(user, keep=request.session.session_key)


@receiver(mfa.authenticator_removed)
def factor_removed(sender, request, user, authenticator, **rest) -> None:
    if authenticator.type == Authenticator.Type.RECOVERY_CODES:
        return
    LogEntry.record(user, "remove a factor", by=user, note=authenticator.type)
    notifications.account_changed(user, Change.FACTOR_REMOVED)
    if not factors.remember(request, user):
        # Other sessions would go on believing that there is one.
        sessions.end_others(user, keep=request.session.session_key)


@receiver(mfa.authenticator_reset)
def codes_made(sender, user, **rest) -> None:
    LogEntry.record(user, "make recovery codes", by=user)
    notifications.account_changed(user, Change.CODES_MADE)


@receiver(account.password_set)
@receiver(account.password_changed)
def password_changed(sender, request, user, **rest) -> None:
    LogEntry.record(user, "change the password", by=user)
    notifications.account_changed(user, Change.PASSWORD)
    sessions.end_others(user, keep=request.session.session_key)


@receiver(account.password_reset)
def password_reset(sender, user, **rest) -> None:
    """A lost password may be a stolen one: whoever is signed in signs in again."""
    LogEntry.record(user, "reset the password", by=user)
    notifications.account_changed(user, Change.PASSWORD)
    Session.objects.filter(user=user).delete()


@receiver(elsewhere.social_account_added)
def connected(sender, sociallogin, **rest) -> None:
    LogEntry.record(sociallogin.user, "connect a sign-in", by=sociallogin.user)
    notifications.account_changed(sociallogin.user, Change.CONNECTED)


@receiver(elsewhere.social_account_removed)
def disconnected(sender, socialaccount, **rest) -> None:
    LogEntry.record(socialaccount.user, "disconnect a sign-in", by=socialaccount.user)
    notifications.account_changed(socialaccount.user, Change.DISCONNECTED)
