"""People who sign in, what they are where, invitations, and tokens for programs."""

import uuid
from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Cast, Coalesce, Concat, Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from halte.accounts.enums import (
    ROLES,
    BodyKind,
    InvitationState,
    Role,
    ScopeKind,
    TokenScope,
)
from halte.accounts.scopes import Scope
from halte.core.history import tracked
from halte.core.models import Stateful
from halte.core.privacy import ERASED, WITH_THE_ACCOUNT, AtTerm, Basis, Personal, Term

NO_UUID = Value("00000000-0000-0000-0000-000000000000", output_field=models.UUIDField())


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save()
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields) -> "User":
        return self.create_user(email, password, is_superuser=True, **fields)

    def get_by_natural_key(self, email: str) -> "User":
        return self.get(email=email.lower())


def _left(before: datetime) -> Q:
    """People without a role since a moment, who have not signed in since, either."""
    lasting = Q(ends_on__isnull=True) | Q(ends_on__gte=before.date())
    held = Membership.objects.filter(lasting, user=models.OuterRef("pk"))
    unused = Q(last_login__isnull=True) | Q(last_login__lt=before)
    return ~models.Exists(held) & unused & Q(is_superuser=False)


@tracked(exclude=("password", "last_login"))
class User(AbstractBaseUser, PermissionsMixin):
    """Somebody who works with Halte; signs in with an e-mail address."""

    email = models.EmailField(_("E-mail address"), unique=True)
    name = models.CharField(max_length=120, blank=True)
    # The language in which Halte writes to this person: one of core's DATA_LANGUAGES.
    language = models.CharField(max_length=2, default="fr")
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(default=timezone.now)

    PERSONAL = [
        Personal(
            ("email", "name", "language", "password", "last_login"),
            what=_("E-mail address, name, language, digest of the password, last sign-in"),
            about=_("People who work with Halte"),
            purpose=_("Signing in, and saying who did what"),
            basis=Basis.PUBLIC_TASK,
            term=Term(2 * 365, "joined_at", _left, after=_("after the last role has ended")),
            at_term=AtTerm.BLANK,
            found_by={"user": ("pk",), "email": ("email",)},
            # The row stays: roles, decisions and files point to it, and it names nobody.
            leaves={
                "email": Concat(
                    Value("erased-"),
                    Cast("pk", models.TextField()),
                    Value(ERASED),
                    output_field=models.TextField(),
                ),
                "password": "!",
                "is_active": False,
            },
            while_restricted={"is_active": False},
            fixed={
                "email": _("Only the person changes the address that signs in, in the account.")
            },
        )
    ]

    SECRET = ("password",)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    objects = UserManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(email=Lower("email")), name="address_is_in_lower_case"
            )
        ]

    def __str__(self) -> str:
        return self.email

    @property
    def shown_name(self) -> str:
        """What colleagues read: the name, or the address of somebody who gave none."""
        return self.name or self.email


# ---- Bodies -------------------------------------------------------------------------------------


@tracked()
class Body(models.Model):
    """A working group, a committee or the jury of a call; what it does belongs to other apps
    (docs/adr/075-bodies-in-accounts.md)."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    slug = models.SlugField(max_length=80, unique=True)
    kind = models.CharField(max_length=20, choices=BodyKind.options)
    name_fr = models.CharField(max_length=200)
    name_nl = models.CharField(max_length=200, blank=True)
    name_en = models.CharField(max_length=200, blank=True)
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=300, blank=True)

    NOT_PERSONAL = dict.fromkeys(["name_fr", "name_nl", "name_en"], "of a group of people")

    class Meta:
        ordering = ["kind", "name_fr", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(since__isnull=True) | Q(until__isnull=True) | Q(until__gte=F("since")),
                name="body_dates_run_forwards",
                violation_error_message=_("The end lies before the start."),
            )
        ]

    def __str__(self) -> str:
        return self.name_fr


# ---- Roles --------------------------------------------------------------------------------------


def _role_fits() -> Q:
    """The role is one that its kind of scope knows."""
    fits = Q()
    for kind, roles in ROLES.items():
        fits |= Q(scope_kind=kind.value, role__in=[role.value for role in roles])
    return fits


# The Region is one; every other scope is a row somewhere.
_region_alone_has_no_uuid = Q(scope_kind=ScopeKind.REGION.value, scope_uuid__isnull=True) | (
    ~Q(scope_kind=ScopeKind.REGION.value) & Q(scope_uuid__isnull=False)
)


class ScopedQuerySet(models.QuerySet):
    def in_scope(self, scope: Scope) -> Self:
        return self.filter(scope_kind=scope.kind, scope_uuid=scope.uuid)


class Scoped(models.Model):
    """A row that holds in one scope (halte/accounts/scopes.py)."""

    scope_kind = models.CharField(max_length=20, choices=ScopeKind.options)
    scope_uuid = models.UUIDField(null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def scope(self) -> Scope:
        return Scope(self.scope_kind, self.scope_uuid)


class MembershipQuerySet(ScopedQuerySet):
    def running(self, on: date | None = None) -> "MembershipQuerySet":
        """Those that hold on a day, today unless given."""
        on = on or timezone.localdate()
        return self.lasting(on).filter(starts_on__lte=on)

    def counted(self, kind: ScopeKind, uuids: Iterable[uuid.UUID]) -> dict[uuid.UUID, Counter[str]]:
        """How many people have which role today in each of some scopes; one query."""
        rows = self.running().filter(
            scope_kind=kind, scope_uuid__in=list(uuids), user__is_active=True
        )
        counts: dict[uuid.UUID, Counter[str]] = {}
        for scope, role in rows.values_list("scope_uuid", "role"):
            counts.setdefault(scope, Counter())[role] += 1
        return counts

    def held_by(self, user) -> "MembershipQuerySet":
        """Everything that somebody is, was or will be."""
        return self.filter(user=user)

    def lasting(self, on: date | None = None) -> "MembershipQuerySet":
        """Those that have not ended on a day, begun or not."""
        on = on or timezone.localdate()
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=on))


@tracked(part_of="user")
class Membership(Scoped):
    """Somebody is something somewhere, from a day until the day before another; never deleted."""

    user = models.ForeignKey(User, models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=20, choices=Role.options)
    starts_on = models.DateField(default=timezone.localdate)
    # The first day on which it no longer holds, so that an end holds at once.
    ends_on = models.DateField(null=True, blank=True)

    PERSONAL = [
        Personal(
            ("user",),
            what=_("Who had which role where, from when to when"),
            about=_("People who work with Halte"),
            purpose=_("Letting people see and do what is theirs; saying who was responsible"),
            basis=Basis.PUBLIC_TASK,
            # It carries decisions and files: it stays, and names nobody once the account is erased.
            term=None,
            at_term=AtTerm.BY_HAND,
        )
    ]

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ["starts_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=_role_fits(), name="role_fits_scope"),
            models.CheckConstraint(
                condition=_region_alone_has_no_uuid, name="membership_region_alone_has_no_uuid"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="membership_dates_run_forwards",
                violation_error_message=_("The end lies before the start."),
            ),
            ExclusionConstraint(
                name="one_running_membership",
                expressions=[
                    ("user", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    ("scope_kind", RangeOperators.EQUAL),
                    (Coalesce("scope_uuid", NO_UUID), RangeOperators.EQUAL),
                    (
                        Func(
                            "starts_on",
                            "ends_on",
                            function="DATERANGE",
                            output_field=DateRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                violation_error_message=_("This person has this role here already."),
            ),
        ]
        indexes = [models.Index(fields=["scope_kind", "scope_uuid"], name="members_of_a_scope")]

    def __str__(self) -> str:
        return f"{self.role} {self.scope_kind}"

    @property
    def is_running(self) -> bool:
        return self.starts_on <= timezone.localdate() and not self.has_ended

    @property
    def has_ended(self) -> bool:
        return self.ends_on is not None and self.ends_on <= timezone.localdate()

    @property
    def last_day(self) -> date | None:
        """The last day on which it holds, where an end is known."""
        return self.ends_on and self.ends_on - timedelta(days=1)


# ---- Invitations --------------------------------------------------------------------------------


class InvitationQuerySet(ScopedQuerySet):
    def waiting(self) -> "InvitationQuerySet":
        return self.filter(state=InvitationState.SENT)


@tracked(exclude=("digest",))
class Invitation(Scoped, Stateful):
    """Somebody is asked by mail to take a role; the link works once and for a week.

    Only a digest of the link is kept. States: halte/accounts/domain.py.
    """

    email = models.EmailField(_("E-mail address"))
    role = models.CharField(max_length=20, choices=Role.options)
    language = models.CharField(max_length=2)
    digest = models.CharField(max_length=64, unique=True)
    state = models.CharField(
        max_length=20, choices=InvitationState.options, default=InvitationState.SENT
    )
    invited_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    # From which day on, if not from the day of the answer.
    starts_on = models.DateField(null=True, blank=True)
    sent_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    # What came of it.
    membership = models.ForeignKey(Membership, models.PROTECT, null=True, related_name="+")

    # The secret of the link, known only to the act that has just made it.
    secret = ""

    PERSONAL = [
        Personal(
            ("email", "language", "membership"),
            what=_("E-mail address, language, role offered, what came of it"),
            about=_("People who are invited to work with Halte"),
            purpose=_("Letting a colleague in"),
            basis=Basis.PUBLIC_TASK,
            # It names somebody who may never have come.
            term=Term(90, "expires_at", after=_("after the link has expired")),
            at_term=AtTerm.DELETE,
            # The link went to this address and proves no other.
            fixed={"email": _("An invitation is for one address: invite again instead.")},
        ),
        Personal(
            ("invited_by",),
            what=_("Who invited whom"),
            about=_("People who work with Halte"),
            purpose=_("Knowing who let a colleague in"),
            basis=Basis.PUBLIC_TASK,
            term=Term(90, "expires_at", after=_("after the link has expired")),
            at_term=AtTerm.DELETE,
        ),
    ]

    SECRET = ("digest",)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-sent_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=_role_fits(), name="invited_role_fits_scope"),
            models.CheckConstraint(
                condition=_region_alone_has_no_uuid, name="invitation_region_alone_has_no_uuid"
            ),
            models.CheckConstraint(
                condition=Q(email=Lower("email")), name="invited_address_is_in_lower_case"
            ),
            models.CheckConstraint(
                condition=~Q(state=InvitationState.ACCEPTED.value) | Q(membership__isnull=False),
                name="accepted_invitation_has_membership",
            ),
            models.UniqueConstraint(
                "email",
                "role",
                "scope_kind",
                Coalesce("scope_uuid", NO_UUID),
                condition=Q(state=InvitationState.SENT.value),
                name="one_waiting_invitation",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.scope_kind} {self.state}"

    @property
    def is_expired(self) -> bool:
        return self.expires_at <= timezone.now()


# ---- Tokens -------------------------------------------------------------------------------------


class ApiTokenQuerySet(ScopedQuerySet):
    def valid(self) -> "ApiTokenQuerySet":
        return self.filter(revoked_at__isnull=True)


@tracked(exclude=("digest", "last_used_at"))
class ApiToken(Scoped):
    """A program that speaks for a space or an organisation. Only a digest of it is kept."""

    name = models.CharField(max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    # The first signs, by which people tell their tokens apart.
    prefix = models.CharField(max_length=20)
    allows = ArrayField(models.CharField(max_length=20))
    created_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    revoked_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)

    # The token itself, known only to the act that has just made it.
    secret = ""

    PERSONAL = [
        Personal(
            ("created_by",),
            what=_("Who made a token for a program"),
            about=_("People who work with Halte"),
            purpose=_("Knowing whom to ask about a program"),
            basis=Basis.PUBLIC_TASK,
            # Five years after it was revoked nobody asks any more.
            term=Term(5 * 365, "revoked_at", after=_("after it was revoked")),
            at_term=AtTerm.BLANK,
        )
    ]
    NOT_PERSONAL = {"name": "of a program, given by who runs it"}
    SECRET = ("digest", "prefix")

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    scope_kind__in=[ScopeKind.ORGANISATION.value, ScopeKind.SPACE.value],
                    scope_uuid__isnull=False,
                ),
                name="token_is_of_a_space_or_organisation",
            ),
            models.CheckConstraint(
                condition=Q(allows__contained_by=TokenScope.values) & ~Q(allows=[]),
                name="token_allows_something_known",
            ),
        ]
        indexes = [models.Index(fields=["scope_kind", "scope_uuid"], name="tokens_of_a_scope")]

    def __str__(self) -> str:
        return f"{self.prefix}…"

    @property
    def allowed(self) -> list[str]:
        """What it may do, in words."""
        return [TokenScope(code).label for code in self.allows]


# ---- Sessions -----------------------------------------------------------------------------------


class Session(AbstractBaseSession):
    """A browser that is signed in, or about to be: halte/accounts/session_store.py.

    Of the browser only its family is kept, no network address.
    """

    user = models.ForeignKey(User, models.CASCADE, null=True, related_name="sessions")
    device = models.CharField(max_length=40, blank=True)
    began_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)

    PERSONAL = [
        Personal(
            ("session_key", "session_data", "user", "device", "began_at", "seen_at"),
            what=_("Who is signed in, with which kind of browser, since when"),
            about=_("People who work with Halte"),
            purpose=_("Staying signed in, and seeing where"),
            basis=Basis.PUBLIC_TASK,
            term=Term(0, "expire_date", after=_("after it has ended")),
            at_term=AtTerm.DELETE,
        ),
        Personal(
            ("user",),
            what=_("Sessions of an account that has ended"),
            about=_("People who work with Halte"),
            purpose=_("Staying signed in, and seeing where"),
            basis=Basis.PUBLIC_TASK,
            term=WITH_THE_ACCOUNT,
            at_term=AtTerm.DELETE,
        ),
    ]

    SECRET = ("session_key", "session_data")

    class Meta(AbstractBaseSession.Meta):
        ordering = ["-seen_at"]

    @classmethod
    def get_session_store_class(cls):
        from halte.accounts.session_store import SessionStore  # noqa: PLC0415 - it needs this model

        return SessionStore
